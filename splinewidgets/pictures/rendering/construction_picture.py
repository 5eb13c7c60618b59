"""Networks of some depth and width: their tiles or graphs, and their numbers over the depth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from splinewidgets.geometry.tessellation.segment_tessellation import SegmentTessellation
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.rendering.tessellation_picture import corner_layers
from splinewidgets.pictures.scene.construction import MOST_DEPTH, Construction
from splinewidgets.pictures.wire import encode, indices, narrowest
from splinewidgets.pictures.wire_types.depth_width import WireColoredTiles, WireCurves, WireGraph, WireSeries

# Points of x^2, of which no more are seen.
TARGET_POINTS = 257
MARGIN = 0.06


def cells_picture(number: int, tiles: Tessellation) -> WireColoredTiles:
    """Tiles, each with what the network makes of its middle."""
    slice = tiles.slice
    (u0, u1), (v0, v1) = slice.bounds[:2], slice.bounds[2:]
    values = tiles.outputs_at(tiles.centroids()).double().numpy().reshape(-1)
    low, high = float(values.min()), float(values.max())
    places = (tiles.vertices - [u0, v0]) / [u1 - u0, v1 - v0]
    return {
        "id": number,
        "window": [u0, u1, v0, v1],
        "positions": encode(places.astype(np.float32)),
        "tile_sizes": encode(narrowest(np.diff(tiles.tile_offsets))),
        "tile_vertices": encode(indices(tiles.tile_vertices, len(tiles.vertices))),
        "corner_layers": encode(corner_layers(tiles)),
        "values": encode(((values - low) / (high - low or 1.0)).astype(np.float32)),
    }


def graph_picture(pieces: SegmentTessellation, square: bool) -> WireGraph:
    """The graph over the segment, and that of x^2 where it is an approximation of it."""
    heights = pieces.outputs.double().numpy().reshape(-1)
    x = np.linspace(0.0, 1.0, TARGET_POINTS)
    wire: WireGraph = {
        "window": [-MARGIN, 1 + MARGIN, -MARGIN, 1 + MARGIN],
        "vertices": encode(np.column_stack([pieces.ends, heights])),
    }
    return {**wire, "target": encode(np.column_stack([x, x**2]))} if square else wire


def square_error(pieces: SegmentTessellation) -> float:
    """The largest distance of the graph from x^2.

    On each piece it is largest at an end, or where x is half the slope.
    """
    slopes, intercepts = (each[:, 0] for each in pieces.affine())
    starts, ends = pieces.ends[:-1], pieces.ends[1:]
    places = np.stack([starts, ends, np.clip(slopes / 2, starts, ends)])
    return float(np.abs(slopes * places + intercepts - places**2).max())


def count_curves(construction: Construction, counts: Sequence[int | None]) -> WireCurves:
    """Tiles of the networks of depths 1, 2, ..., None where they were not counted, and bounds for all depths."""
    bounds = [construction.at_depth(depth).bounds for depth in range(1, MOST_DEPTH + 1)]
    measured = [*counts, *[None] * (MOST_DEPTH - len(counts))]
    tiles = "Pieces" if construction.network == "tent" else "Tiles"
    units = "units" if construction.network == "tent" else "units²/2"
    growth = f"{units}, random growth (Hanin, Rolnick)"
    return {
        "title": f"{tiles} over the depth",
        "series": [
            _series("upper", "most there can be (Serra)", [each.serra_upper for each in bounds], count),
            _series("lower", "can be reached (Montúfar)", [each.montufar_lower for each in bounds], count),
            _series("one layer", "units in one layer (Zaslavsky)", [each.one_layer for each in bounds], count),
            _series("growth", growth, [each.hanin_rolnick for each in bounds], _rounded),
            _series("measured", f"{tiles.lower()} of this network", measured, count),
        ],
    }


def error_curves(errors: Sequence[float]) -> WireCurves:
    """The largest errors of depths 1, 2, ... and their closed form."""
    closed = [4.0 ** -(depth + 1) for depth in range(1, MOST_DEPTH + 1)]
    measured = [*errors, *[None] * (MOST_DEPTH - len(errors))]
    return {
        "title": "Largest error over the depth",
        "series": [
            _series("closed form", "1 / 4^(depth + 1)", closed, number),
            _series("measured", "of this network", measured, number),
        ],
    }


def _rounded(value: float) -> str:
    return count(round(value)) if value == round(value) else number(value)


def _series(name: str, label: str, values: Sequence[Any], text: Callable[[Any], str]) -> WireSeries:
    # math.log10 takes integers of any size.
    logarithms = [math.nan if value is None else math.log10(value) for value in values]
    return {
        "name": name,  # type: ignore[typeddict-item]
        "label": label,
        "logarithms": encode(np.array(logarithms, np.float64)),
        "texts": ["" if value is None else text(value) for value in values],
    }
