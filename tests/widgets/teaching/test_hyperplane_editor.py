"""Lines under a hand: the weights of the model follow, the tiles are theirs, and all can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import perceptron, wait_until
from misfits import misfits_of
from torch import nn

from splinewidgets import zoo
from splinewidgets.geometry import tessellate
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor

Edit = Callable[..., HyperplaneEditor]


def network(width: int = 6, seed: int = 0) -> nn.Sequential:
    return perceptron(2, width, 2, seed).double()


def by_hand(editor: HyperplaneEditor, gesture: int = 1, **edit: Any) -> None:
    """A message of a hand that is answered."""
    whole = {"layer": 0, "unit": 0, "gesture": gesture, "seq": editor._answered + 1, "done": True, **edit}
    editor.set_state({"_edit": whole, "_gesture": gesture})
    assert editor._work.wait(10) and editor._answered == whole["seq"]


def value(model: nn.Sequential, layer: int, unit: int, at: tuple[float, float]) -> float:
    """A unit before its activation."""
    linears = [i for i, module in enumerate(model) if isinstance(module, nn.Linear)]
    with torch.no_grad():
        return float(model[: linears[layer] + 1](torch.tensor([at], dtype=torch.float64))[0, unit])


def numbers(model: nn.Sequential) -> list[list[float]]:
    return [parameter.flatten().tolist() for parameter in model.parameters()]


def check_shown(editor: HyperplaneEditor) -> None:
    """The picture is that of the model's weights."""
    wanted = tessellate(editor.model, editor.tessellation.slice)
    assert editor.tile_count == wanted.tile_count
    np.testing.assert_allclose(np.sort(editor.tessellation.areas()), np.sort(wanted.areas()), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
def test_a_line_follows_the_hand_exactly_and_the_weights_with_it(edit: Edit, layer: int) -> None:
    editor = edit(network(), chosen=(layer, 2))
    assert editor.tessellation
    for step in range(5):
        at = (0.1 * step - 0.2, 0.3 - 0.05 * step)
        by_hand(editor, action="move", layer=layer, unit=2, at=list(at), done=step == 4)
        assert abs(value(editor.model, layer, 2, at)) < 1e-9 and editor.error == ""
        check_shown(editor)
        grip = editor._arrangement["chosen"]["grips"][0]
        assert grip == pytest.approx(at, abs=1e-9)
    assert editor.tessellation.verify()


@pytest.mark.parametrize("layer", [0, 1])
def test_a_line_turns_about_where_it_is_held(edit: Edit, layer: int) -> None:
    editor = edit(network(), chosen=(layer, 2))
    pivot = (0.1, 0.2)
    editor.move(layer, 2, pivot)
    length = np.linalg.norm(numbers(editor.model)[2 * layer][2:4])
    for step, angle in enumerate(np.linspace(0.1, 3, 6)):
        at = (0.1 + 0.6 * np.cos(angle), 0.2 + 0.6 * np.sin(angle))
        by_hand(editor, action="turn", layer=layer, unit=2, at=list(at), pivot=list(pivot), done=step == 5)
        assert abs(value(editor.model, layer, 2, pivot)) < 1e-9 and abs(value(editor.model, layer, 2, at)) < 1e-9
        check_shown(editor)
        assert editor._arrangement["chosen"]["grips"][0] == pytest.approx(pivot, abs=1e-9)
    assert layer or np.linalg.norm(numbers(editor.model)[0][4:6]) > 0 < length


def test_the_same_module_is_edited_and_an_optimizer_goes_on(edit: Edit) -> None:
    model = network()
    parameters = list(model.parameters())
    editor = edit(model)
    editor.move(0, 1, (0.5, 0.5))
    assert editor.model is model and all(a is b for a, b in zip(parameters, model.parameters(), strict=True))


def test_one_gesture_is_one_step_of_undo_and_the_weights_go_back(edit: Edit) -> None:
    editor = edit(network())
    states = [numbers(editor.model)]
    for gesture, layer in enumerate((0, 1), 1):
        for step in range(3):
            by_hand(editor, gesture, action="move", layer=layer, at=[0.1 * step, 0.2], done=step == 2)
        states.append(numbers(editor.model))
    assert editor._can_undo
    for state in states[-2::-1]:
        editor.undo()
        assert numbers(editor.model) == state
        check_shown(editor)
    assert not editor._can_undo and editor._can_redo
    for state in states[1:]:
        editor.redo()
        assert numbers(editor.model) == state
    editor.set_state({"_undo": {"steps": 2, "seq": editor._answered + 1}})
    assert editor._work.wait(10) and numbers(editor.model) == states[0]


def test_undo_goes_back_to_the_window_and_to_the_weights_in_turn(edit: Edit) -> None:
    editor = edit(network())
    before = numbers(editor.model)
    by_hand(editor, 1, action="move", at=[0.3, 0.2])
    editor.set_state({"view": [-0.5, 0.5, -0.4, 0.4], "_gesture": 2})
    editor.undo()
    assert editor.view is None and numbers(editor.model) != before
    editor.undo()
    assert numbers(editor.model) == before


def test_units_and_layers_come_and_go_in_the_model_and_on_the_screen(edit: Edit) -> None:
    model = zoo.mlp((2, 4, 3, 1))
    editor = edit(model, chosen=(0, 1))
    editor.add_unit(0, (0.2, 0.1))
    assert editor.chosen == [0, 4] and [layer["units"] for layer in editor._layers] == [5, 3]
    assert editor._arrangement["chosen"]["grips"][0] == pytest.approx((0.2, 0.1), abs=1e-6)
    editor.add_layer(0)
    assert [layer["units"] for layer in editor._layers] == [5, 5, 3] == [layer.units for layer in editor.network.layers]
    assert editor.visible_layers == [0, 1, 2] and editor.chosen == [1, 0]
    editor.remove_unit(0, 2)
    assert editor.chosen is None and [layer["units"] for layer in editor._layers] == [4, 5, 3]
    editor.remove_layer(1)
    assert [layer["units"] for layer in editor._layers] == [4, 3] and editor.error == ""
    check_shown(editor)
    by_hand(editor, 7, action="add unit", layer=1)
    assert editor.chosen == [1, 3] and misfits_of(editor) == []
    for _ in range(2):
        editor.undo()
    assert [layer["units"] for layer in editor._layers] == [4, 3] and editor.model is model
    assert [type(module).__name__ for module in model] == ["Flatten", *["Linear", "ReLU"] * 2, "Linear"]


def test_what_a_page_is_told_is_as_declared(edit: Edit) -> None:
    editor = edit(network(), chosen=(1, 2), overlays=("half-planes", "signs", "power diagram"))
    assert editor.tessellation
    assert {"chosen", "signs", "diagram"} <= editor._arrangement.keys() and misfits_of(editor) == []
    assert editor._arrangement["picture"] == editor._picture["id"]
    editor.crossing = (0.0, 0.0)
    assert editor._arrangement["fold"]["rows"] and misfits_of(editor) == []
    by_hand(editor, action="move", at=[0.1, 0.2])
    assert misfits_of(editor) == [] and editor._arrangement["picture"] == editor._picture["id"]


def test_a_crossing_goes_with_its_lines(edit: Edit) -> None:
    """Where max(x, 0) + 3 max(y, 0) = c, the line bends at (c, 0) and at (0, c / 3)."""
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.eye(2)), model[0].bias.zero_()
        model[2].weight.copy_(torch.tensor([[1.0, 3.0]])), model[2].bias.fill_(-0.3)
    editor = edit(model, view=(-3, 3, -2, 2))
    editor.crossing = (0.4, 0.0)
    rows = editor._arrangement["fold"]["rows"][:2]
    for step in range(13):
        c = 0.3 + 0.1 * step
        by_hand(editor, action="move", layer=1, at=[c, 0.0], done=step == 12)
        assert editor._arrangement["fold"]["at"] == pytest.approx([c, 0], abs=1e-9)
        assert editor._arrangement["fold"]["rows"][:2] == rows
    assert editor.crossing == [0.4, 0.0]


def test_choosing_by_hand_holds_the_line_where_it_was_taken(edit: Edit) -> None:
    editor = edit(network())
    assert editor.tessellation
    edge = int(np.flatnonzero(editor.tessellation.edge_layer == 1)[0])
    at = editor.tessellation.vertices[editor.tessellation.edges[edge]].mean(0).tolist()
    editor.set_state({"chosen": [1, int(editor.tessellation.edge_unit[edge])], "_pivot": at})
    assert editor._arrangement["chosen"]["grips"][0] == pytest.approx(at)
    editor.chosen = None
    assert "chosen" not in editor._arrangement


def test_overlays_are_drawn_when_they_are_chosen(edit: Edit) -> None:
    editor = edit(network(), overlays=())
    assert editor.tessellation and "signs" not in editor._arrangement
    editor.overlays = ["signs", "half-planes"]
    assert editor.overlays == ["half-planes", "signs"] and "signs" in editor._arrangement


def test_the_power_diagram_follows_the_selected_tile(edit: Edit) -> None:
    editor = edit(network(), chosen=(1, 0), overlays=["power diagram"])
    counts = set()
    for tile in range(min(8, editor.tessellation.tile_count)):
        editor.selected = tile
        counts.add(bytes(editor._arrangement["diagram"]["centers"]["buffer"]))
    assert len(counts) > 1


def test_a_model_that_something_else_has_changed_is_shown_by_update_and_edited_from_there(edit: Edit) -> None:
    editor = edit(network())
    assert editor.tessellation
    before = editor.tile_count, numbers(editor.model)
    with torch.no_grad():
        editor.model[0].weight.mul_(-3)
    editor.update()
    check_shown(editor)
    with torch.no_grad():
        editor.model[0].bias[3] = 0.125
    by_hand(editor, 5, action="move", at=[0.1, 0.1])
    assert editor.model[0].bias[3] == 0.125
    check_shown(editor)
    for _ in range(3):
        editor.undo()
    assert (editor.tile_count, numbers(editor.model)) == before


def test_a_surface_stands_beside_it(edit: Edit) -> None:
    editor = edit(network())
    assert editor.tessellation
    surface = SplineSurface(editor)
    heights = bytes(surface._surface["heights"]["buffer"])
    editor.move(0, 0, (0.3, 0.3))
    assert surface._surface["id"] == editor._picture["id"] and bytes(surface._surface["heights"]["buffer"]) != heights
    editor.add_layer(0)
    assert surface._layers == editor._layers and surface.error == ""
    surface.close()


def test_newer_messages_take_the_place_of_older_ones(edit: Edit) -> None:
    editor = edit(network(16), chosen=(0, 0))
    assert editor.tessellation
    for seq in range(1, 30):
        edit_ = {"action": "move", "layer": 0, "unit": 0, "at": [0.01 * seq, 0], "gesture": 1, "seq": seq}
        editor.set_state({"_edit": {**edit_, "done": seq == 29}})
    wait_until(lambda: editor._answered == 29)
    assert abs(value(editor.model, 0, 0, (0.29, 0))) < 1e-9
    check_shown(editor)


def test_sampled_windows_have_no_lines_to_take(edit: Edit) -> None:
    editor = edit(network(16), max_tiles=30, chosen=(0, 0), view=(-9, 9, -6, 6))
    assert editor.slice and editor.sampled and editor._arrangement == {}
    editor.overlays = ["signs"]
    editor.move(0, 0, (0.5, 0.5))
    assert editor._arrangement == {} and editor.error == ""


def test_a_depth_ends_with_the_layer_that_it_needs(edit: Edit) -> None:
    editor = edit(zoo.mlp((2, 4, 4, 4, 1)).double())
    editor.depth = 3
    editor.remove_layer(0)
    assert editor.depth is None and len(editor._layers) == 2 and editor.error == ""
    editor.depth = 1
    editor.remove_layer(1)
    assert editor.depth == 1
