"""Walk a network's graph over a slice and cut the complex at every knot.

The walk keeps one batch: the value at every vertex of the complex found so far. Affine operations act on the batch;
at a knot the vertices where a unit changes sign are added, each a linear interpolation of two older ones, and every
live value gains their rows. The result is exact: no pixel, no sampling, no region is searched for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from .approximation import Approximation, reaching
from .chord_ends import count_ends, sort_ends, split_cut_edges, zeros_in_crossed_faces
from .chords import insert_chords
from .halfedge import ORIGIN, Mesh, convex_polygon
from .interpolation import interpolate_rows
from .network import Network
from .signs import find_cuts, sign_bits
from .slices import Slice
from .tessellation import Tessellation

Progress = Callable[[float, str], None]

# Rounding is measured, not guessed: at this many vertices the batch carries a second copy whose entries were moved by
# a random relative +-PROBE after each knot. How far a unit then moves is PROBE times the 2-norm of its summands, the
# very quantity that its rounding error is proportional to, whatever affine operations lie between.
PROBES = 16
PROBE = 2.0**-10
# A value within this many units of rounding of zero is zero. In float32 the bound must stay far below the size of a
# tile (4 roundings lose fewer than one tile in 2 000 on 2-64x4); in float64 there is room for depth.
ROUNDINGS = {torch.float32: 4.0, torch.float64: 1024.0}


class TooManyTiles(ValueError):
    """The slice has more tiles than `max_tiles` allows."""


def tessellate(
    model: nn.Module | Network,
    slice: Slice,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> Tessellation:
    """Tessellate a slice of a network's input space exactly.

    Parameters
    ----------
    model
        A module, or a `Network` made from one (saves the export when several slices are taken).
    slice
        The affine window to tessellate.
    dtype
        float32 or float64; the model's own by default. The complex itself is always held in float64.
    device
        Where the values live; the model's device by default.
    max_tiles
        Stop with `TooManyTiles` beyond this count.
    progress
        Called with the fraction done and the layer's name before each knot.

    Returns
    -------
    Tessellation

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine.
    TooManyTiles
        If there are more than `max_tiles` tiles.
    ValueError
        If the slice does not fit the model's input, or an argument is out of range.

    References
    ----------
    Equation (5) of the survey, with the tessellation built as in Figure 4 layer by layer.
    """
    if max_tiles is not None and max_tiles < 1:
        raise ValueError(f"max_tiles is {max_tiles}. It must be at least 1. Leave it out for no limit.")
    network = model if isinstance(model, Network) else Network(model, slice.origin)
    network = network.to(dtype=dtype, device=device)
    if network.dtype not in ROUNDINGS:
        raise ValueError(
            f"The tessellation's dtype is {network.dtype}. It must be torch.float32 or torch.float64. "
            "Pass dtype=torch.float32."
        )
    if tuple(slice.input_shape) != tuple(network.input_shape):
        raise ValueError(
            f"The slice lies in inputs of shape {tuple(slice.input_shape)}. The network takes inputs of shape "
            f"{tuple(network.input_shape)}. Build the slice from inputs of that shape."
        )
    with torch.no_grad():
        cutter = _Cutter(network, slice, max_tiles, progress)
        outputs = network.evaluate(cutter.start(), at_knot=cutter.at_knot)
        return cutter.finish(outputs)


class _Cutter:
    """The complex under construction, and how a batch of values follows it."""

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None, progress: Progress | None) -> None:
        u0, u1, v0, v1 = slice.bounds
        self.network, self.slice = network, slice
        self.max_tiles, self.progress = max_tiles, progress
        # Positions are relative to the window's center, so that a deep zoom keeps their last digits.
        self.center = np.array([(u0 + u1) / 2, (v0 + v1) / 2])
        half = np.array([(u1 - u0) / 2, (v1 - v0) / 2])
        self.mesh: Mesh = convex_polygon(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half)
        unit_roundoff = ROUNDINGS[network.dtype] * torch.finfo(network.dtype).eps
        self.unit_roundoff = unit_roundoff
        # Input coordinates are rounded relative to their distance from the origin, not to the window.
        self.resolution = unit_roundoff * float(np.hypot(*half))
        self.tile_counts: list[int] = []
        self.lost = 0
        # The pre-activations that each approximated activation sees.
        self.ranges: dict[Approximation, tuple[float, float]] = {}
        # The largest sum of summands seen: what rounding anywhere in the network is relative to.
        self.largest = 0.0

    def start(self) -> Tensor:
        """Inputs at the window's corners, with their probes."""
        corners = self.slice.embed(self.center + self.mesh.positions).to(self.network.device, self.network.dtype)
        rows = corners.reshape(4, -1)
        return self._with_probes(rows, 4).reshape(-1, *self.slice.input_shape)

    def at_knot(self, layer: int, z: Tensor) -> Callable[[Tensor], Tensor]:
        """Cut the complex by the zero sets of z (vertices and probes, units); returns how values grow."""
        if self.progress is not None:
            self.progress(layer / len(self.network.layers), self.network.layers[layer].name)
        mesh, old = self.mesh, int(self.mesh.size[0])
        values, probes = z[:old], z[old:]
        if (approximation := self.network.layers[layer].approximation) is not None:
            self._widen_range(approximation, values)
        summands = (probes - values[_sample(old)]).abs_().amax(0) / PROBE
        tolerance = summands * self.unit_roundoff
        self.largest = max(self.largest, float(summands.max()))
        positive, negative, any_zero = sign_bits(values, tolerance)
        zeros = zeros_in_crossed_faces(mesh, positive, negative) if any_zero else (np.empty(0, np.int32),) * 3
        ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].reshape(-1, 2)
        edge, unit = find_cuts(ends, positive, negative)
        t, slack = _locate_cuts(values, tolerance, ends[edge], unit)
        births = self._refine(layer, edge, unit, t, slack, zeros)
        self.tile_counts.append(int(self.mesh.size[2]))
        return functools.partial(self._grow, births)

    def _widen_range(self, approximation: Approximation, values: Tensor) -> None:
        """Take in the pre-activations of one layer: affine on every tile so far, they are extreme at vertices."""
        first = approximation.knots[0]
        low, high = torch.aminmax(values[:, : values.shape[1] // len(approximation.knots)])
        before = self.ranges.get(approximation, (np.inf, -np.inf))
        self.ranges[approximation] = (min(before[0], float(low) + first), max(before[1], float(high) + first))

    def _refine(
        self,
        layer: int,
        edge: npt.NDArray[np.int32],
        unit: npt.NDArray[np.int32],
        t: npt.NDArray[np.float64],
        slack: npt.NDArray[np.float64],
        zeros: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]],
    ) -> _Births:
        """Insert the hyperplanes of one layer into the mesh."""
        old_vertices, old_edges, old_faces = (int(n) for n in self.mesh.size)
        # Chords of one face cross at most once each: room for that, most of which is never touched.
        counts = count_ends(self.mesh, edge, zeros[0])
        chords = counts // 2
        crossings = int((chords * (chords - 1) // 2).sum())
        pieces = int(chords.sum()) + crossings
        most = self.max_tiles if self.max_tiles is not None else old_faces + pieces
        mesh = self.mesh = self.mesh.with_capacity(
            old_vertices + len(edge) + crossings,
            old_edges + len(edge) + pieces + crossings,
            old_faces + pieces,
        )
        births_of = np.empty((len(edge) + crossings, 2), np.int32)
        births_at = np.empty(len(edge) + crossings, np.float64)
        left, right = split_cut_edges(mesh, edge, unit, t, slack, births_of, births_at)
        cuts = int(mesh.size[0]) - old_vertices
        offsets, ends = sort_ends(mesh, counts, left, right, unit, slack, *zeros)
        root = np.empty(len(mesh.bounding), np.int32)
        root[:old_faces] = np.arange(old_faces)
        self.lost += insert_chords(mesh, root, offsets, ends, layer, births_of, births_at, cuts, self.resolution, most)
        if mesh.size[2] > most:
            raise TooManyTiles(
                f"The slice has more than {most:,} tiles at layer {layer} ({self.network.layers[layer].name}). "
                f"max_tiles is {most:,}. Take a smaller window or raise max_tiles."
            )
        born = int(mesh.size[0]) - old_vertices
        device, dtype = self.network.device, self.network.dtype
        return _Births(
            old_vertices,
            torch.from_numpy(births_of[:born].T.astype(np.int64)).to(device),
            torch.from_numpy(births_at[:born]).to(device, dtype),
            cuts,
        )

    def _grow(self, births: _Births, values: Tensor) -> Tensor:
        """A batch with the rows of the new vertices: cuts between old ones, then crossings between ends of chords."""
        old, cuts, new = births.old, births.cuts, births.old + len(births.at)
        grown = values.new_empty((new + PROBES, values.shape[1]))
        grown[:old] = values[:old]
        interpolate_rows(values, births.of[:, :cuts], births.at[:cuts], grown[old : old + cuts])
        interpolate_rows(grown, births.of[:, cuts:], births.at[cuts:], grown[old + cuts : new])
        return self._with_probes(grown, new)

    def _with_probes(self, values: Tensor, count: int) -> Tensor:
        """The first `count` rows followed by the probes; room for them is used where there is."""
        if len(values) < count + PROBES:
            values = torch.cat([values, values.new_empty((PROBES, values.shape[1]))])
        torch.mul(values[_sample(count)], _moves(values.shape[1], values.dtype, values.device), out=values[count:])
        return values

    def finish(self, outputs: Tensor) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe."""
        if self.progress is not None:
            self.progress(1.0, "done")
        count = int(self.mesh.size[0])
        moved = float((outputs[count:] - outputs[_sample(count)]).abs().max()) / PROBE
        rounding = max(self.largest, moved, float(outputs.abs().max())) * torch.finfo(outputs.dtype).eps
        return Tessellation._from_mesh(
            self.network,
            self.slice,
            self.mesh,
            self.center,
            outputs[:count],
            self.tile_counts,
            rounding,
            self.lost,
            reaching(self.network.approximations, self.ranges),
        )


class _Births(NamedTuple):
    """Where new vertices come from: each lies between two older ones."""

    old: int
    of: Tensor  # (2, born) the two older vertices
    at: Tensor  # (born,) how far from the first to the second
    cuts: int  # so many first ones lie on old edges, the rest where chords cross


def _locate_cuts(
    values: Tensor, tolerance: Tensor, ends: npt.NDArray[np.int32], unit: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where between its edge's ends (M, 2) each cut lies, in 0..1, and how uncertain that is."""
    device, columns = values.device, values.shape[1]
    units = torch.from_numpy(unit).to(device, torch.int64)
    a, b = torch.from_numpy(ends.T.astype(np.int64)).to(device)
    flat = values.reshape(-1)
    at_a = flat[a * columns + units].double()
    change = at_a - flat[b * columns + units].double()
    slack = tolerance[units].double() / change.abs()
    return (at_a / change).cpu().numpy(), slack.cpu().numpy()


@functools.lru_cache(maxsize=64)
def _moves(columns: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """The factors 1 +- PROBE of all probes, random signs from a fixed seed, (PROBES, columns)."""
    signs = torch.randint(0, 2, (PROBES, columns), generator=torch.Generator().manual_seed(columns))
    return (1 + PROBE * (2 * signs.to(dtype) - 1)).to(device)


def _sample(count: int) -> npt.NDArray[np.int64]:
    """Rows of the vertices that carry a probe: the window's corners and others spread evenly, (PROBES,)."""
    spread = np.arange(PROBES - 4) * (count - 1) // (PROBES - 5)
    return np.concatenate([np.arange(4), spread])
