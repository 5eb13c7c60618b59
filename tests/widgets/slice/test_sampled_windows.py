"""Windows of more tiles than can be shown: opened on a part that can, sampled beyond."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data, from_browser, perceptron, wait_until, window

from splinewidgets.learning import History
from splinewidgets.pictures.budget import attempts
from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]
# Fewer than the whole slice has.
MOST = 60


@pytest.fixture
def dense(explore: Explore) -> SliceExplorer:
    """An explorer whose whole slice has too many tiles."""
    explorer = explore(perceptron(width=40), ANCHORS, max_tiles=MOST)
    assert explorer.tessellation
    return explorer


def inside(inner: Any, outer: Any) -> bool:
    return bool(outer[0] <= inner[0] and inner[1] <= outer[1] and outer[2] <= inner[2] and inner[3] <= outer[3])


def test_it_opens_on_the_largest_window_that_can_be_shown(dense: SliceExplorer) -> None:
    tessellation = dense.tessellation
    assert MOST / 4 < tessellation.tile_count == dense.tile_count <= MOST
    assert dense.error == "" and dense.state == "ready" and dense.sampled == {}
    u0, u1, v0, v1 = dense.view
    home = dense.slice.bounds
    assert inside(dense.view, home) and window(dense) == list(dense.view)
    assert (u0 + u1, v0 + v1) == pytest.approx((home[0] + home[1], home[2] + home[3]))
    assert re.search(rf"has more than {MOST} tiles \(max_tiles\) at relu [12]; zoom out", dense.status)
    assert "of the whole slice's width" in dense.status


def test_a_slice_that_can_be_shown_is_opened_whole(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation.tile_count and explorer.view is None and "whole" not in explorer.status


def test_a_view_that_was_given_is_taken(explore: Explore) -> None:
    explorer = explore(perceptron(width=40), ANCHORS, max_tiles=MOST, view=(-9, 9, -6, 6))
    assert explorer.slice is not None and explorer.view == (-9, 9, -6, 6)
    assert explorer.sampled and explorer.tile_count == 0


def test_data_that_are_left_out_are_told_of_samples_too(explore: Explore) -> None:
    many = np.random.default_rng(0).uniform(-1, 1, (2000, 2))
    explorer = explore(
        perceptron(2, width=40), data=many, labels=np.zeros(2000, int), max_tiles=MOST, view=(-1, 1, -1, 1)
    )
    explorer._work.wait()
    assert explorer.sampled and "data thinned: 500 of" in explorer.status and "zoom in" in explorer.status


def test_what_was_opened_keeps_its_area_when_the_canvas_changes_its_shape(dense: SliceExplorer) -> None:
    u0, u1, v0, v1 = np.array(dense.tessellation.slice.bounds)
    from_browser(dense, _aspect=2.5)
    a, b, c, d = np.array(dense.tessellation.slice.bounds)
    assert (b - a) / (d - c) == pytest.approx(2.5)
    assert (b - a) * (d - c) == pytest.approx((u1 - u0) * (v1 - v0))
    assert [a + b, c + d] == pytest.approx([u0 + u1, v0 + v1])
    assert dense.view == (a, b, c, d)


def test_beyond_it_the_network_is_sampled(dense: SliceExplorer) -> None:
    exact, model = dense.view, dense.network
    before = copy.deepcopy(model._tensors)
    assert dense.tessellation
    dense.view = None
    columns, rows = dense.sampled["points"]
    assert dense.tile_count == 0 and dense.error == "" and dense.state == "ready"
    assert dense._picture["grid"] == [columns, rows] and columns > rows > 1
    assert dense.status.startswith(f"sampled, {columns}\u2009×\u2009{rows} points: ")
    assert f"more than {MOST} tiles" in dense.status
    with pytest.raises(ValueError, match=r"shows the sampled network: it .* Zoom in"):
        assert dense.tessellation
    values = decode(dense._colors["values"])
    assert values.shape == (columns * rows,) and dense._colors["label"] == "Slope between samples"
    dense.view = exact
    assert dense.tessellation.tile_count == dense.tile_count > 0
    assert dense.sampled == {} and "grid" not in dense._picture
    assert all(torch.equal(before[name], tensor) for name, tensor in model._tensors.items())


def test_measures_of_tiles_stand_back(dense: SliceExplorer) -> None:
    dense.view = None
    dense.color_by = "class"
    classes = decode(dense._colors["values"])
    assert dense._colors["scale"] == "class" and dense._colors["confidence"]["shape"] == [len(classes)]
    for measure in ("norm", "area", "active"):
        dense.color_by = measure
        assert dense._colors["label"] == f"Predicted class ({measure} needs tiles)"
        np.testing.assert_array_equal(decode(dense._colors["values"]), classes)
    dense.color_by = "volume"
    assert dense._colors["label"] == "Volume factor between samples" and dense.error == ""


def test_facts_are_those_of_the_point(dense: SliceExplorer) -> None:
    dense.view = None
    at = [0.3, -0.7]
    from_browser(dense, pointer=at, hovered=-1)
    assert dense._facts["point"] == at and "tile" not in dense._facts
    scores = dense.network.to(dtype=torch.float64)(dense.slice.embed([at]))[0]
    first, second = scores.topk(2).indices.tolist()
    rows = dict(dense._facts["rows"])
    assert rows["Class"].startswith(f"{first}, ") and rows["Class"].endswith(f"ahead of {second}")
    assert list(rows)[1:3] == [f"Score of {first}", f"Score of {second}"]
    assert rows[f"Score of {first}"] == number(float(scores[first]))
    from_browser(dense, pointer=[1e6, 0])
    assert dense._facts == {}
    from_browser(dense, pointer=at)
    from_browser(dense, pointer=None)
    assert dense._facts == {} and dense.error == ""


def test_points_of_other_outputs_have_facts_too(explore: Explore) -> None:
    outputs = explore(perceptron(width=40), ANCHORS, max_tiles=MOST, view=(-9, 9, -6, 6), class_names=())
    assert outputs.sampled or outputs.slice
    from_browser(outputs, pointer=[0, 0])
    assert [name for name, _ in outputs._facts["rows"]] == ["Output 0", "Output 1", "Output 2"]
    assert outputs._colors["label"] == "Slope between samples"
    scalar = explore(perceptron(width=40, outputs=1), ANCHORS, max_tiles=MOST, view=(-9, 9, -6, 6))
    assert scalar.slice
    from_browser(scalar, pointer=[0, 0])
    value = float(scalar.network(scalar.slice.embed([[0, 0]]).float()))
    (_, told), (name, _) = scalar._facts["rows"]
    assert told.startswith("positive" if value > 0 else "negative") and name == "Output"


def test_a_selected_tile_is_selected_again(dense: SliceExplorer) -> None:
    exact = dense.view
    middle = dense.tessellation.centroids()[3]
    dense.selected = 3
    dense.view = None
    assert dense.selected == -1 and dense._selected_facts == {} and dense.error == ""
    with pytest.raises(ValueError, match="shows the sampled network"):
        dense.selected = 2
    assert dense.selected == -1
    dense.view = exact
    dense.selected = 3
    dense.view = None
    dense.view = exact
    assert dense.error == "" and dense.selected == dense.tessellation.locate(middle[None])[0]


def test_while_the_hand_rests_more_samples_come(dense: SliceExplorer) -> None:
    assert dense.tessellation
    counts: list[int] = []
    dense.observe(lambda change: counts.append(change["new"].get("points", [0])[0]), "sampled")
    from_browser(dense, view=None)
    # One sample every other pixel.
    wait_until(lambda: dense.sampled.get("points") == [round(480 * 1.5 / 2), 240], 60)
    assert counts == sorted(counts)
    assert dense.error == "" and dense.tile_count == 0 and f"more than {MOST} tiles" in dense.status


def test_anchors_move_on_a_sampled_plane(dense: SliceExplorer) -> None:
    dense.view = None
    number = dense._picture["id"]
    from_browser(dense, _drag={"index": 0, "where": "slice", "at": [0.5, 0.5], "seq": 1, "done": True})
    assert dense._picture["anchors"][0] == [0.5, 0.5] and dense._answered == 1
    assert dense._picture["id"] >= number and dense.sampled
    dense.anchors = -np.asarray(ANCHORS)
    assert dense.sampled and dense.error == ""


def test_a_hand_sees_samples_until_an_exact_picture_is_there(
    dense: SliceExplorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact, states = dense.view, []
    dense.view = None
    # After what failed, every window counts as hopeless for a hand.
    monkeypatch.setattr(
        attempts.Attempts, "hopeless", lambda _, moment, window, limit, daring: None if daring else "is hopeless"
    )
    dense.observe(lambda change: states.append(change["new"]), "status")
    from_browser(dense, view=exact)
    # The status is told last of what changes with a picture.
    wait_until(lambda: bool(states and re.match(r"\d+ tiles", states[-1])))
    assert dense.sampled == {} and dense.tessellation.tile_count == dense.tile_count > 0 and dense.error == ""
    assert re.match("sampled, .*: the window is hopeless", states[0])


def test_what_takes_too_long_is_sampled(explore: Explore) -> None:
    explorer = explore(max_seconds=1e-9)
    assert explorer.slice is not None and explorer.sampled
    assert re.search("takes? more than", explorer.status) and "max_tiles" not in explorer.status
    with pytest.raises(ValueError, match="raise max_tiles or max_seconds"):
        assert explorer.tessellation


def test_a_surface_beside_it_is_empty_until_there_are_tiles(dense: SliceExplorer) -> None:
    exact = dense.view
    assert dense.tessellation
    surface = SplineSurface(dense, data=data())
    assert surface._surface["id"] == dense._picture["id"]
    dense.view = None
    assert surface._surface == {} and "shows the sampled network" in surface.error and dense.error == ""
    dense.view = exact
    assert surface._surface["id"] == dense._picture["id"] and surface.error == ""
    surface.close()


def test_so_is_a_manifold(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ManifoldExplorer, "_esm", "export default {}")
    explorer = explore(perceptron(2, width=40, outputs=3), max_tiles=MOST)
    assert explorer.tessellation
    exact = explorer.view
    manifold = ManifoldExplorer(explorer, samples=50)
    assert manifold._manifold and explorer._dots
    explorer.view = (-50, 50, -50, 50)
    assert explorer.sampled
    assert manifold._manifold == manifold._samples == manifold._pointed == {} and "sampled network" in manifold.error
    assert explorer._dots == {}
    from_browser(explorer, pointer=[0, 0])
    explorer.view = exact
    assert manifold._manifold and manifold.error == "" and explorer._dots
    manifold.close()


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_trainings_are_sampled_too(watch: Callable[..., TrainingExplorer], history: History, compare: str) -> None:
    explorer = watch(history, checkpoint=2, compare=compare, max_tiles=20)
    assert explorer.tessellation.tile_count <= 20 and explorer.view is not None
    explorer.view = None
    assert explorer.sampled and explorer.error == ""
    if compare == "side":
        assert explorer._reference_picture["grid"] and explorer._reference_colors["label"] == "Slope between samples"
    if compare == "difference":
        assert explorer._colors["label"] == "Slope between samples, of the change"
    points = explorer.sampled["points"]
    wait_until(lambda: explorer.sampled["points"] > points or points[1] == 240, 30)
    explorer.checkpoint = 4
    assert explorer.sampled and explorer.error == "" and explorer.checkpoint == 4
