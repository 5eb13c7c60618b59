"""The activation patterns of a tessellation: tiles in which every unit of the network is in the same state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..planar.rounding import Probes, summands

if TYPE_CHECKING:
    from ..program.layer import Layer
    from .tessellation import Tessellation

# Tiles looked at once.
CHUNK = 2048
# A value within this many roundings of zero is zero: a unit that is zero on the whole tile has one state. The middle of
# a tile is farther from zero than that, for its corners are by many more.
ROUNDINGS = 16
# Bytes of a pattern's digest: two patterns have one digest once in 2^128 pairs.
DIGEST = 16


def patterns(tessellation: Tessellation) -> npt.NDArray[np.int64]:
    """The number (T,) of each tile's activation pattern; see `Tessellation.patterns`."""
    numbers: dict[bytes, int] = {}
    found = np.empty(tessellation.tile_count, np.int64)
    centers = tessellation.centroids()
    for begin in range(0, len(centers), CHUNK):
        digests = _digests(tessellation, centers[begin : begin + CHUNK])
        found[begin : begin + CHUNK] = [numbers.setdefault(digest, len(numbers)) for digest in digests]
    return found


def layer_patterns(tessellation: Tessellation) -> npt.NDArray[np.uint64]:
    """A hash of each tile's activation pattern in layers 0..l, (T, layers), the same in every tessellation.

    So a tile is known again in another window, at another step of a training, or on another day: by the states of its
    units alone. Two patterns have one hash once in 2^64 pairs.
    """
    network, centers = tessellation.network, tessellation.centroids()
    own = np.zeros((len(centers), len(network.layers)), np.uint64)
    for begin in range(0, len(centers), CHUNK):

        def take_in(layer: int, states: npt.NDArray[Any], begin: int = begin) -> None:
            odd = random_words(layer, states.shape[1]) | np.uint64(1)
            # Modulo 2^64: one unit in another state is another sum.
            own[begin : begin + len(states), layer] = states.astype(np.uint64) @ odd

        _look(tessellation, centers[begin : begin + CHUNK], take_in)
    number = np.arange(1, 1 + own.shape[1], dtype=np.uint64)
    after: npt.NDArray[np.uint64] = np.add.accumulate(_mixed(own + number), axis=1, dtype=np.uint64)
    return _mixed(after)


def random_words(seed: int, count: int) -> npt.NDArray[np.uint64]:
    """Words of 64 bits that are the same for ever, whatever the version of numpy."""
    with np.errstate(over="ignore"):
        counters = (np.uint64(seed) << np.uint64(40)) + np.arange(1, count + 1, dtype=np.uint64)
        return _mixed(counters * np.uint64(0x9E3779B97F4A7C15))


def _mixed(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The words with every bit depending on every other, one to one: the end of SplitMix64.

    References
    ----------
    Steele, Lea and Flood, Fast splittable pseudorandom number generators [steele2014splitmix].
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def separating_units(tessellation: Tessellation, one: int, other: int) -> npt.NDArray[np.int64]:
    """Layer and unit, (n, 2), of the units that differ; see `Tessellation.separating_units`."""
    found = [np.empty((0, 2), np.int64)]

    def compare(layer: int, states: npt.NDArray[Any]) -> None:
        units = np.flatnonzero(states[0] != states[1])
        found.append(np.stack([np.full_like(units, layer), units], 1))

    _look(tessellation, tessellation.centroids()[[one, other]], compare)
    return np.concatenate(found)


def _digests(tessellation: Tessellation, uv: npt.NDArray[np.float64]) -> list[bytes]:
    """A digest of the pattern at each of the points (n, 2)."""
    hashes = [hashlib.blake2b(digest_size=DIGEST) for _ in uv]

    def take_in(layer: int, states: npt.NDArray[Any]) -> None:
        packed = np.packbits(states, axis=1) if states.dtype == np.bool_ else np.ascontiguousarray(states)
        for row, digest in zip(packed, hashes, strict=True):
            digest.update(row.data)

    _look(tessellation, uv, take_in)
    return [digest.digest() for digest in hashes]


def _look(
    tessellation: Tessellation, uv: npt.NDArray[np.float64], see: Callable[[int, npt.NDArray[Any]], None]
) -> None:
    """Show the states (n, units) of each layer at points (n, 2)."""
    network, probes = tessellation.network.in_float64(), Probes()
    roundoff = ROUNDINGS * torch.finfo(torch.float64).eps

    def look(layer: int, z: Tensor) -> None:
        tolerance = summands(z, len(uv), len(uv)) * roundoff
        see(layer, _states(network.layers[layer], z[: len(uv)], tolerance).cpu().numpy())

    with torch.no_grad():
        inputs = tessellation.slice.embed(uv).to(network.device)
        rows = probes.attach(inputs.reshape(len(uv), -1), len(uv)).reshape(-1, *network.input_shape)
        network.evaluate(rows, at_knot=look, after_affine=probes.move)


def _states(layer: Layer, z: Tensor, tolerance: Tensor) -> Tensor:
    """As `Layer.pattern`, (n, units), with what may differ by rounding alone as equal."""
    if layer.windows is None:
        return z > tolerance
    entries = torch.from_numpy(layer.windows.entries).to(z.device)
    return layer.windows.states(z, tolerance[entries].amax(1))
