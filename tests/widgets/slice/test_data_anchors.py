"""Anchors that are data: chosen on the map, drawn by chance, told by number, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from explorers import CLASSES, data, from_browser, perceptron

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]
INPUTS, LABELS = data(), np.arange(40) % CLASSES


@pytest.fixture
def explorer(explore: Explore) -> SliceExplorer:
    explorer = explore(perceptron(), [0, 1, 2], data=INPUTS, labels=LABELS)
    assert explorer.tessellation
    return explorer


def drag(explorer: SliceExplorer, seq: int, **more: object) -> None:
    message = {"index": 0, "where": "map", "at": [0.0, 0.0], "seq": seq, "done": True, **more}
    from_browser(explorer, _drag=message, _gesture=seq)
    assert explorer.tessellation


def test_anchors_tell_which_of_the_data_they_are(explorer: SliceExplorer) -> None:
    assert explorer.anchor_samples == [0, 1, 2]
    drag(explorer, 1, sample=17)
    assert explorer.anchor_samples == [17, 1, 2] and explorer._answered == 1
    np.testing.assert_array_equal(explorer.anchors[0], INPUTS[17])
    drag(explorer, 2, at=[1.0, 2.0])
    assert explorer.anchor_samples == [-1, 1, 2]
    from_browser(explorer, _undo={"steps": 1, "seq": 3})
    assert explorer.tessellation
    assert explorer.anchor_samples == [17, 1, 2]
    np.testing.assert_array_equal(explorer.anchors[0], INPUTS[17])
    explorer.anchors = np.stack([INPUTS[5], INPUTS[6], INPUTS[7] + 1])
    assert explorer.anchor_samples == [5, 6, -1]
    from_browser(explorer, _drag={"index": 1, "where": "slice", "at": [0.1, 0.2], "seq": 4, "done": True})
    assert explorer.tessellation
    assert explorer.anchor_samples == [5, -1, -1]


@pytest.mark.parametrize("sample", [40, -1, 1.5, "3", True])
def test_a_sample_that_is_none_is_refused(explorer: SliceExplorer, sample: object) -> None:
    drag(explorer, 1, sample=sample)
    assert explorer.anchor_samples == [0, 1, 2] and explorer.error and explorer._answered == 1


def test_an_anchor_that_another_one_is_already_is_refused(explorer: SliceExplorer) -> None:
    drag(explorer, 1, sample=1)
    assert explorer.anchor_samples == [0, 1, 2] and explorer.error


@pytest.mark.parametrize(("classes", "distinct"), [("same", 1), ("different", 3)])
def test_drawn_anchors_are_data_of_the_classes_asked_for(explorer: SliceExplorer, classes: str, distinct: int) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].copy()
    drawn = explorer.draw_anchors(classes, seed=5)
    assert explorer.anchor_samples == drawn and len(set(LABELS[drawn])) == distinct
    np.testing.assert_array_equal(explorer.anchors, INPUTS[drawn])
    assert explorer.draw_anchors(classes, seed=5) == drawn
    assert torch.equal(before[0], torch.get_rng_state()) and (before[1] == np.random.get_state()[1]).all()


def test_a_page_draws_the_same_in_every_session_and_undo_takes_it_back(explore: Explore) -> None:
    found = []
    for _ in range(2):
        explorer = explore(perceptron(), [0, 1, 2], data=INPUTS, labels=LABELS)
        explorer.view = (0, 1, 0, 1)
        for seq in (1, 2):
            from_browser(explorer, _triple={"classes": "any", "seq": seq}, _gesture=seq)
            assert explorer.tessellation
        found.append(list(explorer.anchor_samples))
        assert explorer._answered == 2 and explorer.view is None
    assert found[0] == found[1] != [0, 1, 2]
    from_browser(explorer, _undo={"steps": 2, "seq": 3})
    assert explorer.tessellation
    assert explorer.anchor_samples == [0, 1, 2] and explorer.view == (0, 1, 0, 1)


def test_only_shown_classes_are_drawn_from(explorer: SliceExplorer) -> None:
    explorer.visible_classes = [1]
    assert set(LABELS[explorer.draw_anchors()]) == {1}
    with pytest.raises(ValueError, match="Data of 1 classes are shown"):
        explorer.draw_anchors("different")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"classes": "all"}, ValueError, "classes is 'all'"),
        ({"classes": object()}, ValueError, "classes is <object"),
        ({"seed": -1}, ValueError, "seed is -1"),
        ({"seed": "one"}, TypeError, "seed"),
    ],
)
def test_a_draw_that_cannot_be_leaves_all_as_it_is(
    explorer: SliceExplorer, arguments: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        explorer.draw_anchors(**arguments)  # type: ignore[arg-type]
    assert explorer.anchor_samples == [0, 1, 2] and not explorer.error
    from_browser(explorer, _triple={"classes": "all", "seq": 7})
    assert explorer.anchor_samples == [0, 1, 2] and "classes is 'all'" in explorer.error and explorer._answered == 7


def test_three_on_a_line_are_not_drawn(explore: Explore) -> None:
    line = np.outer(np.arange(5.0), np.ones(6))
    explorer = explore(perceptron(), INPUTS[:3], data=line)
    assert explorer._map == {} and explorer._can_tilt and explorer.anchor_samples == []
    with pytest.raises(ValueError, match="All data tried lie on a line"):
        explorer.draw_anchors()


def test_a_sample_that_is_pointed_at_is_seen_as_an_image(explore: Explore) -> None:
    explorer = explore(perceptron(), [0, 1, 2], data=INPUTS, input_shape=(2, 3))
    from_browser(explorer, _pointed_sample=4)
    low, high = INPUTS.min(), INPUTS.max()
    assert explorer._sample["row"] == 4 and explorer._sample["shape"] == [2, 3]
    pixels = decode(explorer._sample["pixels"]).astype(float)
    np.testing.assert_allclose(pixels, 255 * (INPUTS[4] - low) / (high - low), atol=0.5)
    for nothing in (40, -1, -7):
        from_browser(explorer, _pointed_sample=nothing)
        assert explorer._sample["row"] == 4 and not explorer.error


def test_markup_in_labels_stays_text(explore: Explore) -> None:
    names = np.array(["<b>cat</b>", "dog"])[np.arange(40) % 2]
    assert explore(perceptron(), [0, 1, 2], data=INPUTS, labels=names)._map["names"] == ["<b>cat</b>", "dog"]
