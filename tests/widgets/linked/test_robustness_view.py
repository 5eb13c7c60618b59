"""Robustness around a point of the explorer's slice: what a hand moves, what is told, and what is drawn there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets import RobustnessView, SliceExplorer
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp

PATIENT = {"max_seconds": 60.0}
WINDOW = (-2.0, 2.0, -2.0, 2.0)


def halves() -> nn.Module:
    """The second of two classes where 3 u + 4 v > 1."""
    model = nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[3.0, 4.0]]))
        model.bias.fill_(-1.0)
    return model


@pytest.fixture
def view() -> Iterator[RobustnessView]:
    data = np.array([[0.5, 0.5], [-0.5, 0.0], [1.0, 1.0]])
    made = RobustnessView(halves(), point=(0.0, 0.0), data=data, view=WINDOW, **PATIENT)
    yield made
    made.close()


def test_the_numbers_of_a_linear_classifier(view: RobustnessView) -> None:
    found = view.result
    assert found.distance == found.certified_radius == pytest.approx(0.2)
    assert found.nearest == pytest.approx((0.12, 0.16)) and (found.predicted, found.other) == (0, 1)
    assert found.lipschitz == pytest.approx(5.0) and found.radius == pytest.approx(0.25)
    attack = view.plane_attack
    assert attack is not None and attack.succeeded and 0.2 <= attack.distance <= 0.25 + 1e-9
    # The slice is all of the input space.
    assert view.input_attack is None and "in_inputs" not in view._found
    assert "certified within the slice up to 0.200" in view.status and "PGD finds positive at" in view.status


def test_it_is_drawn_on_the_slice(view: RobustnessView) -> None:
    assert view.plane_attack is not None
    (drawn,) = view.explorer._shapes
    disc = next(disc for disc in drawn["discs"] if disc["role"] == "certificate")
    assert disc["center"] == [0.0, 0.0] and disc["radius"] == pytest.approx(0.2)
    assert [marker["role"] for marker in drawn["markers"]] == ["point", "nearest", "attack"]
    tile = next(line for line in drawn["lines"] if line["role"] == "tile")
    assert tile["points"][0] == tile["points"][-1]
    explorer = view.explorer
    view.close()
    assert explorer._shapes == []


def test_a_hand_moves_the_point_which_snaps_to_data(view: RobustnessView) -> None:
    def drag(at: list[float], seq: int) -> None:
        message = {"owner": view.model_id, "index": 0, "at": at, "seq": seq, "done": True}
        view.explorer.set_state({"_shape_drag": message})

    assert view.result.point == (0.0, 0.0)
    drag([-0.51, 0.01], 4)
    assert view.point == [-0.5, 0.0] and view.result.point == (-0.5, 0.0)
    assert view.explorer._shapes[0]["seq"] == 4
    view.snap = False
    drag([-0.51, 0.01], 5)
    assert view.point == [-0.51, 0.01]
    assert view.result.distance == pytest.approx(abs(-1.53 + 0.04 - 1) / 5)


def test_a_click_on_the_slice_moves_it_and_python_selecting_a_tile_does_not(view: RobustnessView) -> None:
    view.explorer.selected = 0
    assert view.result.point == (0.0, 0.0)
    view.explorer.set_state({"selected": -1, "pointer": [0.25, -0.75]})
    assert view.result.point == (0.25, -0.75)


def test_a_radius_is_that_of_the_search_and_of_the_slope(view: RobustnessView) -> None:
    view.radius = 0.1
    assert view.result.radius == 0.1
    attack = view.plane_attack
    assert attack is not None and not attack.succeeded and "PGD finds no other class" in view.status
    assert [marker["role"] for marker in view.explorer._shapes[0]["markers"]] == ["point", "nearest"]
    view.radius = None
    assert view.result.radius == pytest.approx(0.25) == view._found["usual_radius"]


def test_a_point_outside_the_window_is_told_until_it_is_within(view: RobustnessView) -> None:
    assert view.result and view._found
    view.point = (100.0, 0.0)
    assert "outside the window" in view.status and view._found == {} and view.explorer._shapes == []
    with pytest.raises(RuntimeError, match="outside the window"):
        view.result  # noqa: B018
    assert view.plane_attack is None and view.error == ""
    view.point = None
    assert view.result.point == pytest.approx((0.0, 0.0)) and len(view.explorer._shapes) == 1


def test_in_more_inputs_the_full_attack_is_told_with_its_distance_from_the_plane() -> None:
    model, random = mlp((64, 8, 3), seed=4), torch.Generator().manual_seed(5)
    anchors = torch.randn(3, 64, generator=random)
    view = RobustnessView(model, anchors=anchors, input_shape=(8, 8), **PATIENT)
    attack, found = view.input_attack, view._found["in_inputs"]
    assert attack is not None and attack.off_plane == found["off_plane"] > 0
    assert np.allclose(decode(found["pixels"]), attack.input.reshape(-1).numpy(), atol=1e-6)
    plane = view.plane_attack
    assert plane is not None and plane.off_plane == pytest.approx(0, abs=1e-9)
    view.close()


def test_a_sampled_slice_is_told_and_drawn_on_no_more() -> None:
    explorer = SliceExplorer(mlp((2, 30, 30, 3)), view=(-0.1, 0.1, -0.1, 0.1), max_tiles=200, **PATIENT)
    view = RobustnessView(explorer)
    assert view.result.certified_radius > 0
    explorer.view = (-50.0, 50.0, -50.0, 50.0)
    view._finish_picture()
    assert explorer.sampled and "has no tiles" in view.status and explorer._shapes == []
    explorer.view = (-0.1, 0.1, -0.1, 0.1)
    assert view.result.certified_radius > 0 and view.error == "" and len(explorer._shapes) == 1
    view.close()
    explorer.close()


def test_outputs_that_are_no_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="no scores of classes"):
        RobustnessView(mlp((2, 4, 3)), class_names=(), **PATIENT)


@pytest.mark.parametrize(("name", "wrong"), [("radius", -1.0), ("radius", 0.0), ("point", [1.0])], ids=str)
def test_what_does_not_fit_is_refused(view: RobustnessView, name: str, wrong: object) -> None:
    with pytest.raises(ValueError):
        setattr(view, name, wrong)


def test_two_views_draw_on_one_slice_beside_each_other(view: RobustnessView) -> None:
    other = RobustnessView(view.explorer, point=(1.0, 1.0))
    assert other.result.predicted == 1 and view.result.predicted == 0
    assert {each["owner"] for each in view.explorer._shapes} == {view.model_id, other.model_id}
    other.close()
    assert [each["owner"] for each in view.explorer._shapes] == [view.model_id]
