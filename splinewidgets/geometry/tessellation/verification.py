"""Check on a real result what must hold for every tessellation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from ..planar.rounding import safe_roundoff
from .affine_maps import affine_maps
from .dents import off_their_units

if TYPE_CHECKING:
    from ..network.network import Network
    from .tessellation import Tessellation

AREA_TOLERANCE = 1e-9
# Roundings of the outputs that the checks allow: the batch reaches a vertex through another order of operations
# than a fresh evaluation does, and depth multiplies the difference.
VALUE_ROUNDINGS = 1e4
# Corners closer to straight than this, relative to the tile's diameter, count as straight.
CONVEXITY = 1e-7
# Of a tile smaller than this, relative to the window, the corners are rounded too much for that: they are compared
# with a tile of this size.
SMALL_TILE = 1e-6
# Roundings by which the units at a dent may be off.
DENT_ROUNDINGS = 1e3
SAMPLED_EDGES = 512
# So many tiles and outputs are differentiated: one backward pass for each output.
SAMPLED_TILES, SAMPLED_OUTPUTS = 32, 8


@dataclass(frozen=True)
class Report:
    """Results of checks, each with the worst deviation found."""

    checks: dict[str, str]

    def __repr__(self) -> str:
        width = max(map(len, self.checks))
        return "\n".join(f"{name:<{width}}  {value}" for name, value in self.checks.items())


def verify(tessellation: Tessellation) -> Report:
    """Run all checks.

    Raises
    ------
    AssertionError
        Naming the invariant that fails and by how much.
    """
    return run_checks(CHECKS, tessellation)


def run_checks(checks: Mapping[str, Callable[[Any], str]], result: Any) -> Report:
    """The facts that the checks found out about a result; AssertionError where one does not hold."""
    facts = {}
    for name, check in checks.items():
        try:
            facts[name] = check(result)
        except _Violated as violated:
            raise AssertionError(f"{name}: {violated}. Please report this with the model and the slice.") from None
    return Report(facts)


class _Violated(Exception):
    pass


def demand(holds: bool, fact: str) -> str:
    """The fact, if it holds."""
    if not holds:
        raise _Violated(fact)
    return fact


def _walked(tessellation: Tessellation) -> str:
    return demand(tessellation.unresolved == 0, f"{tessellation.unresolved} hyperplane pieces lost to rounding")


def _areas(tessellation: Tessellation) -> str:
    window = tessellation.slice.area
    areas = tessellation.areas()
    deviation = abs(areas.sum() / window - 1)
    smallest = areas.min() / window
    return demand(
        deviation <= AREA_TOLERANCE and smallest >= -AREA_TOLERANCE / len(areas),
        f"sum deviates by {deviation:.1e} of the window's, smallest {smallest:.1e}",
    )


def _euler(tessellation: Tessellation) -> str:
    v, e, f = len(tessellation.vertices), len(tessellation.edges), tessellation.tile_count
    return demand(v - e + f == 1, f"V - E + F = {v} - {e} + {f} = {v - e + f}")


def _edges(tessellation: Tessellation) -> str:
    tiles, layer = tessellation.edge_tiles, tessellation.edge_layer
    outside = (tiles < 0).any(1)
    loops = np.bincount(tiles[tiles >= 0], minlength=tessellation.tile_count)
    good = bool((outside == (layer < 0)).all() and (loops == np.diff(tessellation.tile_offsets)).all())
    return demand(
        good and bool((tiles.max(1) >= 0).all()) and _loops_follow_edges(tessellation),
        f"{(~outside).sum():,} inner edges with two tiles, {outside.sum():,} on the border with one",
    )


def _loops_follow_edges(tessellation: Tessellation) -> bool:
    """Test whether the edge said to leave each corner of a tile leads to the next one, with the tile at its side."""
    edges, offsets = tessellation.tile_edges, tessellation.tile_offsets
    sides = np.stack([tessellation.tile_vertices, tessellation.tile_vertices[tessellation._next_in_loop]], 1)
    backward = tessellation.edges[edges, 0] != sides[:, 0]
    sides[backward] = sides[backward, ::-1]
    tiles = np.repeat(np.arange(tessellation.tile_count), np.diff(offsets))
    at_side = tessellation.edge_tiles[edges, backward.astype(int)] == tiles
    return bool((tessellation.edges[edges] == sides).all() and at_side.all())


def _convex(tessellation: Tessellation) -> str:
    starts, sizes = tessellation.tile_offsets[:-1], np.diff(tessellation.tile_offsets)
    corners = tessellation.vertices[tessellation.tile_vertices]
    following = tessellation._next_in_loop
    before = np.empty_like(following)
    before[following] = np.arange(len(following))
    into, out = corners - corners[before], corners[following] - corners
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    low, high = np.minimum.reduceat(corners, starts, 0), np.maximum.reduceat(corners, starts, 0)
    diameter = np.repeat(np.linalg.norm(high - low, axis=1), sizes)
    # Twice the area of the corner's triangle over the longest side it could have: its depth.
    depth = cross / np.maximum(np.hypot(*into.T), np.hypot(*out.T)).clip(np.finfo(float).tiny)
    span = np.hypot(*(tessellation.vertices.max(0) - tessellation.vertices.min(0)))
    depth /= np.maximum(diameter, SMALL_TILE * span)
    dented = np.flatnonzero(depth < -CONVEXITY)
    off = off_their_units(tessellation, dented, before[dented]) if len(dented) else 0.0
    return demand(
        off <= DENT_ROUNDINGS * tessellation.rounding,
        f"counter-clockwise, deepest dent {max(-depth.min(), 0.0):.1e} of its tile",
    )


def _spread(count: int, most: int) -> npt.NDArray[np.intp]:
    """So many of the numbers below a count, spread evenly; all of them where there are no more."""
    return np.linspace(0, count - 1, min(most, count)).astype(np.intp)


def is_rounding(network: Network, inputs: torch.Tensor, rounding: float, deviation: float) -> bool:
    """Test whether outputs at these inputs may deviate by so much through rounding alone."""
    if deviation <= VALUE_ROUNDINGS * rounding:
        return True
    # Where later layers multiply what earlier ones lose, as weights of 1e9 do: what one more rounding changes.
    random, eps = torch.Generator().manual_seed(0), torch.finfo(network.dtype).eps

    def round_again(values: torch.Tensor) -> None:
        signs = 2 * torch.randint(0, 2, values.shape, generator=random) - 1
        values *= 1 + eps * signs.to(values)

    inputs = inputs.to(network.device, network.dtype)
    with torch.no_grad():
        moved = network.evaluate(inputs, after_affine=round_again) - network(inputs)
    return deviation <= VALUE_ROUNDINGS * float(moved.abs().max())


def _is_rounding(tessellation: Tessellation, deviation: float) -> bool:
    inputs = tessellation.slice.embed(tessellation.vertices)
    return is_rounding(tessellation.network, inputs, tessellation.rounding, deviation)


def _values(tessellation: Tessellation) -> str:
    fresh = tessellation.outputs_at(tessellation.vertices)
    worst = float((fresh - tessellation.outputs).abs().max())
    return demand(_is_rounding(tessellation, worst), f"at the vertices equal to the network's within {worst:.1e}")


def _affine(tessellation: Tessellation) -> str:
    starts, sizes = tessellation.tile_offsets[:-1], np.diff(tessellation.tile_offsets)
    outputs = tessellation.outputs.cpu().double().numpy().reshape(len(tessellation.vertices), -1)
    means = np.add.reduceat(outputs[tessellation.tile_vertices], starts, 0) / sizes[:, None]
    middles = np.add.reduceat(tessellation.vertices[tessellation.tile_vertices], starts, 0) / sizes[:, None]
    inside = tessellation.outputs_at(middles).cpu().double().numpy().reshape(means.shape)
    worst = float(np.abs(means - inside).max())
    return demand(
        _is_rounding(tessellation, worst), f"in every tile's middle equal to the mean of its corners within {worst:.1e}"
    )


def _maps(tessellation: Tessellation) -> str:
    """On a sample of tiles A x + c of some outputs is what the network returns at the corners."""
    tiles = _spread(tessellation.tile_count, SAMPLED_TILES)
    outputs = _spread(tessellation.outputs[0].numel(), SAMPLED_OUTPUTS)
    maps, constants = affine_maps(tessellation, tiles, outputs)
    sizes = np.diff(tessellation.tile_offsets)[tiles]
    corners = np.concatenate([tessellation.loop(tile) for tile in tiles])
    network = tessellation.network.in_float64()
    inputs = tessellation.slice.embed(corners).to(network.device)
    with torch.no_grad():
        values = network(inputs).reshape(len(inputs), -1)[:, outputs]
    mapped = [
        x.flatten(1) @ a.T + c for x, a, c in zip(inputs.split(sizes.tolist()), maps.flatten(2), constants, strict=True)
    ]
    worst = float((torch.cat(mapped) - values).abs().max())
    return demand(
        _is_rounding(tessellation, worst),
        f"A x + c at the corners of {len(tiles)} tiles equal to the network's output within {worst:.1e}",
    )


def _patterns(tessellation: Tessellation) -> str:
    """Across a sample of inner edges, the unit that the edge is labeled with changes its sign or largest entry."""
    inner = np.flatnonzero(tessellation.edge_layer >= 0)
    sample = inner[_spread(len(inner), SAMPLED_EDGES)]
    centers = tessellation.centroids()[tessellation.edge_tiles[sample]]
    layers, units = tessellation.edge_layer[sample], tessellation.edge_unit[sample]
    same = 0
    network = tessellation.network.in_float64()

    def look(layer: int, z: torch.Tensor) -> None:
        nonlocal same
        here = np.flatnonzero(layers == layer)
        one, other = z.reshape(2, len(sample), -1)[:, here]
        same += int(network.layers[layer].same(one, other, units[here]).sum())

    if len(sample):
        with torch.no_grad():
            points = centers.transpose(1, 0, 2).reshape(-1, 2)
            network.evaluate(tessellation.slice.embed(points).to(network.device), at_knot=look)
    # A tile at the limit of the dtype's resolution can have its center on the wrong side by rounding alone.
    allowed = len(sample) // 100 if tessellation.outputs.dtype == torch.float32 else 0
    return demand(same <= allowed, f"{len(sample) - same} of {len(sample)} sampled edges separate their unit's states")


def _precision(tessellation: Tessellation) -> str:
    span = np.hypot(*np.ptp(tessellation.vertices, axis=0))
    width = safe_roundoff(tessellation.outputs.dtype) * span / 2
    return f"{tessellation.precision}, tiles narrower than {width:.0e} may be merged"


CHECKS = {
    "precision": _precision,
    "hyperplanes": _walked,
    "areas": _areas,
    "Euler": _euler,
    "edges": _edges,
    "convexity": _convex,
    "outputs": _values,
    "affine": _affine,
    "affine maps": _maps,
    "patterns": _patterns,
}
