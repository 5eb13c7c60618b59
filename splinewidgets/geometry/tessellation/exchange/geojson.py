"""Tiles as GeoJSON, for what draws maps."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..measures import TILE_MEASURES, measured_columns

if TYPE_CHECKING:
    from ..tessellation import Tessellation


def geojson(tessellation: Tessellation, measures: Iterable[Any]) -> dict[str, Any]:
    """The tiles as a feature collection; see `Tessellation.to_geojson`."""
    columns = measured_columns(tessellation, measures)
    counted = {name for name in ("class", "corners") if columns.get(name) is not None and name in TILE_MEASURES}
    # JSON knows no infinity.
    values = [
        [None if not np.isfinite(value) else int(value) if name in counted else value for value in column.tolist()]
        for name, column in columns.items()
    ]
    corners = tessellation.vertices[tessellation.tile_vertices].tolist()
    features = []
    for tile, (begin, end) in enumerate(pairwise(tessellation.tile_offsets.tolist())):
        ring = [*corners[begin:end], corners[begin]]
        features.append(
            {
                "type": "Feature",
                "id": tile,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": dict(zip(columns, (column[tile] for column in values), strict=True)),
            }
        )
    return {"type": "FeatureCollection", "features": features}
