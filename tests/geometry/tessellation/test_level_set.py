from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from torch import nn

from splinewidgets.geometry import LevelSet, Slice, Tessellation, UnsupportedOperation, tessellate
from splinewidgets.zoo import mlp

SQUARE = Slice.box((-1, 1), (-1, 1))


def of_weights(first, bias, second, last=0.0) -> nn.Sequential:
    """The network second . relu(first x + bias) + last."""
    model = nn.Sequential(nn.Linear(2, len(first)), nn.ReLU(), nn.Linear(len(first), 1)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor(first))
        model[0].bias.copy_(torch.tensor(bias))
        model[2].weight.copy_(torch.tensor([second]))
        model[2].bias.fill_(last)
    return model


L1 = of_weights([[1.0, 0], [-1, 0], [0, 1], [0, -1]], [0.0] * 4, [1.0] * 4)


def check_joined(found: LevelSet) -> None:
    """Each segment is in one polyline, and polylines meet at their ends alone."""
    assert sum(len(line) - 1 for line in found.polylines) == len(found)
    steps = [np.sort(line[i : i + 2].view("f8,f8").ravel()) for line in found.polylines for i in range(len(line) - 1)]
    listed = [np.sort(np.ascontiguousarray(ends).view("f8,f8").ravel()) for ends in found.segments]
    assert sorted(s.tolist() for s in steps) == sorted(s.tolist() for s in listed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.95), st.booleans())
def test_the_network_has_the_value_along_all_of_it(seed: int, share: float, combined: bool) -> None:
    tessellation = tessellate(mlp((2, 12, 8, 3), seed=seed).double(), SQUARE)
    weights = torch.tensor([1.0, -2.0, 0.5]).double() if combined else torch.tensor([0.0, 1.0, 0.0]).double()
    at_vertices = tessellation.outputs @ weights
    value = float(at_vertices.min() + share * (at_vertices.max() - at_vertices.min()))
    found = tessellation.level_set(value, weights if combined else 1)
    assert len(found) and found.value == value
    for t in (0.0, 0.3, 1.0):
        points = found.segments[:, 0] + (found.segments[:, 1] - found.segments[:, 0]) * t
        np.testing.assert_allclose(tessellation.outputs_at(points) @ weights, value, atol=1e-9)
    # A segment within a tile, or on its border.
    middles = found.segments.mean(1)
    for tile, middle in zip(found.tiles, middles, strict=True):
        loop = tessellation.loop(tile)
        sides = np.roll(loop, -1, 0) - loop
        assert (sides[:, 0] * (middle - loop)[:, 1] - sides[:, 1] * (middle - loop)[:, 0] > -1e-9).all()
    check_joined(found)
    # An open polyline ends at the border of the window, where nothing is in special position.
    for line in found.polylines:
        if (line[0] != line[-1]).any():
            np.testing.assert_allclose(np.abs(line[[0, -1]]).max(1), 1, atol=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_its_topology_is_that_of_a_dense_grid(seed: int) -> None:
    """As many polylines as there are borders between what is above and what is not."""
    tessellation = tessellate(mlp((2, 10, 10, 1), seed=seed).double(), SQUARE)
    value = float(tessellation.outputs.mean())
    found = tessellation.level_set(value)
    n = 800
    grid = (np.arange(n) + 0.5) / n * 2 - 1
    points = np.stack(np.meshgrid(grid, grid, indexing="ij"), -1).reshape(-1, 2)
    above = (tessellation.outputs_at(points) > value).numpy().reshape(n, n)
    parts = ndimage.label(above)[1] + ndimage.label(~above)[1]
    # Parts and the borders between them are a tree, as the window has no hole.
    assert len(found.polylines) == parts - 1
    assert found.plateaus.size == 0
    # The length, by the crossings of many parallel lines (Cauchy and Crofton).
    angles = np.pi * (np.arange(200) + 0.5) / 200
    directions = np.stack([np.cos(angles), np.sin(angles)], 1)
    spans = np.abs((found.segments[:, 1] - found.segments[:, 0]) @ directions.T).sum(0)
    assert found.length() == pytest.approx(np.pi / 2 * spans.mean(), rel=1e-3)


@pytest.mark.parametrize("value", (0.25, 0.5, 1.0))
def test_a_level_set_of_the_l1_norm_is_a_diamond(value: float) -> None:
    found = tessellate(L1, SQUARE).level_set(value)
    assert found.length() == pytest.approx(4 * np.sqrt(2) * value)
    assert len(found) == 4 and len(found.polylines) == 1
    np.testing.assert_array_equal(found.polylines[0][0], found.polylines[0][-1])


def test_out_of_the_range_there_is_nothing() -> None:
    tessellation = tessellate(L1, SQUARE)
    for value in (-0.1, 2.1, 1e300):
        found = tessellation.level_set(value)
        assert (len(found), found.polylines, found.length(), len(found.plateaus)) == (0, (), 0.0, 0)
        assert found.to_geojson()["features"] == []
    # The minimum is a point, where the value is only touched.
    assert len(tessellation.level_set(0)) == 0


def test_ridges_valleys_and_crossings() -> None:
    ridge = of_weights([[1.0, 0], [-1, 0]], [0.0, 0.0], [-1.0, -1.0])  # -|u|
    found = tessellate(ridge, SQUARE).level_set(0)
    assert (len(found), found.length()) == (1, 2.0)
    np.testing.assert_array_equal(found.segments[:, :, 0], 0)
    saddle = of_weights([[1.0, 0], [-1, 0], [0, 1], [0, -1]], [0.0] * 4, [1.0, 1, -1, -1])  # |u| - |v|
    crossing = tessellate(saddle, SQUARE).level_set(0)
    assert (len(crossing), len(crossing.polylines)) == (4, 4)
    assert crossing.length() == pytest.approx(4 * np.sqrt(2))
    assert all(np.abs(line).min(0).max() < 1e-12 for line in crossing.polylines)


def test_a_plateau_is_said_and_has_its_border() -> None:
    one_sided = of_weights([[1.0, 0]], [0.0], [1.0])  # relu(u)
    found = tessellate(one_sided, SQUARE).level_set(0)
    assert (len(found), len(found.plateaus), found.length()) == (1, 1, 2.0)
    assert repr(found) == "<LevelSet: 1 segment in 1 polyline at 0, 1 plateau>"
    everywhere = of_weights([[1.0, 0]], [-5.0], [1.0], last=3.0)
    all_of_it = tessellate(everywhere, SQUARE).level_set(3)
    assert (len(all_of_it), all_of_it.plateaus.tolist()) == (0, [0])


def test_zero_of_a_difference_of_scores_is_the_decision_boundary() -> None:
    tessellation = tessellate(mlp((2, 16, 16, 2), seed=4).double(), SQUARE)
    boundary = tessellation.decision_boundary()
    found = tessellation.level_set(0, [1, -1])
    assert found.length() == pytest.approx(boundary.length())
    assert set(found.tiles) == set(boundary.tiles)


def test_float32_and_skewed_windows() -> None:
    window = Slice([0.1, 0.0], [[1.0, 0.5], [0.0, 2.0]], (-1, 1, -1, 1)).with_polygon([[-1, -1], [1, -0.5], [0, 1]])
    tessellation: Tessellation = tessellate(mlp((2, 16, 16, 1), seed=2), window, dtype=torch.float32)
    value = float(tessellation.outputs.mean())
    found = tessellation.level_set(value)
    assert len(found)
    scale = float(tessellation.outputs.abs().max())
    np.testing.assert_allclose(tessellation.outputs_at(found.segments.mean(1))[:, 0], value, atol=2e-5 * scale)


def test_geojson_is_json() -> None:
    found = tessellate(L1, SQUARE).level_set(0.5)
    (feature,) = json.loads(json.dumps(found.to_geojson()))["features"]
    assert feature["geometry"]["type"] == "LineString" and feature["properties"] == {"value": 0.5}
    np.testing.assert_allclose(feature["geometry"]["coordinates"], found.polylines[0])


def test_what_makes_no_sense_is_refused() -> None:
    tessellation = tessellate(mlp((2, 4, 3)), SQUARE)
    with pytest.raises(ValueError, match=r"The network has 3 outputs\. .* Pass output="):
        tessellation.level_set(0)
    with pytest.raises(ValueError, match=r"output is 3\. It must be from 0 to 2\."):
        tessellation.level_set(0, 3)
    with pytest.raises(ValueError, match=r"have shape \(2,\)\. They must be one number for each of 3"):
        tessellation.level_set(0, [1, 2])
    with pytest.raises(ValueError, match=r"all zero\. They must"):
        tessellation.level_set(0, [0, 0, 0])
    with pytest.raises(ValueError, match=r"The value is nan\. It must be finite\."):
        tessellation.level_set(float("nan"), 0)


class Pixels(nn.Module):
    """The pixels of many generators, each with a contrast of its own."""

    def forward(self, x):
        return (torch.tanh(x) + 1) / 2 * torch.tensor([1.0, -2.0, 0.5], dtype=x.dtype) + 0.25


ENDS = {
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "softplus": nn.Softplus(2.0),
    "log_sigmoid": nn.LogSigmoid(),
    "pixels": Pixels(),
    "tanh of sigmoid": nn.Sequential(nn.Sigmoid(), nn.Tanh()),
}


@pytest.mark.parametrize("name", ENDS)
def test_behind_a_monotone_end_it_is_where_the_model_has_the_value(name: str) -> None:
    model = nn.Sequential(mlp((2, 16, 3), 1), ENDS[name]).double()
    tessellation = tessellate(model, SQUARE, smooth_end=True)
    values = model(torch.from_numpy(tessellation.vertices)).detach().numpy()
    plain = tessellate(model[0], SQUARE)
    for output in range(3):
        value = float(np.median(values[:, output]))
        level = tessellation.level_set(value, output)
        assert level.value == value
        assert len(level) > 0
        at = model(torch.from_numpy(level.segments.reshape(-1, 2))).detach()[:, output]
        np.testing.assert_allclose(at, value, atol=1e-9)
        weights = np.zeros(3)
        weights[output] = -2.0
        np.testing.assert_allclose(tessellation.level_set(-2 * value, weights).segments, level.segments)
        there = model[0](torch.from_numpy(level.segments[0])).detach()[0, output]
        np.testing.assert_allclose(plain.level_set(float(there), output).length(), level.length(), rtol=1e-6)
    assert len(tessellation.level_set(1e3 if name != "softplus" else -1e3, 0)) == 0


def test_a_value_that_an_end_only_comes_near_is_nowhere() -> None:
    sure = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()).double()
    with torch.no_grad():
        sure[0].weight.fill_(100.0)
    tessellation = tessellate(sure, SQUARE)
    assert repr(tessellation.level_set(1.0)) == "<LevelSet: 0 segments in 0 polylines at 1>"
    assert len(tessellation.level_set(0.5)) > 0


def test_what_is_not_a_level_set_in_front_of_the_end_is_refused() -> None:
    model = mlp((2, 4, 3))
    soft = tessellate(nn.Sequential(model, nn.Softmax(1)), SQUARE)
    with pytest.raises(UnsupportedOperation, match=r"ends in softmax.* mixes the outputs"):
        soft.level_set(0.5, 0)
    with pytest.raises(UnsupportedOperation, match=r"gelu is not monotone: .* linearize\(model\)"):
        tessellate(nn.Sequential(model, nn.GELU()), SQUARE, smooth_end=True).level_set(0.5, 0)
    squashed = tessellate(nn.Sequential(model, nn.Sigmoid()), SQUARE)
    with pytest.raises(UnsupportedOperation, match=r"a combination of 2 outputs .* Its level set is curved"):
        squashed.level_set(0.5, [1, 0, 1])
