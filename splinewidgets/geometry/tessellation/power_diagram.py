"""The cells of one layer as a power diagram: a centroid and a squared radius for every tile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float64, Int32
from torch import Tensor

from ..argument_types import check_type
from ..differentiating import differentiating, variable
from ..refusals import UnsupportedOperation
from .affine_maps import CHUNK
from .tessellation import Tessellation

if TYPE_CHECKING:
    from ..network.network import Network

# Knots each of whose units is the larger of two affine functions, provided that its slopes are at most 1.
RELU_LIKE = ("relu", "leaky_relu", "prelu", "abs", "absolute")


@dataclass(frozen=True, eq=False)
class PowerDiagram:
    """Power diagram of a layer: its cells within a tile of the layers before are those nearest to a centroid.

    Among the tiles with the same parent, an input x of that parent lies in the one that minimizes the Laguerre
    distance `|x - centroids|^2 - squared_radii`; a point uv of the slice in the one that minimizes
    `|uv - slice_centroids|^2 - slice_squared_radii`, lengths in the plane of (u, v). A squared radius may be negative:
    such a circle is imaginary, but counts. Tiles are numbered as in `Tessellation.ancestors(layer)`.

    Attributes
    ----------
    centroids : (T, *input_shape) tensor, float64
        In input space, off the slice as a rule and in no relation to the tile's center of mass.
    squared_radii : (T,) float64
    slice_centroids : (T, 2) float64
        For a slice with orthonormal axes, the centroids' nearest points in the slice.
    slice_squared_radii : (T,) float64
        For a slice with orthonormal axes, the squared radii less the squared distances from the slice.
    parents : (T,) int32
        The tile of the layers before in which each tile lies; all 0 for the first layer.

    Examples
    --------
    >>> diagram = centroids_and_radii(tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))))
    >>> sorted(diagram.squared_radii.tolist())
    [0.0, 1.0, 1.0, 2.0]
    """

    centroids: Float64[Tensor, "cells *input"]
    squared_radii: Float64[np.ndarray, "cells"]
    slice_centroids: Float64[np.ndarray, "cells 2"]
    slice_squared_radii: Float64[np.ndarray, "cells"]
    parents: Int32[np.ndarray, "cells"]

    def __repr__(self) -> str:
        imaginary = int((self.squared_radii < 0).sum())
        parents = int(self.parents.max()) + 1
        return f"<PowerDiagram: {len(self.parents):,} cells in {parents:,} parent tiles, {imaginary:,} imaginary radii>"


def centroids_and_radii(tessellation: Tessellation, layer: int = 0) -> PowerDiagram:
    """The power diagram that one layer makes of each tile of the layers before.

    On a tile let `A x + c` be the output of the layer (`layers 0..layer`, after the activation). Its sum over units,
    `mu x + sum(c)` with `mu = A^T 1`, is the largest such sum that any choice of the units' branches has there, for
    every unit is the larger of its branches. With the squared radius `|mu|^2 + 2 sum(c)` the tile is therefore where
    `|x - mu|^2 - rad` is least among all choices within the parent. Costs a backward pass over the tiles.

    Parameters
    ----------
    tessellation
        Of any network whose knot `layer` is a relu, leaky_relu, prelu or abs.
    layer
        Index in `network.layers`.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If there is no such layer.
    UnsupportedOperation
        If the layer's units are not the larger of two affine functions each.

    References
    ----------
    Balestriero, Cosentino, Aazhang and Baraniuk, The Geometry of Deep Networks: Power Diagram Subdivision
    [balestriero2019power].
    With several layers it holds within each parent tile, not across tiles of different parents.

    Examples
    --------
    >>> centroids_and_radii(tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))))
    <PowerDiagram: 4 cells in 1 parent tiles, 0 imaginary radii>
    """
    check_type(tessellation, Tessellation, "The tessellation", "that of a slice", "Make it with tessellate.")
    network = tessellation.network.in_float64()
    # One of the tiles that each tile of this layer has been cut into later.
    _, one = np.unique(tessellation.ancestors(layer), return_index=True)
    _check(network, layer)
    count, inside = len(one), tessellation.centroids()[one]
    parents = tessellation.ancestors(layer - 1)[one] if layer else np.zeros(count, np.int32)
    flat, sums = torch.empty((count, int(np.prod(network.input_shape))), dtype=torch.float64), np.empty(count)
    for begin in range(0, count, CHUNK):
        part = slice(begin, begin + CHUNK)
        inputs = tessellation.slice.embed(inside[part]).to(network.device)
        value, gradient = _sum_and_gradient(network, layer, inputs)
        flat[part] = gradient.reshape(len(inputs), -1).cpu()
        sums[part] = (value - (gradient * inputs).reshape(len(inputs), -1).sum(1)).cpu().numpy()
    origin, axes = tessellation.slice.origin.reshape(-1), tessellation.slice.axes.reshape(2, -1)
    within = ((flat - origin) @ axes.T).numpy()
    at_origin = (flat @ origin).numpy() - float(origin @ origin) / 2
    return PowerDiagram(
        flat.reshape(count, *network.input_shape),
        flat.square().sum(1).numpy() + 2 * sums,
        within,
        (within**2).sum(1) + 2 * (sums + at_origin),
        parents,
    )


def _check(network: Network, layer: int) -> None:
    knot = network.layers[layer]
    convex = False
    if knot.operation in RELU_LIKE:
        ends = torch.ones((2, knot.units), dtype=torch.float64, device=network.device)
        ends[1] = -1
        convex = bool((network.layer_facts.after(layer, ends).sum(0) >= 0).all())
    if not convex:
        raise UnsupportedOperation(
            f"Layer {layer} ({knot.name}, {knot.operation}) has no power diagram. Its units must be the larger of two "
            f"affine functions: {', '.join(RELU_LIKE[:-1])}, with slopes up to 1. Ask for a layer of that kind."
        )


def _sum_and_gradient(network: Network, layer: int, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """The sum (N,) of a layer's units after the activation, and its gradient (N, *input_shape)."""
    sums: list[Tensor] = []
    with differentiating():
        inputs = variable(inputs)
        network.evaluate(inputs, at_knot=lambda knot, z: sums.append(z) if knot == layer else None)
        total = network.layer_facts.after(layer, sums[0]).sum(1)
        (gradient,) = torch.autograd.grad(total.sum(), inputs, materialize_grads=True)
    return total.detach(), gradient
