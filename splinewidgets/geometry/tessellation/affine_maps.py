"""The affine map of the network on tiles, in full input space, by differentiating the network inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64, Int64
from torch import Tensor

from ..network.jacobians import offsets, outputs_and_jacobians, spectral_norms

if TYPE_CHECKING:
    from .tessellation import Tessellation

# Rows evaluated at once: bounds the memory of the backward passes without slowing the matrix products.
CHUNK = 2048


def affine_map(tessellation: Tessellation, tile: int) -> tuple[Tensor, Tensor]:
    """`A` (C, *input_shape) and `c` (C,) of one tile, float64, C the number of outputs.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5).
    Where a unit is exactly zero on the whole tile, the hyperplane contains the slice and A is one of the maps that meet
    there, the one autograd takes.
    """
    maps, constants = affine_maps(tessellation, [tile])
    return maps[0], constants[0]


def affine_maps(
    tessellation: Tessellation, tiles: Iterable[int], outputs: Iterable[int] | None = None
) -> tuple[Tensor, Tensor]:
    """`A` (T, C, *input_shape) and `c` (T, C) of some tiles, as `affine_map` has them; of C outputs or of all."""
    network = tessellation.network.in_float64()
    centers = tessellation.slice.embed(tessellation.centroids()[list(tiles)]).to(network.device)
    values, jacobians = outputs_and_jacobians(network, centers, outputs)
    return jacobians, offsets(values, jacobians, centers)


def activation_pattern(tessellation: Tessellation, tile: int) -> list[npt.NDArray[np.bool_ | np.int64]]:
    """The state of every unit at the tile's center of mass, one array (units,) a layer; see `Layer.pattern`."""
    network = tessellation.network.in_float64()
    patterns: list[npt.NDArray[np.bool_ | np.int64]] = []

    def look(layer: int, z: Tensor) -> None:
        patterns.append(network.layers[layer].pattern(z)[0].cpu().numpy())

    with torch.no_grad():
        center = tessellation.slice.embed(tessellation.centroids()[tile][None]).to(network.device)
        network.evaluate(center, at_knot=look)
    return patterns


def operator_norms(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """The 2-norm of every tile's `A` in full input space, (T,), as in Figure 9 of [balestriero2025geometry].

    Costs as many backward passes over the tiles' centers as the network has outputs.
    """
    return operator_norms_of(tessellation, np.arange(tessellation.tile_count))


def operator_norms_of(tessellation: Tessellation, tiles: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The same of some tiles (n,), (n,)."""
    norms = np.empty(len(tiles))
    for begin, a in _flat_maps(tessellation, tiles):
        norms[begin : begin + len(a)] = spectral_norms(a)
    return norms


def frobenius_norms(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """The Frobenius norm of every tile's `A` in full input space, (T,): the root of the sum of its squared entries.

    Costs as much as `operator_norms`.
    """
    norms = np.empty(tessellation.tile_count)
    for begin, a in _flat_maps(tessellation, np.arange(tessellation.tile_count)):
        norms[begin : begin + len(a)] = torch.linalg.vector_norm(a.flatten(1), dim=1).cpu().double().numpy()
    return norms


def _flat_maps(tessellation: Tessellation, tiles: npt.NDArray[np.int64]) -> Iterator[tuple[int, Tensor]]:
    """The maps (n, outputs, inputs) of some tiles, chunk by chunk, each with the number of its first."""
    network = tessellation.network
    centers = tessellation.centroids()[tiles]
    for begin in range(0, len(tiles), CHUNK):
        uv = centers[begin : begin + CHUNK]
        inputs = tessellation.slice.embed(uv).to(network.device, network.dtype)
        _, jacobians = outputs_and_jacobians(network, inputs)
        yield begin, jacobians.reshape(len(uv), jacobians.shape[1], -1)


def active_fractions(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """The share of all units that are positive on each tile, (T,); those of max-poolings, which choose, aside."""
    units = sum(layer.units for layer in tessellation.network.layers if layer.windows is None)
    return active_units(tessellation).sum(1) / max(units, 1)


def active_units(tessellation: Tessellation) -> Int64[np.ndarray, "tiles layers"]:
    """How many units of each layer are positive on each tile, (T, layers); see `Tessellation.active_units`."""
    network, centers = tessellation.network, tessellation.centroids()
    layers = network.layers
    counts = np.zeros((len(centers), len(layers)), np.int64)
    for begin in range(0, len(centers), CHUNK):
        uv = centers[begin : begin + CHUNK]

        def count(layer: int, z: Tensor, begin: int = begin) -> None:
            if layers[layer].windows is None:
                counts[begin : begin + CHUNK, layer] = (z > 0).sum(1).cpu().numpy()

        with torch.no_grad():
            network.evaluate(tessellation.slice.embed(uv).to(network.device, network.dtype), at_knot=count)
    return counts
