"""Walk a network's graph over any number of segments at once and cut them at every knot.

The walk of `tessellate` with edges and no faces: the batch holds the pieces' ends of all segments, in order, and at a
knot the points where a unit changes sign are put between them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from splinewidgets.compiled import compiled

from ..argument_types import wrong_type
from ..limits import TooManyTiles, check_limit
from ..network.network import Network
from ..planar.chord_ends import sort_along_edge
from ..planar.edge_envelope import envelope_cuts
from ..planar.interpolation import interpolate_rows
from ..planar.rounding import PROBES, Probes, summands, unit_roundoff
from ..planar.signs import find_cuts
from ..slices.segment import Segment
from ..smooth.approximation_error import ObservedRange
from ..tessellation.segment_tessellation import SegmentTessellation
from .fitting_network import Progress, fitting_network
from .pre_activations import Held
from .resolution import check_resolved, check_values_resolved
from .sorting import rank_cuts

# Segments walked at once: enough to fill the matrix products, few enough to keep the batch small.
CHUNK = 512


def tessellate_segments(
    model: nn.Module | Network,
    segments: Sequence[Segment],
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> list[SegmentTessellation]:
    """Tessellate segments of a network's input space exactly, many at once.

    Parameters
    ----------
    model
        A module, or a `Network` made from one.
    segments
        Any number, all of inputs of the network's shape.
    dtype
        What decides where units change sign: float64 by default (float32 on a device without it), or float32, which
        may merge pieces. Positions are always held in float64.
    device
        Where the values live; the model's device by default.
    max_tiles
        Stop with `TooManyTiles` where one segment has more pieces than this.
    progress
        Called with the fraction done and words for it.

    Returns
    -------
    list of SegmentTessellation
        One for each segment, in order.

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine.
    TooManyTiles
        If a segment has more than `max_tiles` pieces.
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a segment does not fit the model's input, the dtype does not resolve it, or an argument is out of range.

    Examples
    --------
    >>> rows = [Segment([-1.0, height], [1.0, height]) for height in (0.1, 0.2)]
    >>> [row.piece_count for row in tessellate_segments(nn.ReLU(), rows)]
    [2, 2]
    """
    check_limit(max_tiles)
    if not isinstance(segments, Sequence) or not all(isinstance(segment, Segment) for segment in segments):
        raise wrong_type(segments, "The segments", "a sequence of Segments", "Write [Segment(start, end)] for one.")
    if not segments:
        return []
    network = fitting_network(model, segments[0].start, dtype, device, progress=progress)
    for segment in segments:
        network = fitting_network(network, segment.start, network.dtype, device)
        check_resolved(segment, network.dtype)
    results: list[SegmentTessellation] = []
    with torch.no_grad():
        for begin in range(0, len(segments), CHUNK):
            if progress is not None:
                progress(begin / len(segments), f"segment {begin + 1:,} of {len(segments):,}")
            check_values_resolved(segments[begin : begin + CHUNK], network)
            walk = SegmentWalk(network, segments[begin : begin + CHUNK], max_tiles)
            outputs = network.evaluate(walk.start(), at_knot=walk.at_knot, after_affine=walk.probes.move)
            results += walk.finish(outputs)
    if progress is not None:
        progress(1.0, "done")
    return results


class SegmentWalk:
    """The pieces under construction, and how a batch of values follows them."""

    def __init__(self, network: Network, segments: Sequence[Segment], max_tiles: int | None) -> None:
        self.network, self.segments, self.max_tiles = network, segments, max_tiles
        # Of every piece's end: its segment, its position, and the layer and unit that put it there.
        self.segment = np.repeat(np.arange(len(segments)), 2)
        self.t = np.tile([0.0, 1.0], len(segments))
        self.labels = np.full((len(self.t), 2), -1, np.int32)
        self.piece_counts: list[npt.NDArray[np.int64]] = []
        self.probes, self.observed = Probes(), ObservedRange()
        self.resolution = unit_roundoff(network.dtype)
        self.largest = 0.0

    def start(self) -> Tensor:
        """The ends of all segments, with their probes."""
        ends = torch.stack([x for segment in self.segments for x in (segment.start, segment.end)])
        ends = ends.to(self.network.device, self.network.dtype).reshape(len(ends), -1)
        return self.probes.attach(ends, len(ends)).reshape(-1, *self.network.input_shape)

    def at_knot(self, layer: int, z: Tensor) -> Callable[[Tensor], Tensor]:
        """Cut the segments by a knot with pre-activations z (ends and probes, width); returns how values grow."""
        values, sizes = z[: len(self.t)], summands(z, len(self.t), len(self.t))
        self.largest = max(self.largest, float(sizes.max()))
        first = np.flatnonzero(self.segment[1:] == self.segment[:-1]).astype(np.int32)
        ends = np.stack([first, first + 1], 1)
        about = self.network.layers[layer]
        if about.approximation is not None:
            self.observed.take_in(about.approximation, values)
        if about.windows is None:
            tolerance = sizes * self.resolution
            held = Held(values)
            positive, negative, _ = held.signs(tolerance)
            edge, unit = find_cuts(ends, positive, negative)
            at, slack = held.locate(tolerance, ends[edge], unit)
        elif (ranks := about.windows.ranks) is not None:
            ties = ranks.windows.tolerance(values, sizes, self.resolution)
            edge, unit, at, slack = rank_cuts(values, ends, ties, about.windows, ranks)
        else:
            signed, ties = (
                (about.windows.sign * values).cpu().numpy(),
                about.windows.tolerance(values, sizes, self.resolution),
            )
            edge, unit, at, slack = envelope_cuts(signed, ends, about.windows.entries, ties.cpu().numpy())
        after, unit, at = _distinct(self.t, first[edge], unit, at, slack, self.resolution)
        # Each new row lies between two old ones; an old one, between itself and the next.
        place = after + 1 + np.arange(len(after))
        old = np.ones(len(self.t) + len(after), bool)
        old[place] = False
        of, where = np.empty(len(old), np.int64), np.zeros(len(old))
        of[old], of[place], where[place] = np.arange(len(self.t)), after, at
        following = np.minimum(of + 1, len(self.t) - 1)
        self.t = self.t[of] + (self.t[following] - self.t[of]) * where
        self.segment, self.labels = self.segment[of], self.labels[of]
        self.labels[place] = np.stack([np.full_like(unit, layer), unit], 1)
        self.piece_counts.append(np.bincount(self.segment) - 1)
        self._stop_beyond_limit(layer)
        device = values.device
        pairs = torch.from_numpy(np.stack([of, following])).to(device)
        return functools.partial(self._grow, pairs, torch.from_numpy(where).to(device, values.dtype))

    def _stop_beyond_limit(self, layer: int) -> None:
        most = int(self.piece_counts[-1].argmax())
        found = int(self.piece_counts[-1][most])
        if self.max_tiles is not None and found > self.max_tiles:
            before = int(self.piece_counts[-2][most]) if len(self.piece_counts) > 1 else 1
            raise TooManyTiles(self.max_tiles, found, before, layer, self.network.layers[layer].name)

    def _grow(self, of: Tensor, at: Tensor, values: Tensor) -> Tensor:
        grown = values.new_empty((len(at) + PROBES, values.shape[1]))
        interpolate_rows(values, of, at, grown[: len(at)])
        return self.probes.attach(grown, len(at), values, len(values) - PROBES)

    def finish(self, outputs: Tensor) -> list[SegmentTessellation]:
        """One tessellation a segment; `outputs` has a row for every end of a piece and every probe."""
        count = len(self.t)
        size = self.largest
        if outputs.numel():
            size = max(size, float(summands(outputs.reshape(len(outputs), -1), count, count).max()))
        rounding = size * torch.finfo(outputs.dtype).eps
        offsets = np.concatenate([[0], np.cumsum(np.bincount(self.segment))])
        approximations = self.observed.of(self.network.approximations)
        counts = np.array(self.piece_counts, np.int64).reshape(-1, len(self.segments)).T.tolist()
        return [
            SegmentTessellation(
                self.network, segment, self.t[a:b], self.labels[a + 1 : b - 1, 0], self.labels[a + 1 : b - 1, 1],
                outputs[a:b], tuple(counts[i]), rounding, approximations,
            )
            for i, (segment, a, b) in enumerate(zip(self.segments, offsets[:-1], offsets[1:], strict=True))
        ]  # fmt: skip


@compiled
def _distinct(positions, after, unit, at, slack, resolution):
    """The cuts in order along their segments, of those that coincide the first unit's.

    Parameters
    ----------
    positions : (V,)
        Of the pieces' ends.
    after, unit, at, slack : (M,)
        For each cut the end before it, its unit, how far it is toward the next end, and how uncertain that is.
    resolution
        Ends closer than this are one.
    """
    kept = np.zeros(after.size, np.bool_)
    i = 0
    while i < after.size:
        stop = i + 1
        while stop < after.size and after[stop] == after[i]:
            stop += 1
        sort_along_edge(unit, at, slack, i, stop)
        a, b = positions[after[i]], positions[after[i] + 1]
        last, last_slack, keeper = a, 0.0, -1
        for k in range(i, stop):
            x = a + (b - a) * at[k]
            near = max(resolution, 2.0 * (b - a) * min(slack[k], last_slack))
            if x - last <= near:
                if keeper >= 0 and unit[k] < unit[keeper]:
                    unit[keeper] = unit[k]
                continue
            if b - x <= resolution:
                break
            kept[k] = True
            last, last_slack, keeper = x, slack[k], k
        i = stop
    return after[kept], unit[kept], at[kept]
