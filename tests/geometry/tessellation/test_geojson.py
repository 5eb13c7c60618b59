"""Tiles as GeoJSON: what RFC 7946 wants of polygons."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_each_tile_is_a_closed_counter_clockwise_ring_with_its_measures(seed: int) -> None:
    tessellation = tessellate(random_perceptron([2, 9, 9, 3], seed), UNIT)

    def halves(tiles):
        return tiles.areas() / 2

    told = json.loads(json.dumps(tessellation.to_geojson(["class", "corners", "norm", halves]), allow_nan=False))
    assert told["type"] == "FeatureCollection" and len(told["features"]) == tessellation.tile_count
    norms = tessellation.measure("norm")
    for tile, feature in enumerate(told["features"]):
        assert feature.keys() == {"type", "id", "geometry", "properties"} and feature["type"] == "Feature"
        (ring,) = feature["geometry"]["coordinates"]
        assert feature["geometry"]["type"] == "Polygon" and feature["id"] == tile
        assert ring[0] == ring[-1] and len(ring) >= 4 and ring[:-1] == tessellation.loop(tile).tolist()
        u, v = np.array(ring).T
        area = float((u[:-1] * v[1:] - u[1:] * v[:-1]).sum() / 2)
        assert area > 0 and area == pytest.approx(tessellation.areas()[tile], abs=1e-13)
        properties = feature["properties"]
        assert properties["halves"] == tessellation.areas()[tile] / 2 and properties["norm"] == norms[tile]
        assert properties["class"] == tessellation.measure("class")[tile] and isinstance(properties["class"], int)
        assert properties["corners"] == len(ring) - 1 and isinstance(properties["corners"], int)


def test_what_is_infinite_is_null() -> None:
    told = tessellate(perceptron([([[0.0, 0.0]], [1.0])]), UNIT).to_geojson(["distance"])
    assert told["features"][0]["properties"] == {"distance": None}


def test_what_is_no_measure_is_refused() -> None:
    quadrants = tessellate(nn.ReLU(), UNIT)
    with pytest.raises(ValueError, match="is 'beauty'"):
        quadrants.to_geojson(["beauty"])
    with pytest.raises(TypeError, match="measures is a str"):
        quadrants.to_geojson("area")
    with pytest.raises(ValueError, match="NaN on 4 tiles"):
        quadrants.to_geojson([lambda tiles: torch.full((4,), torch.nan)])
