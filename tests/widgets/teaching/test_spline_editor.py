"""An affine spline under the hand: what a hand does is in the weights of the user's module, and undone there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch
from splines import Page, X, values
from torch import nn

from splinewidgets import SplineEditor
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp

Edit = Callable[..., SplineEditor]


def test_what_is_shown_is_what_the_module_computes(spline: Edit) -> None:
    model = mlp((1, 9, 1))
    editor = spline(model, points=(X, np.sin(X)))
    assert editor.model is model and np.allclose(editor.spline(X), values(model), atol=1e-6)
    x, y = decode(editor._graph["vertices"]).T
    assert np.interp(X, x, y)[(X > x[0]) & (X < x[-1])] == pytest.approx(
        editor.spline(X)[(X > x[0]) & (X < x[-1])], abs=1e-12
    )
    slopes, intercepts = decode(editor._graph["lines"]).T
    assert np.allclose(slopes * x[1:] + intercepts, y[1:], atol=1e-12)
    parts = decode(editor._graph["parts"])
    assert np.allclose(parts[:, 0, 1].sum() + editor.spline.output_bias, y[0], atol=1e-12)
    assert np.allclose(decode(editor._graph["fitted"]), editor.spline(X))


def test_dragging_a_knot_changes_the_weights_and_one_undo_takes_the_whole_gesture_back(spline: Edit) -> None:
    editor = spline()
    page, before = Page(editor), values(editor.model)
    for share in (0.1, 0.7, 1.0):
        page("knot", gesture=5, unit=2, at=[0.5 * share, 2 * share])
    assert editor.knots.tolist() == [-2, -1, 0.5, 1, 2]
    assert np.allclose(values(editor.model), np.interp(X, [-2, -1, 0.5, 1, 2], [0, 1, 2, -1, 0]), atol=1e-12)
    assert editor._can_undo and not editor._can_redo
    page("undo", steps=1)
    assert (values(editor.model) == before).all() and not editor._can_undo and editor._can_redo
    page("undo", steps=-1)
    assert editor.knots[2] == 0.5
    page("undo", steps=1)
    page("weight", name="c", value=1.0)
    assert editor._can_undo and not editor._can_redo


def test_a_knot_dragged_over_another_leaves_that_one_as_it_was(spline: Edit) -> None:
    editor = spline()
    page, before = Page(editor), values(editor.model)
    for x in (0.5, 1.0, 1.5, 0.0):
        page("knot", gesture=7, unit=2, at=[x, 0.0])
    assert not editor.error and np.allclose(values(editor.model), before, atol=1e-12)


def test_dragging_a_weight_moves_the_knot(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    page("weight", unit=1, name="b", value=0.25)
    assert editor.knots[1] == -0.25 and editor.model[0].bias[1] == 0.25
    page("weight", unit=1, name="w", value=0.5)
    assert editor.knots[1] == -0.5
    page("weight", unit=0, name="v", value=3.0)
    assert editor.spline.jumps[0] == 3
    page("weight", name="c", value=-1.0)
    assert editor.model[2].bias == -1
    page("weight", unit=1, name="w", value=0.0)
    assert np.isnan(editor.knots[1]) and editor._graph["units"][1]["knot"] is None
    assert "1 unit with w = 0, without a knot" in editor.status
    page("knot", unit=1, at=[0.0, 0.0])
    assert editor.error.startswith("Unit 2 has w = 0, and so no knot.") and editor.state == "error"
    page("height", at=[0.0, 2.0])
    assert editor.spline(0.0) == pytest.approx(2) and not editor.error and editor.state == "ready"


def test_a_weight_may_take_a_knot_out_of_the_window_and_home_finds_it(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    page("weight", unit=4, name="b", value=-4.0)
    assert "1 knot outside of the window" in editor.status
    page("home")
    assert "outside" not in editor.status and editor._graph["window"][1] > 4


def test_each_activation_has_the_same_weights_and_another_graph(spline: Edit) -> None:
    editor = spline()
    weights = editor.spline.weights
    for name, leak, kind in (("leaky_relu", 0.1, "LeakyReLU"), ("abs", -1, "PiecewiseAffine"), ("relu", 0, "ReLU")):
        editor.activation = name
        assert editor.spline.leak == leak and type(editor.model[1]).__name__ == kind
        assert np.allclose(editor.spline(X), values(editor.model), atol=1e-12)
    assert (editor.spline.weights == weights).all()
    editor.undo()
    assert editor.activation == "abs" and editor.spline.leak == -1
    own = spline(nn.Sequential(nn.Linear(1, 3), nn.LeakyReLU(0.3), nn.Linear(3, 1)))
    own.activation = "relu"
    own.activation = "leaky_relu"
    assert own.model[1].negative_slope == 0.3
    assert spline(mlp((1, 3, 1)), activation="abs").spline.leak == -1


def test_a_fit_is_the_least_squares_of_numpy(spline: Edit) -> None:
    editor = spline(points=(X, np.sin(2 * X)))
    knots = editor.knots
    editor.fit()
    hinges = np.maximum(editor.spline.weights * X[:, None] + editor.spline.biases, 0)
    matrix = np.column_stack([hinges, np.ones_like(X)])
    best = matrix @ np.linalg.lstsq(matrix, np.sin(2 * X), None)[0]
    assert np.allclose(values(editor.model), best, atol=1e-10) and (editor.knots == knots).all()
    assert editor.status.startswith("Fitted v and c by least squares, knots fixed: root mean square error")
    assert editor.status.endswith(
        "They determine 5 of 6 unknowns: of all v and c that are equally good these are the smallest"
    )


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs"])
def test_points_are_interpolated_as_by_numpy(spline: Edit, activation: str) -> None:
    """Survey, Figure 2: a knot at each point."""
    x, y = np.random.default_rng(3).uniform(-2, 2, (2, 12))
    editor = spline(points=(x, y), activation=activation)
    before = editor.spline
    editor.interpolate()
    order = np.argsort(x)
    assert np.abs(values(editor.model) - np.interp(X, x[order], y[order])).max() < 1e-12
    assert np.abs(editor.spline(x) - y).max() < 1e-12 and editor.knots.tolist() == x[order].tolist()
    assert editor.activation == activation and editor.status.startswith(
        "A knot at each point, constant beyond them: root"
    )
    assert editor.model[0].out_features == 12
    editor.undo()
    assert (editor.spline.weights == before.weights).all() and editor.spline.output_bias == before.output_bias
    Page(editor)("interpolate")
    assert editor.error == "" and editor.spline.unit_count == 12 and editor._can_undo


def test_knots_are_seen_again_when_an_interpolation_is_undone(spline: Edit) -> None:
    editor = spline(points=([0.5, 1.0, 1.5], [0.0, 1.0, 0.0]))
    editor.interpolate()
    assert editor._graph["window"][0] > -1
    editor.undo()
    assert editor._graph["window"][0] < -2 and editor.knots[0] == -2


def test_what_no_graph_goes_through_is_refused(spline: Edit) -> None:
    for points, said in (
        (([0.5], [2.0]), "The points are 1. The graph is put through 2 to 100"),
        ((np.arange(101.0), np.zeros(101)), "The points are 101."),
        (([0.0, 1.0, 1.0], [0.0, 1.0, 2.0]), "Two points lie at x = 1."),
    ):
        editor = spline(points=points)
        before = editor.spline
        with pytest.raises(ValueError, match=said):
            editor.interpolate()
        Page(editor)("interpolate")
        assert editor.error.startswith(said) and (editor.spline.output_weights == before.output_weights).all()


def test_a_fit_to_one_point_says_that_it_is_one_of_many(spline: Edit) -> None:
    editor = spline()
    with pytest.raises(ValueError, match="There are no points"):
        editor.fit()
    Page(editor)("fit")
    assert editor.error.startswith("There are no points. A fit needs at least one.")
    editor.points = ([0.5], [2.0])
    editor.fit()
    assert editor.spline(0.5) == pytest.approx(2) and "They determine 1 of 6 unknowns" in editor.status


def test_the_error_of_a_fit_is_that_of_the_rounded_weights(spline: Edit) -> None:
    editor = spline(mlp((1, 3, 1)), points=([0.0, 1.0, 2.0], [1 / 3, 0.1, 0.7]))
    editor.fit()
    residuals = editor.spline(editor.points[0]) - editor.points[1]
    assert np.sqrt(np.mean(residuals**2)) > 1e-12 and "error 0 " not in editor.status


def test_points_are_added_moved_and_removed_by_a_page_and_undone(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    page("points", points=[[0.5], [1.0]])
    page("points", points=[[0.5, 1.5], [1.0, -1.0]])
    page("points", points=[[1.5], [-1.0]])
    assert editor.points == [[1.5], [-1.0]] and "at 1 point" in editor.status
    for left in ([[0.5, 1.5], [1.0, -1.0]], [[0.5], [1.0]], [[], []]):
        page("undo", steps=1)
        assert editor.points == left


def test_units_come_and_go_in_the_module(spline: Edit) -> None:
    editor = spline()
    page, before = Page(editor), values(editor.model)
    editor.selected = 4
    page("add")
    assert editor.model[0].out_features == 6 and (values(editor.model) == before).all()
    # Where the widest piece in the window is.
    assert -2 < editor.knots[5] < 2
    page("remove", unit=5)
    assert editor.knots.tolist() == [-2, -1, 0, 1, 2]
    page("remove", unit=0)
    assert editor.selected == -1 and editor.model[2].in_features == 4
    for _ in range(3):
        editor.remove_unit(0)
    with pytest.raises(ValueError, match="A network has at least one"):
        editor.remove_unit(0)
    editor.add_unit(0.25)
    for _ in range(8):
        editor.undo()
    assert (values(editor.model) == before).all()


def test_weights_that_something_else_has_changed_are_a_step_of_their_own(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    with torch.no_grad():
        editor.model[2].bias += 5
    assert editor.spline.output_bias == 5 and editor._graph["bias"] == 0
    editor.refresh()
    assert editor._graph["bias"] == 5 and editor._graph["window"][2] > 3
    with torch.no_grad():
        editor.model[2].bias += 1
    page("weight", unit=0, name="v", value=7.0)
    assert editor.spline.output_bias == 6
    editor.undo()
    assert editor.spline.output_weights[0] == 1 and editor.spline.output_bias == 6
    editor.undo()
    assert editor.spline.output_bias == 5
    editor.undo()
    assert editor.spline.output_bias == 0 and not editor._can_undo


def test_what_comes_in_the_middle_of_a_gesture_is_not_taken_back_by_it(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    page("weight", gesture=3, unit=0, name="v", value=2.0)
    editor.activation = "abs"
    page("weight", gesture=3, unit=0, name="v", value=3.0)
    assert editor.activation == "abs" and editor.spline.output_weights[0] == 3
    with torch.no_grad():
        editor.model[2].bias += 5
    page("weight", gesture=3, unit=0, name="v", value=4.0)
    assert editor.spline.output_bias == 5 and editor.spline.output_weights[0] == 4


def test_the_module_keeps_its_parameters_its_mode_and_its_gradients(spline: Edit) -> None:
    model = mlp((1, 4, 1)).train()
    model(torch.ones(1, 1)).sum().backward()
    parameters, gradients = list(model.parameters()), [p.grad.clone() for p in model.parameters()]
    editor = spline(model)
    editor.move_knot(0, 0.5)
    assert all(one is other for one, other in zip(parameters, model.parameters(), strict=True))
    assert all((p.grad == g).all() for p, g in zip(parameters, gradients, strict=True)) and model.training
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.step()
    assert np.allclose(editor.spline(X), values(model), atol=1e-6)


def test_moving_a_knot_in_python_keeps_its_height(spline: Edit) -> None:
    editor = spline()
    editor.move_knot(1, -1.5)
    assert editor.spline(-1.5) == pytest.approx(1) and editor.knots[1] == -1.5
    editor.move_height(1.0, 4.0)
    assert editor.spline(1.0) == pytest.approx(4)
    for wrong in (-1, 5):
        with pytest.raises(ValueError, match="unit is"):
            editor.move_knot(wrong, 0.0)


def test_messages_of_another_thread_wait_for_an_edit(spline: Edit) -> None:
    editor = spline()
    page = Page(editor)
    with editor._editing:
        thread = threading.Thread(target=page, args=("weight",), kwargs={"name": "c", "value": 1.0})
        thread.start()
        thread.join(0.2)
        assert thread.is_alive() and editor.spline.output_bias == 0
    thread.join(10)
    assert editor.spline.output_bias == 1


def test_the_view_is_the_window_and_None_goes_home(spline: Edit) -> None:
    editor = spline()
    home = editor._graph["window"]
    editor.view = (0.0, 0.5, -3.0, 3.0)
    assert editor._graph["window"] == [0.0, 0.5, -3.0, 3.0] and len(decode(editor._graph["lines"])) == 1
    assert "4 knots outside of the window" in editor.status
    editor.view = None
    assert editor._graph["window"] == home


def test_what_a_notebook_keeps(spline: Edit) -> None:
    editor = spline(points=([0.0], [1.0]))
    pixels = editor._still_pixels(60_000)
    assert pixels.ndim == 3 and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 3
    assert editor._sentence().startswith("SplineEditor: the graph of an affine spline with its knots (5 units")
