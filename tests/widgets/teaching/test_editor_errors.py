"""What does not fit an editor is refused in three sentences, and the last good picture and its weights stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from explorers import perceptron
from test_hyperplane_editor import by_hand, check_shown, network, numbers
from torch import nn

from splinewidgets import zoo
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor

Edit = Callable[..., HyperplaneEditor]

MODELS: dict[str, tuple[Any, str]] = {
    "too many inputs": (zoo.mlp((3, 4, 1)), r"takes 3 inputs\. .* two\. To look at a slice of it, use SliceExplorer"),
    "a module of another kind": (nn.Linear(2, 2), r"The model is a Linear\. .*\. Give an nn.Sequential"),
    "no model": ("mlp", r"Give an nn.Sequential"),
    "a smooth activation": (nn.Sequential(nn.Linear(2, 3), nn.Tanh()), "Module 1, a Tanh, is no ReLU"),
}


@pytest.mark.parametrize("name", MODELS)
def test_another_model_is_refused(name: str) -> None:
    model, said = MODELS[name]
    with pytest.raises((TypeError, ValueError), match=said):
        HyperplaneEditor(model)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"chosen": (2, 0)}, r"layer is 2\. It must be a whole number from 0 to 1\. Count from 0"),
        ({"chosen": (1, 6)}, r"unit is 6\. It must be a whole number from 0 to 5\."),
        ({"chosen": 3}, r"chosen is 3\. It must be two whole numbers"),
        ({"chosen": (1, 2, 3)}, r"chosen is \(1, 2, 3\)\. It must be two"),
        ({"chosen": (0.5, 1)}, r"chosen is .* It must be two whole numbers"),
        (
            {"overlays": ["sign"]},
            r"overlays is \['sign'\]\. It must be some of 'half-planes', 'signs', ",
        ),
        ({"overlays": 3}, r"overlays is 3\. It must be some of"),
        ({"overlay": ()}, r"HyperplaneEditor has no keyword 'overlay'.* Did you mean overlays\?"),
    ],
)
def test_another_argument_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        HyperplaneEditor(network(), **arguments)


@pytest.mark.parametrize(
    ("trait", "value"), [("chosen", (0, 9)), ("overlays", ["half-plane"]), ("crossing", (1, 2, 3)), ("crossing", "x")]
)
def test_a_trait_keeps_its_value(edit: Edit, trait: str, value: Any) -> None:
    editor = edit(network(), chosen=(0, 1))
    assert editor.tessellation
    before = getattr(editor, trait)
    with pytest.raises(Exception, match=r"\. .*\. "):
        setattr(editor, trait, value)
    assert getattr(editor, trait) == before
    editor.set_state({trait: value})
    assert getattr(editor, trait) == before and editor.error.count(". ") >= 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda editor: editor.move(0, 9, (0, 0)), r"unit is 9\. It must be a whole number from 0 to 5"),
        (lambda editor: editor.move(5, 0, (0, 0)), r"layer is 5\. It must be a whole number from 0 to 1"),
        (lambda editor: editor.move("a", 0, (0, 0)), r"layer is 'a'\. It must be"),
        (lambda editor: editor.move(0, 0, (0, 0, 0)), r"at has shape \(3,\)\. It must be a point of the plane"),
        (lambda editor: editor.move(0, 0, (0, float("nan"))), "NaN or infinite"),
        (lambda editor: editor.move(0, 0, "here"), "does not convert to numbers"),
        (lambda editor: editor.turn(0, 0, (1, 1), (1, 1)), "Both points are one"),
        (lambda editor: editor.turn(0, 0, None, (1, 1)), "pivot"),
        (lambda editor: editor.add_unit(7), "layer is 7"),
        (lambda editor: editor.remove_layer(None), "layer is None"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(edit: Edit, call: Callable[[Any], None], said: str) -> None:
    editor = edit(network())
    before = numbers(editor.model), editor.tile_count
    with pytest.raises((TypeError, ValueError), match=said):
        call(editor)
    assert (numbers(editor.model), editor.tile_count) == before and not editor._can_undo


@pytest.mark.parametrize(
    "message",
    [
        {"action": "fold"},
        {"action": "move", "layer": 9},
        {"action": "move", "unit": -1},
        {"action": "move", "unit": True},
        {"action": "move", "at": [1]},
        {"action": "move", "at": ["x", "y"]},
        {"action": "turn", "at": [1, 1]},
        {"action": "remove layer", "layer": 1, "unit": 99},
        {},
    ],
)
def test_nonsense_from_a_page_is_shown_and_changes_nothing(edit: Edit, message: dict[str, Any]) -> None:
    editor = edit(network())
    assert editor.tessellation
    before, picture = numbers(editor.model), editor._picture
    by_hand(editor, **message)
    assert editor.error.count(". ") >= 2 and editor.state == "error"
    assert numbers(editor.model) == before and editor._picture["id"] == picture["id"]
    by_hand(editor, action="move", at=[0.1, 0.2])
    assert editor.error == "" and numbers(editor.model) != before


def test_a_hand_on_its_way_past_a_dead_place_hears_of_it_only_when_it_stays(edit: Edit) -> None:
    model = network()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0.0]]).expand(6, 2))
        model[0].bias.zero_()  # all are dead where x < 0
    editor = edit(model, chosen=(1, 0))
    by_hand(editor, action="move", layer=1, at=[0.5, 0.0], done=False)
    before = numbers(model)
    by_hand(editor, action="move", layer=1, at=[-0.5, 0.0], done=False)
    assert numbers(model) == before and editor.error == ""
    by_hand(editor, action="move", layer=1, at=[-0.5, 0.0])
    assert numbers(model) == before and editor.error.startswith("Unit 0 of layer 1 has no line there")
    check_shown(editor)


def test_a_unit_without_w_is_told_and_the_others_go_on(edit: Edit) -> None:
    model = network()
    with torch.no_grad():
        model[0].weight[2] = 0
    editor = edit(model, chosen=(0, 2))
    assert editor.tessellation and editor._arrangement["chosen"]["words"] == "It has no line: its w is 0."
    with pytest.raises(ValueError, match="its w is 0"):
        editor.move(0, 2, (0, 0))
    editor.move(0, 1, (0, 0))
    editor.remove_unit(0, 2)
    assert editor.error == "" and editor._arrangement["notes"] == []


def test_a_line_outside_of_the_window_is_told_and_comes_back(edit: Edit) -> None:
    editor = edit(network(), chosen=(0, 2))
    editor.move(0, 2, (90, 90))
    assert editor._arrangement["chosen"]["words"] == "Its line is outside of the window."
    by_hand(editor, action="move", unit=2)
    assert editor._arrangement["chosen"]["words"] == "" and len(editor._arrangement["chosen"]["grips"]) == 2


def test_a_model_that_has_become_no_number_is_told_and_the_picture_stays(edit: Edit) -> None:
    editor = edit(network())
    picture = editor.tessellation
    with torch.no_grad():
        editor.model[0].weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match=r"There is a NaN or an infinite number among the weights\. "):
        editor.update()
    by_hand(editor, action="move", at=[0.1, 0.1])
    assert editor.error.startswith("There is a NaN") and editor.tessellation is picture


def test_what_fails_in_the_making_leaves_the_weights_of_the_picture(
    edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = edit(network())
    assert editor.tessellation
    before = numbers(editor.model)

    def fail(*_: Any) -> None:
        raise ValueError("It was given. It was wanted. Do it.")

    monkeypatch.setattr(editor._painter, "paint", fail)
    by_hand(editor, action="move", at=[0.4, 0.4])
    assert editor.error == "It was given. It was wanted. Do it." and numbers(editor.model) == before


def test_a_model_that_is_an_output_by_itself_keeps_its_units(edit: Edit) -> None:
    editor = edit(nn.Sequential(nn.Linear(2, 3), nn.ReLU()))
    editor.move(0, 0, (0.1, 0.1))
    with pytest.raises(ValueError, match="are the outputs of the model"):
        editor.add_unit(0)


def test_another_mode_does_not_matter(edit: Edit) -> None:
    model = perceptron(2).train()
    editor = edit(model)
    editor.add_unit(0)
    assert all(module.training for module in editor.model)
