"""Cut a complex where the entry of a given rank changes: sorting, the largest few, medians.

Where all entries of a window are in one order, each rank is one entry. So a face is cut where two entries tie that may
be of the ranks taken; then every edge goes on both sides of which these ranks are the same functions. What is left
are the cells in which a rank is one function and as many others are above it, and these are convex.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..operations.windows import Ranks, Windows
from ..planar.halfedge import FACE, ORIGIN, Mesh
from ..planar.signs import WORD, find_cuts
from ..program.new_vertices import NewVertices
from .bent_faces import BentFaces
from .complex import Complex
from .pre_activations import Held

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Indices = npt.NDArray[np.integer[Any]]


def cut_at_ranks(
    complex: Complex, layer: int, values: Tensor, summands: Tensor, windows: Windows, ranks: Ranks
) -> tuple[list[NewVertices], Ints | None]:
    """Cut by all windows of a layer; as `cut_at_maxima`."""
    old_vertices, old_faces = complex.vertex_count, complex.face_count
    values = values * windows.sign
    tolerance = ranks.windows.tolerance(values, summands, complex.unit_roundoff)
    pairs, differences = _crossing(values, tolerance, ranks)
    if not len(pairs):
        return [], None
    ties = tolerance.cpu().numpy()
    faces = BentFaces(_bent_faces(complex.mesh, values.cpu().numpy(), differences.cpu().numpy(), ties, pairs, ranks))
    faces.units = np.arange(len(pairs), dtype=np.int32)
    limits = tolerance[torch.from_numpy(pairs[:, 0]).to(values.device)]
    born = complex.cut_bent(layer, Held(differences), limits, faces)
    values = torch.cat([values, values.new_empty((len(born.at), values.shape[1]))])
    born.fill(values)
    real = _real_edges(complex.mesh, layer, faces, values.cpu().numpy(), ties, pairs, ranks)
    if real.all():
        return [born], None
    return [born], complex.dissolve(real, faces.origin, old_vertices, old_faces)


def rank_cuts(
    values: Tensor, ends: npt.NDArray[np.int32], tolerance: Tensor, windows: Windows, ranks: Ranks
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats, Floats]:
    """Cuts of edges where the entry of a rank changes; as `envelope_cuts`, with the units in place of the windows."""
    values = values * windows.sign
    pairs, differences = _crossing(values, tolerance, ranks)
    limits = tolerance[torch.from_numpy(pairs[:, 0]).to(values.device)]
    held = Held(differences)
    edge, cut = find_cuts(ends, *held.signs(limits)[:2])
    at, slack = held.locate(limits, ends[edge], cut)
    window, entry = pairs[cut, 0], pairs[cut, 1]
    entries, near = ranks.windows.entries[window], tolerance.cpu().numpy()[window, None]
    one, other = (values.cpu().double().numpy()[ends[edge, side][:, None], entries] for side in (0, 1))
    there = one + at[:, None] * (other - one)
    tied = there - there[np.arange(len(cut)), entry][:, None]
    first, alike = (tied > near).sum(1), np.abs(tied) <= near
    # Those that tie are in order of their slopes before, and in the opposite order behind.
    slopes = np.sort(np.where(alike, other - one, np.inf), axis=1)
    count = alike.sum(1)
    unit = np.full(len(cut), -1, np.int32)
    for rank in range(entries.shape[1] - 1, -1, -1):
        place, back = rank - first, first + count - 1 - rank
        inside = (place >= 0) & (back >= 0) & (ranks.unit[window, rank] >= 0)
        rows = np.flatnonzero(inside)
        changes = np.abs(slopes[rows, place[rows]] - slopes[rows, back[rows]]) > near[rows, 0]
        unit[rows[changes]] = ranks.unit[window[rows[changes]], rank]
    kept = unit >= 0
    return edge[kept], unit[kept], at[kept], slack[kept]


def _crossing(values: Tensor, tolerance: Tensor, ranks: Ranks) -> tuple[Ints, Tensor]:
    """The pairs (n, 3) of a window and two of its entries that each exceed the other somewhere; their differences."""
    entries = torch.from_numpy(ranks.windows.entries).to(values.device)
    found, differences = [np.empty((0, 3), np.int64)], [values[:, :0]]
    for i in range(entries.shape[1]):
        for j in range(i):
            rise = values[:, entries[:, j]] - values[:, entries[:, i]]
            crossing = ((rise > tolerance).any(0) & (rise < -tolerance).any(0)).nonzero()[:, 0]
            if len(crossing):
                window = crossing.cpu().numpy()
                found.append(np.stack([window, np.full_like(window, j), np.full_like(window, i)], 1))
                differences.append(rise[:, crossing])
    return np.concatenate(found), torch.cat(differences, 1)


def _bent_faces(
    mesh: Mesh, values: Floats, differences: Floats, tolerance: Floats, pairs: Ints, ranks: Ranks
) -> npt.NDArray[np.uint64]:
    """For every face the pairs that may tie on it at a rank that is taken, as packed bits (F, words)."""
    corners, starts = _corners(mesh)
    above, below = _surely(values[corners], starts, tolerance, ranks)
    taken = np.cumsum(np.pad(ranks.unit >= 0, ((0, 0), (1, 0))), 1)
    last = ranks.windows.entries.shape[1]
    words = []
    for begin in range(0, len(pairs), WORD):
        window, i, j = pairs[begin : begin + WORD].T
        rises = differences[:, begin : begin + WORD][corners]
        low, high = np.minimum.reduceat(rises, starts), np.maximum.reduceat(rises, starts)
        first = np.maximum(above[:, window, i], above[:, window, j])
        behind = last - np.maximum(below[:, window, i], below[:, window, j])
        may = (low < -tolerance[window]) & (high > tolerance[window]) & (taken[window, behind] > taken[window, first])
        bits = np.packbits(np.pad(may, ((0, 0), (0, WORD - may.shape[1]))), axis=1, bitorder="little")
        words.append(bits.view(np.uint64))
    return np.concatenate(words, 1)


def _surely(values: Floats, starts: Ints, tolerance: Floats, ranks: Ranks) -> tuple[Ints, Ints]:
    """Numbers of entries of its window above each entry all over a face, and below it, (F, windows, K)."""
    entries = ranks.windows.entries
    above, below = (np.zeros((len(starts), *entries.shape), np.int64) for _ in range(2))
    if (ranks.unit >= 0).all():
        return above, below
    at = values[:, entries]
    for k in range(entries.shape[1]):
        rises = at[:, :, [k]] - at
        above += np.minimum.reduceat(rises, starts) > tolerance[:, None]
        below += np.maximum.reduceat(rises, starts) < -tolerance[:, None]
    return above, below


def _real_edges(
    mesh: Mesh, layer: int, faces: BentFaces, values: Floats, tolerance: Floats, pairs: Ints, ranks: Ranks
) -> Bools:
    """Test whether a rank that is taken changes across each edge, (E,); these edges get its unit for a label."""
    corners, starts = _corners(mesh)
    # In the middle of a face, on which all are in one order.
    middle = np.add.reduceat(values[corners], starts) / np.diff(np.append(starts, len(corners)))[:, None]
    edges = np.flatnonzero(mesh.labels[: mesh.size[1], 0] == layer)
    sides = mesh.half_edges[: 2 * mesh.size[1], FACE].reshape(-1, 2)[edges]
    window = pairs[mesh.labels[edges, 1], 0]
    units = _changing(middle, sides, window, tolerance, ranks)
    # Where another window's entries tie along the same line.
    bits = np.unpackbits(faces.bent.view(np.uint8), axis=1, bitorder="little", count=len(pairs)).astype(bool)
    for other in np.unique(pairs[:, 0]) if len(ranks.unit) > 1 else ():
        bent: Bools = np.any(bits[:, pairs[:, 0] == other], axis=1)
        rows = np.flatnonzero((units < 0) & (window != other) & bent[faces.origin[sides[:, 0]]])
        units[rows] = _changing(middle, sides[rows], np.full(len(rows), other), tolerance, ranks)
    real = np.ones(mesh.size[1], bool)
    real[edges] = units >= 0
    mesh.labels[edges, 1] = np.where(units >= 0, units, 0)
    return real


def _changing(
    middle: Floats, sides: Indices, window: Indices, tolerance: Floats, ranks: Ranks
) -> npt.NDArray[np.int32]:
    """A unit of each window that is not the same function on two faces, -1 where all are; (n,)."""
    units = np.full(len(window), -1, np.int32)
    entries, near = ranks.windows.entries[window], tolerance[window, None]
    one, other = middle[sides[:, [0]], entries], middle[sides[:, [1]], entries]
    first, second = (np.argsort(-x, axis=1, kind="stable") for x in (one, other))
    for rank in range(entries.shape[1]):
        rows = np.flatnonzero((units < 0) & (ranks.unit[window, rank] >= 0) & (first[:, rank] != second[:, rank]))
        a, b = one[rows], other[rows]
        at = a[np.arange(len(rows)), first[rows, rank]][:, None], b[np.arange(len(rows)), second[rows, rank]][:, None]
        same: Bools = ((np.abs(a - at[0]) <= near[rows]) & (np.abs(b - at[1]) <= near[rows])).any(axis=1)
        alike = same & ((a > at[0] + near[rows]).sum(1) == (b > at[1] + near[rows]).sum(1))
        units[rows[~alike]] = ranks.unit[window[rows[~alike]], rank]
    return units


def _corners(mesh: Mesh) -> tuple[Ints, Ints]:
    """The vertices of all faces, one face after the other, and where each begins."""
    half_edges = mesh.half_edges[: 2 * mesh.size[1]]
    inside = np.flatnonzero(half_edges[:, FACE] >= 0)
    inside = inside[np.argsort(half_edges[inside, FACE], kind="stable")]
    starts = np.searchsorted(half_edges[inside, FACE], np.arange(mesh.size[2]))
    return half_edges[inside, ORIGIN].astype(np.int64), starts
