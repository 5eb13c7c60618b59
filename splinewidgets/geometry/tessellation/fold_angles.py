"""Folds: where the hyperplane of a unit bends at that of a unit in an earlier layer, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64, Int64
from torch import Tensor

from ..argument_types import check_type
from ..device_precision import full_precision
from ..differentiating import differentiating, variable

if TYPE_CHECKING:
    from ..network.network import Network
    from .tessellation import Tessellation

# Rows that are differentiated at once.
CHUNK = 2048
# The line of no one unit.
SEVERAL = -1

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class FoldAngles:
    """The folds in a tessellation, one row each: a unit's hyperplane, and the one of an earlier layer that it crosses.

    Attributes
    ----------
    vertex : (n,) int64
        Where in the slice, an index of the tessellation's vertices.
    layer, unit : (n,) int64
        Whose hyperplane folds there.
    crossed_layer, crossed_unit : (n,) int64
        At whose it folds; of a maximum, where it is taken of another entry. -1 where several pass through the vertex.
    angles : (n,) float64
        By how much it turns there, in radians from 0 to pi, between its normals in the input space: 0 is straight. The
        dihedral angle between its two sides is pi less that.
    in_slice : (n,) float64
        The same as it is seen in the slice, between its edges there.

    Examples
    --------
    >>> folds = fold_angles(tessellate(zoo.mlp((2, 8, 8, 1)), Slice.box((-2, 2), (-2, 2))))
    >>> bool((folds.layer > folds.crossed_layer).all()), bool((folds.angles < np.pi).all())
    (True, True)
    """

    vertex: Int64[np.ndarray, "folds"]
    layer: Int64[np.ndarray, "folds"]
    unit: Int64[np.ndarray, "folds"]
    crossed_layer: Int64[np.ndarray, "folds"]
    crossed_unit: Int64[np.ndarray, "folds"]
    angles: Float64[np.ndarray, "folds"]
    in_slice: Float64[np.ndarray, "folds"]

    def __repr__(self) -> str:
        if not len(self.angles):
            return "<FoldAngles: no folds>"
        degrees = np.degrees(self.angles)
        return f"<FoldAngles: {len(degrees):,} folds, {np.median(degrees):.3g} degrees in the middle>"


def fold_angles(tessellation: Tessellation) -> FoldAngles:
    """Measure the angle of every fold of a unit's hyperplane at the hyperplanes of earlier layers.

    Across the hyperplane of unit i of an activation with slopes 1 and s the normal of a unit k of the next layer
    changes by (1 - s) W_ki n_i, where n_i is the normal of unit i itself: in the first layer, its weights. Only
    vertices where a unit's line comes and goes are folds: where it ends, for it is dead beyond, or where it runs
    together with another, there is no angle. Maxima and sorting do not fold, but what is behind them folds where they
    change.

    Parameters
    ----------
    tessellation
        Of a slice. Each layer is differentiated once at the tiles beside its folds.

    Raises
    ------
    TypeError
        If it is no tessellation.

    References
    ----------
    Balestriero, Cosentino, Aazhang and Baraniuk, The Geometry of Deep Networks: Power Diagram Subdivision
    [balestriero2019power]; the survey [balestriero2025geometry], Figure 4.

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 1), nn.ReLU())
    >>> fold_angles(tessellate(model, Slice.box((-2, 2), (-2, 2))))  # lines of one unit a layer never cross
    <FoldAngles: no folds>
    """
    from .tessellation import Tessellation

    check_type(tessellation, Tessellation, "The tessellation", "a Tessellation", "Make one with tessellate.")
    found = _crossings(tessellation)
    vertex, edges = found[:, 0], found[:, 1:3]
    layer, unit = (array[edges[:, 0]].astype(np.int64) for array in (tessellation.edge_layer, tessellation.edge_unit))
    normals = _normals(tessellation, layer, unit, edges)
    return FoldAngles(
        vertex,
        layer,
        unit,
        found[:, 3],
        found[:, 4],
        _angle(normals[0], normals[1]),
        _angle(*_directions(tessellation, vertex, edges)),
    )


def _crossings(tessellation: Tessellation) -> Ints:
    """Rows (n, 5): a vertex, the two edges of a unit there, and the layer and unit of an earlier line through it."""
    # Both ends of each edge within the window, by vertex, then layer and unit.
    inner = np.flatnonzero(tessellation.edge_layer >= 0)
    ends: Ints = tessellation.edges[inner].T.ravel().astype(np.int64)
    edge: Ints = np.tile(inner, 2)
    layer: Ints = tessellation.edge_layer[edge].astype(np.int64)
    unit: Ints = tessellation.edge_unit[edge].astype(np.int64)
    order = np.lexsort((edge, unit, layer, ends))
    ends, edge, layer, unit = ends[order], edge[order], layer[order], unit[order]
    same = (np.diff(ends) == 0) & (np.diff(layer) == 0) & (np.diff(unit) == 0)
    first = np.flatnonzero(np.concatenate([[True], ~same])) if len(ends) else np.empty(0, np.int64)
    sizes = np.diff(np.append(first, len(ends)))
    # One line at a vertex a row, those of a vertex in order of layers.
    at, of_layer, of_unit = ends[first], layer[first], unit[first]
    begin = np.searchsorted(at, at)  # the first line at the same vertex
    earlier = np.searchsorted(_keys(at, of_layer), _keys(at, of_layer)) - begin
    of_maxima = np.array([about.windows is not None for about in tessellation.network.layers], bool)
    folds = np.flatnonzero((sizes == 2) & (earlier > 0) & ~of_maxima[of_layer])
    alone = earlier[folds] == 1
    crossed = begin[folds]
    return np.stack(
        [
            at[folds],
            edge[first[folds]],
            edge[first[folds] + 1],
            np.where(alone, of_layer[crossed], SEVERAL),
            np.where(alone, of_unit[crossed], SEVERAL),
        ],
        1,
    )


def _keys(vertex: Ints, layer: Ints) -> Ints:
    """Numbers in the order of vertices, and of layers at each."""
    return vertex * (int(layer.max(initial=0)) + 1) + layer


def _normals(tessellation: Tessellation, layer: Ints, unit: Ints, edges: Ints) -> npt.NDArray[np.float64]:
    """Gradients of the folded units in the input space on either side of the fold, (2, n, D)."""
    network = tessellation.network.in_float64()
    # On either tile beside an edge the unit is the same affine function: it bends behind its edge only.
    left, right = tessellation.edge_tiles[edges].transpose(2, 1, 0)
    tiles = np.where(left >= 0, left, right)
    centers = tessellation.centroids()
    normals = np.empty((2, len(layer), int(np.prod(network.input_shape))))
    for number in np.unique(layer):
        rows = np.flatnonzero(layer == number)
        for begin in range(0, len(rows), CHUNK):
            chosen = rows[begin : begin + CHUNK]
            for side in range(2):
                inputs = tessellation.slice.embed(centers[tiles[side, chosen]]).to(network.device)
                normals[side, chosen] = _gradients(network, inputs, int(number), unit[chosen])
    return normals


def _gradients(network: Network, inputs: Tensor, layer: int, unit: Ints) -> npt.NDArray[np.float64]:
    """The gradient (N, D) at each input of one unit of a layer."""
    seen: list[Tensor] = []

    def look(number: int, z: Tensor) -> None:
        if number == layer:
            seen.append(z.clone())

    with differentiating(), full_precision(inputs.device):
        points = variable(inputs)
        network.evaluate(points, at_knot=look)
        chosen = seen[0][torch.arange(len(unit)), torch.from_numpy(unit)]
        (gradient,) = torch.autograd.grad(chosen.sum(), points)
    found: npt.NDArray[np.float64] = gradient.flatten(1).cpu().numpy()
    return found


def _directions(
    tessellation: Tessellation, vertex: Ints, edges: Ints
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How a line arrives at its fold and how it leaves it, in the slice, (n, 2) each."""
    ends = tessellation.edges[edges]
    others = np.where(ends[:, :, 0] == vertex[:, None], ends[:, :, 1], ends[:, :, 0])
    here, there = tessellation.vertices[vertex][:, None], tessellation.vertices[others]
    arms = there - here
    return -arms[:, 0], arms[:, 1]


def _angle(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The angle between vectors (n, d), good to rounding where it is small and where it is nearly pi."""
    one = one / np.linalg.norm(one, axis=1, keepdims=True)
    other = other / np.linalg.norm(other, axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = 2 * np.arctan2(
        np.linalg.norm(one - other, axis=1), np.linalg.norm(one + other, axis=1)
    )
    return found
