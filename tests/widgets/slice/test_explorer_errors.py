"""Mistakes: raised by the constructor, shown by the widget afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import traitlets
from explorers import ANCHORS, data, from_browser, perceptron

from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_a_tile_that_is_not_there(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    for name in ("selected", "hovered"):
        with pytest.raises(ValueError, match=f"The picture has tiles 0 to {explorer.tile_count - 1}"):
            setattr(explorer, name, 10**6)
        assert getattr(explorer, name) == -1
    explorer.selected = 0
    assert explorer.error == "" and explorer.state == "ready" and explorer.selected == 0


BAD = [
    ("anchors", np.zeros((3, 5)), r"anchors has shape \(3, 5\)"),
    ("anchors", np.zeros((3, 6)), "coincide|same|line|collinear"),
    ("anchors", np.outer([1, 2, 3], np.ones(6)), "line|collinear"),
    ("anchors", np.full((3, 6), np.nan), "anchors has a NaN"),
    ("anchors", "abc", "anchors is str"),
    ("view", (0, 0, 0, 1), "u0 < u1"),
    ("view", (0, 1, 0, np.nan), "view has a NaN"),
    ("view", (0, 1), "u0 < u1"),
    ("view", (1e-13, 2e-13, 0, 1e-13), "Zoom out"),
    ("color_by", "norms", "color_by is 'norms'. There are slope, norm"),
    ("visible_layers", [0, 2], r"visible_layers is \[0, 2\]. The network has layers 0 to 1"),
    ("_drag", {"index": 0, "where": "map", "at": [0, 0], "seq": 0, "done": True}, "moved on 'map'"),
    (
        "_drag",
        {"index": 9, "where": "slice", "at": [0, 0], "seq": 0, "done": True},
        "index=9. It must be a whole number from 0 to 2",
    ),
    ("_drag", {"index": 0, "where": "slice", "at": [0, np.nan], "seq": 0, "done": True}, "NaN|finite"),
    ("_tilt", {"index": 0, "angle": np.inf, "seq": 0}, "NaN|finite"),
    ("_tilt", {"index": 0}, "angle has a NaN"),
]


@pytest.mark.parametrize(
    ("name", "value", "message", "browser"),
    [(*bad, False) for bad in BAD] + [(*bad, True) for bad in BAD if bad[0] != "anchors"],
)
def test_bad_input_shows_and_the_last_good_picture_stays(
    explore: Explore, name: str, value: Any, message: str, browser: bool
) -> None:
    explorer = explore(view=(-3, 3, -2, 2))
    tessellation, picture, anchors = explorer.tessellation, explorer._picture, explorer.anchors
    before = (explorer.view, explorer.color_by, explorer.visible_layers)
    told = ""
    if browser:
        from_browser(explorer, **{name: value})
    else:
        try:
            setattr(explorer, name, value)
        except ValueError as failure:
            told = str(failure)
    # What is found out before work starts is raised in Python; all else, and all for the browser, is shown.
    assert re.search(message, told or explorer.error), explorer.error
    assert bool(told) == (not browser and "Zoom out" not in message)
    assert explorer.state == ("ready" if told else "error")
    assert explorer.tessellation is tessellation and explorer._picture is picture and explorer.anchors is anchors
    assert (explorer.view, explorer.color_by, explorer.visible_layers) == before
    assert explorer.tile_count == tessellation.tile_count
    explorer.view = (-0.03, 0.03, -0.01, 0.01)
    assert explorer.error == "" and explorer.state == "ready" and explorer.tessellation is not tessellation


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        ((perceptron(),), {}, "Neither anchors nor data were given"),
        ((perceptron(), np.zeros((2, 6))), {}, r"anchors has shape \(2, 6\)"),
        ((perceptron(), np.zeros((3, 6))), {}, "coincide|same|line|collinear"),
        ((perceptron(), [0, 1, 2]), {}, r"anchors are \[0, 1, 2\] and there are no data"),
        ((perceptron(), ANCHORS), {"data": data(inputs=5)}, r"data has inputs of shape \(5,\)"),
        ((perceptron(), ANCHORS), {"labels": [1]}, "labels were given without data"),
        ((perceptron(), ANCHORS), {"class_names": ["a"]}, "class_names has 1 names. The network has 4 outputs"),
        ((perceptron(), ANCHORS), {"anchor_names": ["a"]}, "anchor_names has 1 names"),
        ((perceptron(), ANCHORS), {"color_by": "norms"}, "color_by is 'norms'"),
        ((perceptron(), ANCHORS), {"visible_layers": [5]}, "visible_layers"),
        ((perceptron(), ANCHORS), {"view": (0, 0, 0, 0)}, "u0 < u1"),
        ((perceptron(), ANCHORS), {"margin": -1}, "margin is -1"),
        ((perceptron(), ANCHORS), {"input_shape": (2, 2)}, "input_shape"),
        ((perceptron(), ANCHORS), {"max_tiles": 0}, "max_tiles is 0"),
        ((perceptron(), ANCHORS), {"max_seconds": 0}, "max_seconds is 0"),
        ((perceptron(), ANCHORS), {"max_seconds": float("nan")}, "max_seconds is nan"),
        ((perceptron(), ANCHORS), {"near": float("nan")}, "near is nan"),
        ((perceptron(), ANCHORS), {"height": 0}, "height is 0"),
        ((perceptron(), ANCHORS), {"dtype": torch.float16}, "dtype is torch.float16"),
    ],
)
def test_the_constructor_raises(
    explore: Explore, arguments: tuple[Any, ...], keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        explore(*arguments, **keywords)


def test_unknown_keywords_are_rejected(explore: Explore) -> None:
    with pytest.raises(TypeError, match=r"no keyword 'colour_by'. It takes anchors, .*Did you mean color_by?"):
        explore(colour_by="slope")


def test_a_missing_bundle_says_how_to_build_it(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SliceExplorer, "_esm", None)
    with pytest.raises(FileNotFoundError, match=r"slice_explorer.js is missing. .* Run `make build`"):
        explore()


def test_a_first_picture_that_fails_can_be_mended(explore: Explore) -> None:
    explorer = explore(view=(1e-13, 2e-13, 0, 1e-13))
    with pytest.raises(RuntimeError, match=r"There is no tessellation. .*Zoom out"):
        assert explorer.tessellation
    assert explorer.state == "error" and explorer._picture == {}
    explorer.view = (0, 1e-3, 0, 1e-3)
    assert explorer.tessellation.tile_count and explorer.state == "ready" and explorer.error == ""


def test_an_error_in_a_callback_shows(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation

    def fail(change: object) -> None:
        raise ArithmeticError("my own")

    explorer.observe(fail, "tile_count")
    explorer.view = (0, 3, 0, 2)
    assert explorer.error == "ArithmeticError: my own"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("colormap", "jet", "one of 'viridis', 'cividis', 'magma'"),
        ("renderer", 3, "one of 'auto', 'webgl', 'canvas'"),
        ("height", 0, "a whole number of at least 1"),
        ("height", 300.5, "a whole number of at least 1"),
        ("selected", True, "a whole number"),
        ("hovered", [1, 2], "a whole number"),
        ("_aspect", np.nan, "a number from 0.0001 to 10000"),
    ],
)
def test_each_trait_says_in_three_sentences_what_is_wrong(explore: Explore, name: str, value: Any, wanted: str) -> None:
    explorer = explore()
    before = explorer.tessellation and getattr(explorer, name)
    with pytest.raises((traitlets.TraitError, TypeError), match=rf"^{name} is .*\. It must be {wanted}\. \w.*\.$"):
        setattr(explorer, name, value)
    assert getattr(explorer, name) == before and explorer.error == ""


@pytest.mark.parametrize("number", [np.int64(3), torch.tensor(3), np.array(3)], ids=repr)
def test_numbers_come_in_anything_that_is_one(explore: Explore, number: Any) -> None:
    explorer = explore()
    assert explorer.tessellation
    explorer.selected = number
    assert explorer.selected == 3 and type(explorer.selected) is int
    explorer.height = 100 * number
    assert explorer.height == 300
