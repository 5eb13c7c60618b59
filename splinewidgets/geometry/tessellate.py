"""Walk a network's graph over a slice and cut the complex at every knot.

The walk keeps one batch: the value at every vertex of the complex found so far. Affine operations act on the batch;
at a knot the vertices where a unit changes sign are added, each a linear interpolation of two older ones, and every
live value gains their rows. The result is exact: no pixel, no sampling, no region is searched for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from .chords import insert_chords, split_cut_edges, zeros_in_crossed_faces
from .halfedge import ORIGIN, FACE, Mesh, convex_polygon
from .network import Network
from .signs import find_cuts, pack
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
        summands = (probes - values[_sample(old)]).abs_().amax(0) / PROBE
        tolerance = summands * self.unit_roundoff
        self.largest = max(self.largest, float(summands.max()))
        above, below = values > tolerance, values < -tolerance
        positive, negative = above.cpu().numpy(), below.cpu().numpy()
        zeros = values.numel() - np.count_nonzero(positive) - np.count_nonzero(negative)
        if zeros:
            values.masked_fill_(~(above | below), 0)
        positive, negative = pack(positive), pack(negative)
        ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].reshape(-1, 2)
        edge, unit = find_cuts(ends, positive, negative)
        t, slack, reach = self._locate_cuts(values, tolerance, ends[edge], edge, unit)
        if zeros:
            face_0, unit_0, vertex_0 = zeros_in_crossed_faces(mesh, positive, negative)
        else:
            face_0 = unit_0 = vertex_0 = np.empty(0, np.int32)
        births_of, births_at, born = self._cut(layer, edge, unit, t, slack, reach, face_0, unit_0, vertex_0)
        self.tile_counts.append(int(mesh.size[2]))
        return self._grower(old, births_of, births_at, born)

    def _locate_cuts(self, values: Tensor, tolerance: Tensor, ends: np.ndarray, edge: np.ndarray, unit: np.ndarray):
        """Where on its edge each cut lies, and how uncertain that is, along the edge and as a distance."""
        device = values.device
        units = torch.from_numpy(unit).to(device, torch.int64)
        a = torch.from_numpy(ends[:, 0].astype(np.int64)).to(device)
        b = torch.from_numpy(ends[:, 1].astype(np.int64)).to(device)
        columns = values.shape[1]
        flat = values.reshape(-1)
        at_a = flat[a * columns + units].double()
        change = at_a - flat[b * columns + units].double()
        t = (at_a / change).cpu().numpy()
        slack = (tolerance[units].double() / change.abs()).cpu().numpy()
        along = self.mesh.positions[ends[:, 1]] - self.mesh.positions[ends[:, 0]]
        return t, slack, slack * np.hypot(along[:, 0], along[:, 1])

    def _cut(self, layer, edge, unit, t, slack, reach, face_0, unit_0, vertex_0):
        """Refine the mesh; returns where its new vertices come from."""
        old_vertices, old_edges, old_faces = (int(n) for n in self.mesh.size)
        cuts = len(edge)
        faces = self.mesh.half_edges[: 2 * old_edges, FACE].reshape(-1, 2)[edge]
        inside = faces.ravel() >= 0
        ends_of = np.concatenate([faces.ravel()[inside], face_0])
        chords = np.bincount(ends_of, minlength=old_faces) // 2
        crossings = int((chords * (chords - 1) // 2).sum())
        pieces = int(chords.sum()) + crossings
        most = self.max_tiles if self.max_tiles is not None else old_faces + pieces
        mesh = self.mesh = self.mesh.with_capacity(
            old_vertices + cuts + crossings,
            old_edges + cuts + pieces + crossings,
            old_faces + pieces,
        )
        births_of = np.empty((cuts + crossings, 2), np.int32)
        births_at = np.empty(cuts + crossings, np.float64)
        left, right = split_cut_edges(mesh, edge, unit, t, slack, births_of, births_at)
        born = int(mesh.size[0]) - old_vertices
        starts = np.stack([left, right], 1).ravel()[inside]
        ends_at = np.concatenate([mesh.half_edges[starts, ORIGIN], vertex_0])
        units = np.concatenate([np.repeat(unit, 2)[inside], unit_0])
        reaches = np.concatenate([np.repeat(reach, 2)[inside], np.zeros(len(face_0))])
        starts = np.concatenate([starts, np.full(len(face_0), -1, np.int32)])
        order = np.argsort(ends_of, kind="stable")
        offsets = np.zeros(old_faces + 1, np.int64)
        np.cumsum(np.bincount(ends_of, minlength=old_faces), out=offsets[1:])
        root = np.empty(len(mesh.bounding), np.int32)
        root[:old_faces] = np.arange(old_faces)
        self.lost += insert_chords(
            mesh, root, offsets, units[order], starts[order], ends_at[order], reaches[order], layer,
            births_of, births_at, born, self.resolution, most,
        )  # fmt: skip
        if mesh.size[2] > most:
            raise TooManyTiles(
                f"The slice has more than {most:,} tiles at layer {layer} ({self.network.layers[layer].name}). "
                f"max_tiles is {most:,}. Take a smaller window or raise max_tiles."
            )
        total = int(mesh.size[0]) - old_vertices
        return births_of[:total], births_at[:total], born

    def _grower(self, old: int, births_of: np.ndarray, births_at: np.ndarray, born: int) -> Callable[[Tensor], Tensor]:
        """How a batch of values gains the rows of the new vertices: cuts first, then crossings of their chords."""
        device, dtype = self.network.device, self.network.dtype
        of = torch.from_numpy(births_of.T.copy()).to(device)
        at = torch.from_numpy(births_at).to(device, dtype)[:, None]
        new = old + len(births_of)

        def grow(values: Tensor) -> Tensor:
            grown = values.new_empty((new + PROBES, values.shape[1]))
            grown[:old] = values[:old]
            first, second = slice(old, old + born), slice(old + born, new)
            for rows, new_rows in ((values, first), (grown, second)):
                begin, end = of[:, new_rows.start - old : new_rows.stop - old]
                torch.lerp(
                    rows.index_select(0, begin), rows.index_select(0, end),
                    at[new_rows.start - old : new_rows.stop - old], out=grown[new_rows],
                )
            return self._with_probes(grown, new)

        return grow

    def _with_probes(self, values: Tensor, count: int) -> Tensor:
        """The first `count` rows followed by the probes; room for them is used where there is."""
        if len(values) < count + PROBES:
            values = torch.cat([values, values.new_empty((PROBES, values.shape[1]))])
        generator = torch.Generator(values.device).manual_seed(values.shape[1])
        signs = torch.randint(0, 2, (PROBES, values.shape[1]), generator=generator, device=values.device)
        moved = 1 + PROBE * (2 * signs.to(values.dtype) - 1)
        torch.mul(values[_sample(count)], moved, out=values[count:])
        return values

    def finish(self, outputs: Tensor) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe."""
        if self.progress is not None:
            self.progress(1.0, "done")
        count = int(self.mesh.size[0])
        moved = float((outputs[count:] - outputs[_sample(count)]).abs().max()) / PROBE
        rounding = max(self.largest, moved, float(outputs.abs().max())) * torch.finfo(outputs.dtype).eps
        return Tessellation._from_mesh(
            self.network, self.slice, self.mesh, self.center, outputs[:count], self.tile_counts, rounding, self.lost
        )


def _sample(count: int) -> np.ndarray:
    """Rows of the vertices that carry a probe: the window's corners and others spread evenly."""
    spread = np.linspace(0, count - 1, PROBES - 4).astype(np.int64)
    return np.concatenate([np.arange(4), spread])
