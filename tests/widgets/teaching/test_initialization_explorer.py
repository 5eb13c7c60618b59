"""`InitializationExplorer`: three networks of the same weights, over points that are edited."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
import traitlets as t
from explorers import from_browser, wait_until
from misfits import misfits_of
from torch import nn

from splinewidgets.geometry import tessellate
from splinewidgets.learning import total_least_squares
from splinewidgets.pictures.rendering import initialization_picture
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.teaching.initialization_explorer import PICTURES, InitializationExplorer
from splinewidgets.zoo import star, two_clusters

Show = Callable[..., InitializationExplorer]
TRIANGLE = [[0.0, 0.0], [1.0, 0.5], [0.5, 1.0]]


@pytest.fixture
def show() -> Iterator[Show]:
    """Makes explorers of small networks; closes them."""
    made: list[InitializationExplorer] = []

    def make(points: Any = TRIANGLE, **keywords: Any) -> InitializationExplorer:
        made.append(InitializationExplorer(points, **{"depth": 2, "width": 6, **keywords}))
        return made[-1]

    yield make
    for explorer in made:
        explorer.close()
        assert explorer._work._thread is None


def trained(explorer: InitializationExplorer) -> torch.Tensor:
    """What torch's batch normalization in training mode makes of the points, behind the network's linear layers."""
    values = torch.tensor(explorer.points)
    for module in explorer.networks.zero_bias:
        values = module(values)
        if isinstance(module, nn.Linear):
            values = nn.BatchNorm1d(module.out_features).train()(values)
    return values


def test_segments_are_the_hyperplanes_of_each_network(show: Show) -> None:
    explorer = show(two_clusters(), depth=4, width=16)  # large enough for edges to come out of order
    for name, found in explorer.tessellations.items():
        picture = getattr(explorer, f"_{name}")
        network = getattr(explorer.networks, name)
        assert picture["tiles"] == found.tile_count == tessellate(network, found.slice).tile_count
        segments, layers = decode(picture["segments"]), decode(picture["segment_layers"])
        assert (np.diff(layers.astype(int)) >= 0).all() and len(layers) == (found.edge_layer >= 0).sum()
        values = torch.tensor(6.0 * (segments[:, :2] + segments[:, 2:]).astype(float) / 2 - 3.0)
        nearest = []
        for module in copy.deepcopy(network).double():  # the networks share their weights
            if isinstance(module, nn.ReLU):
                nearest.append(values.abs().amin(1).detach().numpy())
            values = module(values)
        chosen = np.array(nearest)[layers, np.arange(len(layers))]
        assert chosen.max() < 1e-3, f"on segments of {name} a unit of their layer is zero"


def test_statistics_are_those_of_the_points_and_follow_them(show: Show) -> None:
    explorer = show()
    for points in (TRIANGLE, [[-1.0, 2.0], [1.0, 1.0], [0.0, -2.0], [2.0, 2.0]]):
        explorer.points = points
        before = trained(explorer)
        torch.testing.assert_close(explorer.networks.normalized(torch.tensor(points)), before, rtol=1e-3, atol=1e-4)


def test_only_the_batch_normalized_picture_is_drawn_anew(show: Show) -> None:
    explorer = show()
    before = explorer.tessellations
    sent = [getattr(explorer, name) for name in PICTURES]
    explorer.points = [*TRIANGLE, [-1.0, -1.0]]
    after = explorer.tessellations
    assert after["zero_bias"] is before["zero_bias"] and after["random_bias"] is before["random_bias"]
    assert after["normalized"] is not before["normalized"]
    assert [getattr(explorer, name) is picture for name, picture in zip(PICTURES, sent, strict=True)] == [1, 1, 0, 1]


def test_points_may_be_tensors_and_arrays(show: Show) -> None:
    explorer = show(star())
    assert len(explorer.points) == 50
    explorer.points = np.array(TRIANGLE)
    assert explorer.points == TRIANGLE
    explorer.points = two_clusters()
    assert len(explorer.points) == 40


def test_distances_are_least_where_batch_normalized(show: Show) -> None:
    """The theorem: with any biases the sum of squares is at least what batch normalization has."""
    explorer = show(two_clusters(), depth=3, width=8)
    distances, minima = explorer.distances, explorer.minima
    np.testing.assert_allclose(distances["normalized"], minima["normalized"], rtol=1e-4)
    for name in ("zero_bias", "random_bias"):
        assert (distances[name] >= minima[name] - 1e-9).all() and (distances[name] > 1.2 * minima[name]).any()
    found = total_least_squares(explorer.networks.random_bias, explorer.points)
    np.testing.assert_allclose(distances["random_bias"][1], np.sqrt(found.distances[1].mean() / 40))
    assert (explorer.nearest["normalized"] > 0).all()


def test_a_minimum_is_what_singular_values_say(show: Show) -> None:
    explorer = show(depth=1)
    points = np.array(TRIANGLE) - np.mean(TRIANGLE, 0)
    weights = explorer.networks.zero_bias[0].weight.detach().double().numpy()
    sums = [np.linalg.svd(points @ weight[:, None], compute_uv=False)[0] ** 2 / (weight @ weight) for weight in weights]
    np.testing.assert_allclose(explorer.minima["zero_bias"], [np.sqrt(np.mean(sums) / 3)], rtol=1e-6)


def test_densities_have_the_counts_of_the_chosen_layer_and_ratios(show: Show) -> None:
    explorer = show(star(), depth=3, width=32, look="density")
    assert set(explorer.tessellations.values()) == {None} and explorer.status.startswith("sampled")
    for layer in (3, 1):
        explorer.layer = layer
        for name, density in explorer.densities.items():
            np.testing.assert_array_equal(decode(getattr(explorer, f"_{name}")["counts"]), density.counts[layer - 1])
    for name, density in explorer.densities.items():
        near, far = density.near_and_far(star(), 0.15, 1.0).T
        np.testing.assert_allclose(explorer.ratios[name], near / far)
    assert explorer.ratios["normalized"][2] > 2 * explorer.ratios["random_bias"][2]
    assert misfits_of(explorer) == []
    explorer.look = "lines"
    assert explorer.ratios["normalized"].size == 0 and explorer.status.startswith("exact")


def test_points_that_are_everywhere_have_no_ratio(show: Show) -> None:
    grid = np.stack(np.meshgrid(np.linspace(-3, 3, 12), np.linspace(-3, 3, 12)), -1).reshape(-1, 2)
    explorer = show(grid, look="density")
    assert np.isnan(explorer.ratios["zero_bias"]).all() and misfits_of(explorer) == []


def test_a_layer_that_is_no_more_is_the_last_one(show: Show) -> None:
    explorer = show(depth=4)
    assert explorer.layer == 4
    explorer.depth = 2
    assert explorer.layer == 2
    with explorer.hold_trait_notifications():
        explorer.layer, explorer.depth = 3, 3
    assert (explorer.layer, explorer.depth) == (3, 3) and len(explorer.nearest["zero_bias"]) == 3


def test_a_window_holds_all_points(show: Show) -> None:
    assert show([[0.0, 0.0], [8.0, 4.0]]).window == [-10.0, 10.0, -10.0, 10.0]
    explorer = show(window=(-2, 2, -1, 1))
    assert explorer.window == [-2.0, 2.0, -1.0, 1.0]
    assert [each["name"] for each in explorer._data_sets] == []
    assert [each["name"] for each in show()._data_sets] == ["Star", "Clusters"]


def test_a_page_moves_points_no_farther_than_the_window(show: Show) -> None:
    explorer = show()
    from_browser(explorer, points=[[0.0, 0.0], [7.0, -9.0]])
    assert explorer.points == [[0.0, 0.0], [3.0, -3.0]] and explorer.error == ""
    with pytest.raises(ValueError, match=r"The point \(7, -9\) lies outside of the window"):
        explorer.points = [[0.0, 0.0], [7.0, -9.0]]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([[1.0, 2.0]], "There is 1 point. Batch normalization needs at least two"),
        ([], "There are no points."),
        ([[1.0, 2.0]] * 3, "All 3 points coincide. Batch normalization divides"),
        ([[1.0, 2.0, 3.0]] * 2, "They are in the plane"),
        ([[1.0, np.nan], [0.0, 0.0]], "points has NaN or infinite entries|NaN"),
        (np.random.default_rng(0).random((1001, 2)), "1,001 points were given. At most 1,000"),
    ],
)
def test_points_without_a_variance_are_refused_and_the_picture_stays(show: Show, points: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        show(points)
    explorer = show()
    before = explorer.tessellations["normalized"]
    with pytest.raises(ValueError, match=words):
        explorer.points = points
    assert explorer.points == TRIANGLE
    if np.size(points) and np.shape(points)[1] == 2 and np.isfinite(points).all():
        from_browser(explorer, points=np.asarray(points).tolist())
        assert words in explorer.error and explorer.points == TRIANGLE
        assert explorer.tessellations["normalized"] is before and explorer._normalized["tiles"] == before.tile_count
        explorer.points = [*TRIANGLE, [2.0, 2.0]]
        assert explorer.error == "" and explorer.state == "ready"


@pytest.mark.parametrize(
    ("keywords", "kind", "words"),
    [
        ({"depth": 0}, ValueError, "depth is 0. It must be a whole number from 1 to 16"),
        ({"width": 5000}, ValueError, "width is 5000"),
        ({"seed": -1}, ValueError, "seed is -1"),
        ({"layer": 3}, ValueError, "layer is 3. It must be a whole number from 1 to 2"),
        ({"depth": 2.5}, TypeError, "depth is 2.5"),
        ({"look": "tiles"}, t.TraitError, "look is 'tiles'"),
        ({"window": (0, 1)}, ValueError, "It is \\(x0, x1, y0, y1\\)"),
        ({"colour": 1}, TypeError, "InitializationExplorer has no keyword 'colour'. It takes points, model, depth"),
        ({"points": "text"}, ValueError, "points is str and does not convert to numbers"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(show: Show, keywords: Any, kind: type, words: str) -> None:
    with pytest.raises(kind, match=words):
        show(**keywords)


def test_too_many_tiles_are_refused_and_the_picture_stays(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = show()
    before = explorer.tessellations
    monkeypatch.setattr(initialization_picture, "MOST_TILES", 500)
    explorer.width = 64
    assert "have more than 500 tiles. So many lines would hide each other. Show densities" in explorer.error
    assert explorer.width == 6 and explorer.state == "error" and explorer.tessellations == before
    with explorer.hold_trait_notifications():
        explorer.width, explorer.look = 64, "density"
    assert explorer.error == "" and explorer.densities["normalized"].counts.shape == (2, 96, 96)


def test_a_long_computation_is_told_of_and_stopped(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = show()
    before = explorer.tessellations
    begun, told = threading.Event(), []

    def counting(model: nn.Module, window: Any, cells: int, progress: Callable[[float, str], None]) -> None:
        while True:
            told.append(explorer._fraction)
            begun.set()
            progress(0.6, "row 6 of 10")

    monkeypatch.setattr(initialization_picture, "hyperplane_density", counting)
    monkeypatch.setattr("splinewidgets.widgets.teaching.initialization_explorer.REPORT", 0.0)
    from_browser(explorer, look="density", width=100)
    begun.wait(30)
    wait_until(lambda: max(told) > 0)
    assert max(told) == pytest.approx(0.2), "the first of three networks"
    from_browser(explorer, _stop=1)
    assert explorer.tessellations["zero_bias"] is before["zero_bias"]
    assert (explorer.look, explorer.width, explorer._fraction) == ("lines", 6, 0.0)
    wait_until(lambda: explorer.state == "ready")


def test_stopped_before_anything_is_shown(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(model: nn.Module, window: Any, cells: int, progress: Callable[[float, str], None]) -> None:
        while True:
            progress(0.1, "")

    monkeypatch.setattr(initialization_picture, "hyperplane_density", forever)
    explorer = show(look="density")
    explorer.stop()
    assert explorer.state == "empty" and explorer._normalized == {}
    with pytest.raises(RuntimeError, match="There is no picture"):
        _ = explorer.nearest
    explorer.look = "lines"
    assert explorer.state == "ready" and len(explorer.nearest["normalized"]) == 2


def test_what_a_notebook_keeps(show: Show) -> None:
    explorer = show()
    assert explorer.nearest and explorer._sentence().startswith("InitializationExplorer: 2 layers of 6 units with zero")
    pixels = explorer._still_pixels(60_000)
    assert pixels.shape[1] > 2.5 * pixels.shape[0]
    lines = (pixels[..., 2].astype(int) - pixels[..., 0] > 60).sum()
    explorer.layer = 1
    assert (explorer._still_pixels(60_000)[..., 2].astype(int) - pixels[..., 0] > 60).sum() != lines > 500
    explorer.look = "density"
    assert explorer._still_pixels(60_000).mean() < pixels.mean(), "on the dark end of the ramp"


def test_states_are_as_they_are_declared(show: Show) -> None:
    explorer = show()
    assert explorer.nearest and misfits_of(explorer) == []
    explorer.look = "density"
    assert explorer.ratios and misfits_of(explorer) == []
