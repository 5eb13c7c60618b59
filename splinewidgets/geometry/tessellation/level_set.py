"""Level sets of an output, exact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from ..argument_types import real_number
from ..array_like import finite_tensor
from ..network.counted_end import check_values
from ..planar.polylines import joined
from ..program.smooth_end import SmoothEnd
from ..refusals import UnsupportedOperation
from ..whole_numbers import whole_number
from .decision_boundary import LEAST_SCORE, TIE

if TYPE_CHECKING:
    from .decisions import Decisions

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class LevelSet:
    """The points of a window at which an affine function of the outputs has a value.

    On each tile they lie on a line. Where the function has the value on a whole tile, a plateau, the level set has an
    area: the tile is named, and its border is part of the segments where the function leaves the value beyond it.
    Points at which it only touches the value, the tip of a peak, are left out. Behind a monotone end of each output by
    itself, a sigmoid or tanh, it is the level set of what goes into that, where the end has the value: as exact.

    Attributes
    ----------
    value : float
    segments : (S, 2, 2) float64
        Both ends of each segment in (u, v); no segment is listed twice.
    tiles : (S,) int64
        The tile that each crosses, or one of the two it runs between.
    polylines : tuple of (n, 2) float64
        The segments joined. A closed polyline ends where it begins; others end at the window's border, at the end of a
        ridge, or where more than two segments meet.
    plateaus : (P,) int64
        Tiles on which the function has the value everywhere.

    Examples
    --------
    >>> l1_norm = nn.Sequential(nn.Linear(2, 4, bias=False), nn.ReLU(), nn.Linear(4, 1))
    >>> _ = l1_norm[0].weight.data.copy_(torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]))
    >>> _ = l1_norm[2].weight.data.fill_(1.0), l1_norm[2].bias.data.zero_()
    >>> diamond = tessellate(l1_norm, Slice.box((-1, 1), (-1, 1))).level_set(0.5)
    >>> diamond
    <LevelSet: 4 segments in 1 polyline at 0.5>
    >>> round(diamond.length() ** 2, 6)
    8.0
    """

    value: float
    segments: Float64[np.ndarray, "segments 2 2"]
    tiles: Int64[np.ndarray, "segments"]
    polylines: tuple[Float64[np.ndarray, "_points 2"], ...]
    plateaus: Int64[np.ndarray, "plateaus"]

    def __len__(self) -> int:
        return len(self.segments)

    def __repr__(self) -> str:
        joined, count = len(self.polylines), len(self.plateaus)
        plateaus = f", {count:,} plateau{'s' * (count != 1)}" if count else ""
        return (
            f"<LevelSet: {len(self):,} segment{'s' * (len(self) != 1)} in {joined:,} polyline{'s' * (joined != 1)} "
            f"at {self.value:g}{plateaus}>"
        )

    def length(self) -> float:
        """Total length in units of (u, v)."""
        return float(np.linalg.norm(self.segments[:, 1] - self.segments[:, 0], axis=1).sum())

    def to_geojson(self) -> dict[str, Any]:
        """The polylines as a GeoJSON feature collection (RFC 7946), each with its `value`; coordinates are (u, v)."""
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": line.tolist()},
                "properties": {"value": self.value},
            }
            for line in self.polylines
        ]
        return {"type": "FeatureCollection", "features": features}


def level_set(tessellation: Decisions, value: float, output: Any) -> LevelSet:
    """See `Tessellation.level_set`."""
    asked, weights = _asked(tessellation, value, output)
    before = asked if (end := tessellation.network.smooth_end) is None else _before_end(end, asked, weights)
    if before is None:
        nowhere = np.empty(0, np.int64)
        return LevelSet(asked, np.empty((0, 2, 2)), nowhere, (), nowhere)
    value, weights = before, weights if end is None else (weights != 0).astype(np.float64)
    outputs = tessellation.outputs.detach().cpu().double().numpy().reshape(len(tessellation.vertices), -1)
    if not np.isfinite(outputs).all():
        raise ValueError(
            "Outputs at vertices are NaN or infinite. A level set is found between numbers. Choose another window."
        )
    over = outputs @ weights - value
    size = max(float((np.abs(outputs) @ np.abs(weights)).max(initial=0)), abs(value), LEAST_SCORE)
    over[np.abs(over) <= TIE[tessellation.outputs.element_size()] * size] = 0
    pairs, tiles, plateau = _segments(tessellation, np.sign(over))
    # Beyond the vertices, the point of each edge at which the value is met.
    ends = tessellation.edges
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (over[ends[:, 0]] / (over[ends[:, 0]] - over[ends[:, 1]]))[:, None]
        first, second = tessellation.vertices[ends[:, 0]], tessellation.vertices[ends[:, 1]]
        points = np.concatenate([tessellation.vertices, first + (second - first) * share])
    lines = tuple(points[nodes] for nodes in joined(pairs))
    return LevelSet(asked, points[pairs], tiles, lines, np.flatnonzero(plateau))


def _asked(tessellation: Decisions, value: Any, output: Any) -> tuple[float, Floats]:
    """The value, and the weights (C,) of the outputs."""
    check_values(tessellation.network)
    value = real_number(value, "The value", "Pass one that the output takes in the window.")
    if not math.isfinite(value):
        raise ValueError(f"The value is {value}. It must be finite. Pass one that the output takes in the window.")
    count = math.prod(tessellation.network.output_shape)
    if output is None:
        if count != 1:
            raise ValueError(
                f"The network has {count} outputs. A level set is that of one, or of a linear combination. "
                "Pass output=, its index or a weight for each."
            )
        output = 0
    if np.ndim(output) == 0 and not isinstance(output, str | bytes):
        remedy = "It is the index of an output, counted from 0. Pass a weight for each for a linear combination."
        index = whole_number(output, "output", remedy, least=0, most=count - 1)
        return value, np.eye(count)[index]
    weights = finite_tensor(output, "weights of the outputs").cpu().double().numpy()
    if weights.shape != (count,) or not weights.any():
        raise ValueError(
            f"The weights of the outputs have shape {weights.shape}{'' if weights.any() else ' and are all zero'}. "
            f"They must be one number for each of {count}, not all zero. Pass the index of an output for one alone."
        )
    return value, weights


def _before_end(end: SmoothEnd, value: float, weights: Floats) -> float | None:
    """What goes into a smooth end where it has a value; None where it never has."""
    which = np.flatnonzero(weights)
    if len(which) > 1:
        raise UnsupportedOperation(
            f"The model ends in {end}, and a combination of {len(which)} outputs is asked for. Its level set is "
            "curved. Pass the index of one output, or linearize(model), which states its error."
        )
    return end.inverse(value / float(weights[which[0]]), int(which[0]))


def _segments(
    tessellation: Decisions, sign: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Segments between nodes (S, 2), their tiles (S,), and whether a tile is a plateau (T,).

    A node is a vertex, or, counted on from these, an edge.
    """
    corners, starts = tessellation.tile_vertices, tessellation.tile_offsets[:-1]
    here = sign[corners]
    there = here[tessellation._next_in_loop]
    rises, falls = (np.logical_or.reduceat(way, starts) for way in (here > 0, here < 0))
    plateau = ~(rises | falls)
    # Through tiles, from where the function falls to the value to where it rises to it, on the way around.
    of = np.repeat(np.arange(tessellation.tile_count), np.diff(tessellation.tile_offsets))
    before = np.empty_like(here)
    before[tessellation._next_in_loop] = here
    crossed = here * there < 0
    node = np.where(crossed, len(tessellation.vertices) + tessellation.tile_edges, corners).astype(np.int64)
    through = np.full((tessellation.tile_count, 2), -1)
    for end, way in enumerate((1, -1)):
        met = np.where(crossed, here, np.where(here == 0, before, 0)) == way
        through[of[met], end] = node[met]
    cut = np.flatnonzero(rises & falls)
    # Along edges: ridges, valleys, and borders of plateaus.
    flat = np.flatnonzero((sign[tessellation.edges] == 0).all(1))
    sides = tessellation.edge_tiles[flat]
    flat = flat[~np.where(sides >= 0, plateau[sides], True).all(1)]
    beside = tessellation.edge_tiles[flat].max(1)
    pairs = np.concatenate([through[cut], tessellation.edges[flat].astype(np.int64)])
    tiles = np.concatenate([cut, beside.astype(np.int64)])
    once = np.unique(np.sort(pairs, 1), axis=0, return_index=True)[1]
    once = np.sort(once[pairs[once, 0] != pairs[once, 1]])
    return pairs[once], tiles[once], plateau
