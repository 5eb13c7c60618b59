"""What an editor of splines refuses, and what is degenerate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from splines import Page, values

from splinewidgets import AffineSpline, SplineEditor
from splinewidgets.geometry.network.shallow_network import ShallowNetwork
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp

Edit = Callable[..., SplineEditor]


@pytest.mark.parametrize(
    "message",
    [
        {"act": "nothing"},
        {"act": "knot", "unit": 9, "at": [0, 0]},
        {"act": "knot", "unit": 0, "at": [0, 0, 0]},
        {"act": "knot", "unit": 0, "at": [0, None]},
        {"act": "weight", "unit": 0, "name": "q", "value": 1},
        {"act": "weight", "unit": 0, "name": "w", "value": "x"},
        {"act": "points", "points": [[0.0], [1.0, 2.0]]},
        {"act": "undo", "steps": 0.5},
    ],
    ids=str,
)
def test_a_message_that_makes_no_sense_is_answered_with_what_is_wrong(spline: Edit, message: dict[str, Any]) -> None:
    editor = spline()
    before = values(editor.model)
    Page(editor)(**message)
    assert editor.error.count(". ") >= 2 and (values(editor.model) == before).all()
    Page(editor)("undo", steps=1)
    assert not editor.error and editor.state == "ready"


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (([0.0], [1.0, 2.0]), "There must be a y for each x"),
        (([0.0, np.nan], [1.0, 2.0]), "has a NaN or infinite entry"),
        (3.0, "It must be a pair"),
        (([[0.0, 1.0], [2.0, 3.0]], [[0.0, 1.0], [2.0, 3.0]]), "There must be a y for each x"),
        (("a", "b"), "does not convert to numbers"),
    ],
)
def test_points_that_are_none_are_refused(spline: Edit, points: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SplineEditor(points=points)
    editor = spline(points=([0.0], [1.0]))
    with pytest.raises(ValueError, match=said):
        editor.points = points
    assert editor.points == [[0.0], [1.0]]


def test_columns_tensors_and_none_are_points(spline: Edit) -> None:
    editor = spline(points=(torch.zeros(3, 1), np.ones(3)))
    assert editor.points == [[0.0] * 3, [1.0] * 3]
    editor.points = None
    assert editor.points == [[], []]


def test_too_many_units_are_refused_and_so_is_one_more(spline: Edit) -> None:
    with pytest.raises(ValueError, match="The model has 101 units"):
        SplineEditor(mlp((1, 101, 1)))
    editor = spline(mlp((1, 100, 1)))
    with pytest.raises(ValueError, match="There are 100 units"):
        editor.add_unit(0.0)
    with pytest.raises(ValueError, match=r"It must be nn.Sequential\(nn.Linear\(1, n\)"):
        SplineEditor(mlp((2, 4, 1)))


def test_coincident_knots_are_said(spline: Edit) -> None:
    model = mlp((1, 3, 1))
    ShallowNetwork(model).write(AffineSpline([1.0, 1.0, -1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]))
    editor = spline(model)
    assert "1 knot where another is: they bend together" in editor.status
    assert len(decode(editor._graph["lines"])) == len(editor.spline.pieces) == 3


def test_weights_that_the_dtype_does_not_hold_are_refused_and_nothing_has_changed(spline: Edit) -> None:
    editor = spline(mlp((1, 3, 1)))
    before = values(editor.model)
    Page(editor)("weight", unit=0, name="v", value=1e39)
    assert "the largest number of torch.float32" in editor.error and (values(editor.model) == before).all()
