"""A diagram follows its explorer, and what a hand changes in it is in the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from explorers import from_browser, perceptron, record, seek, wait_until
from misfits import misfits_of
from small_widgets import sentences
from torch import nn

from splinewidgets import HyperplaneEditor, NetworkDiagram, SliceExplorer, TrainingExplorer, zoo
from splinewidgets.pictures.figures.diagram_paths import Emphasis
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.host.still import bundle_of

Diagram = Callable[..., NetworkDiagram]


@pytest.fixture
def diagram_of() -> Iterator[Diagram]:
    """Makes diagrams; closes them and their explorers."""
    made: list[NetworkDiagram] = []

    def make(*args: Any, **keywords: Any) -> NetworkDiagram:
        made.append(NetworkDiagram(*args, **keywords))
        assert made[-1].explorer.tessellation
        return made[-1]

    yield make
    for diagram in made:
        diagram.close()
        diagram.explorer.close()


def weights(diagram: NetworkDiagram, column: int, connection: int = 0) -> np.ndarray[Any, Any]:
    return decode(diagram._network["columns"][column]["connections"][connection]["weights"])


def edit(diagram: NetworkDiagram, seq: int, **change: Any) -> None:
    """A hand in the page has a weight."""
    usual = {"column": 1, "unit": 0, "source": 0, "entry": 0, "value": 0.0, "seq": seq, "done": True}
    diagram.explorer.set_state({"_weight": {**usual, **change}})
    diagram.explorer._work.wait()


def test_it_tells_units_weights_and_biases(diagram_of: Diagram) -> None:
    model = perceptron(2)
    diagram = diagram_of(model, axis_names=("a", "b"))
    told = [(c["kind"], c["name"], c["layer"], c["width"]) for c in diagram._network["columns"]]
    assert told == [
        ("input", "input", -1, 2),
        ("unit", "relu 1", 0, 12),
        ("unit", "relu 2", 1, 12),
        ("affine", "output", -1, 4),
    ]
    for column, module in ((1, 0), (2, 2), (3, 4)):
        np.testing.assert_allclose(weights(diagram, column), model[module].weight.detach(), atol=1e-12)
        constant = decode(diagram._network["columns"][column]["constant"])
        np.testing.assert_array_equal(constant, model[module].bias.detach().double())
    assert diagram._network["columns"][0]["names"] == ["a", "b"]
    assert diagram._network["whole"] and "HyperplaneEditor" in diagram._network["fixed"]
    assert misfits_of(diagram) == []
    kept = bundle_of([diagram])
    assert kept["text/plain"] == (
        "NetworkDiagram: units and weights of input (2), relu 1 (12), relu 2 (12), output (4)."
    )
    assert "image/png" in kept


def test_the_plane_is_that_of_the_picture(diagram_of: Diagram) -> None:
    diagram = diagram_of(perceptron(), anchors=np.random.default_rng(0).normal(size=(3, 6)))
    for view in (None, (0.0, 1.0, 0.0, 1.0)):
        diagram.view = view
        tessellation, sent = diagram.explorer.tessellation, diagram._plane
        assert (sent["picture"], sent["network"]) == (diagram.explorer._picture["id"], diagram._network["number"])
        uv = tessellation.centroids()
        inputs = decode(sent["origin"]) + uv @ decode(sent["axes"])
        np.testing.assert_allclose(inputs, tessellation.slice.embed(uv), atol=1e-12)
    assert diagram._network["number"] == 0, "the same network is not told again"


def test_a_large_network_is_counted_and_told_what_is_active(diagram_of: Diagram) -> None:
    torch.manual_seed(0)
    convolution = nn.Sequential(nn.Unflatten(1, (1, 4, 4)), nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten())
    model = nn.Sequential(convolution, nn.Linear(32, 300), nn.ReLU(), nn.Linear(300, 2)).double()
    diagram = diagram_of(model, anchors=np.random.default_rng(1).normal(size=(3, 16)), view=(-0.05, 0.05, -0.05, 0.05))
    columns = diagram._network["columns"]
    assert not diagram._network["whole"] and all("constant" not in column for column in columns)
    (connection,) = columns[1]["connections"]
    assert connection["through"] == ["conv2d"] and "weights" not in connection
    assert decode(connection["counts"]).sum() == 72
    assert connection["largest"] == pytest.approx(float(convolution[1].weight.detach().abs().max()))
    assert diagram._active == {}
    for name in ("selected", "hovered"):
        setattr(diagram.explorer, name, diagram.explorer.tile_count - 1)
        tile = getattr(diagram.explorer, name)
        pattern = diagram.explorer.tessellation.activation_pattern(tile)
        assert diagram._active["counts"] == [-1, pattern[0].sum(), pattern[1].sum(), -1]
    assert misfits_of(diagram) == []


def test_a_tile_is_told_by_a_point_in_it_however_thin(diagram_of: Diagram) -> None:
    """The second unit is zero a ten-millionth beside the first: no float32 is between."""
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0.0], [1.0, 0.0]]))
        model[0].bias.copy_(torch.tensor([0.0, 1e-9]))
    diagram = diagram_of(model)
    tessellation = diagram.explorer.tessellation
    thin = int(tessellation.areas().argmin())
    diagram.explorer.selected = thin
    told = diagram._active
    assert told["tile"] == thin and -1e-9 < told["point"][0] < 0 and told["counts"] == []
    assert misfits_of(diagram) == []
    activity = tessellation.network.unit_graph.activity(told["point"])
    np.testing.assert_allclose(activity[-1].maps, tessellation.affine_map(thin)[0])


def test_a_figure_has_the_selected_tile_and_the_chosen_unit(diagram_of: Diagram) -> None:
    diagram = diagram_of(perceptron(2))
    explorer = diagram.explorer
    assert diagram._emphasis() == Emphasis()
    explorer.unit = [1, 4]
    assert diagram._emphasis() == Emphasis(None, (2, 4))
    for tile in range(0, explorer.tile_count, 7):
        explorer.selected = tile
        paths = diagram._emphasis().paths
        assert paths is not None
        pattern = explorer.tessellation.activation_pattern(tile)
        for column in (1, 2):
            np.testing.assert_array_equal(~paths.inactive(column), pattern[column - 1])
        np.testing.assert_allclose(paths.activity[-1].maps, explorer.tessellation.affine_map(tile)[0], atol=1e-12)


def test_a_figure_of_a_large_network_has_the_counts_of_the_tile(diagram_of: Diagram) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 300), nn.ReLU(), nn.Linear(300, 40), nn.ReLU(), nn.Linear(40, 1)).double()
    diagram = diagram_of(model, view=(-0.05, 0.05, -0.05, 0.05))
    diagram.explorer.selected = 1
    pattern = diagram.explorer.tessellation.activation_pattern(1)
    assert not diagram._network["whole"]
    assert diagram._emphasis() == Emphasis(None, None, [-1, pattern[0].sum(), pattern[1].sum(), -1])


def test_of_a_training_it_shows_the_step(diagram_of: Diagram, tmp_path: Any) -> None:
    history = record(tmp_path / "h", [0, 1, 2], inputs=2)
    explorer = TrainingExplorer(perceptron(2), history)
    diagram = diagram_of(explorer)
    seek(explorer, 1, 1)
    wait_until(lambda: diagram._network["number"] > 0)
    np.testing.assert_allclose(weights(diagram, 1), perceptron(2, seed=1)[0].weight.detach(), atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_what_a_hand_changes_is_in_the_model_and_in_the_tiles(diagram_of: Diagram, dtype: torch.dtype) -> None:
    model = perceptron(2).to(dtype)
    editor = HyperplaneEditor(model)
    diagram = diagram_of(editor)
    before, tiles = [p.detach().clone() for p in model.parameters()], editor.tessellation
    edit(diagram, 1, column=2, unit=3, source=1, entry=5, value=0.75)
    assert model[2].weight[3, 5] == 0.75 and editor._answered == 1
    edit(diagram, 2, column=1, unit=4, source=-1, value=-0.5)
    edit(diagram, 3, column=3, unit=1, source=2, entry=11, value=2.5)
    assert model[0].bias[4] == -0.5 and model[4].weight[1, 11] == 2.5
    changed = [int((a != b).sum()) for a, b in zip(before, model.parameters(), strict=True)]
    assert changed == [0, 1, 1, 0, 1, 0]
    assert editor.tessellation is not tiles
    assert decode(diagram._network["columns"][1]["constant"])[4] == -0.5 and weights(diagram, 3)[1, 11] == 2.5
    inputs = torch.tensor(editor.tessellation.centroids()[:1])
    np.testing.assert_allclose(editor.tessellation.outputs_at(inputs), model(inputs.to(dtype)).detach(), rtol=1e-5)
    editor.undo()
    editor.undo()
    editor.undo()
    assert all(map(torch.equal, before, model.parameters()))
    editor.redo()
    assert model[2].weight[3, 5] == 0.75


WRONG: list[dict[str, Any]] = [
    {"column": 9},
    {"column": "a"},
    {"column": 0},
    {"unit": 12},
    {"source": 2},
    {"source": None},
    {"entry": 2},
    {"value": "much"},
    {"value": float("nan")},
    {"value": 1e300},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_refused_and_the_model_stays(diagram_of: Diagram, wrong: dict[str, Any]) -> None:
    model = perceptron(2)
    diagram = diagram_of(HyperplaneEditor(model))
    before = [p.detach().clone() for p in model.parameters()]
    edit(diagram, 1, **{"value": 0.5, **wrong})
    assert sentences(diagram.error) == 3 and diagram.explorer._answered == 1
    assert all(map(torch.equal, before, model.parameters()))
    edit(diagram, 2, value=0.5)
    assert diagram.error == "" and model[0].weight[0, 0] == 0.5


def test_a_user_s_model_is_not_changed(diagram_of: Diagram) -> None:
    model = zoo.mlp((2, 4, 1))
    before = [p.detach().clone() for p in model.parameters()]
    diagram = diagram_of(SliceExplorer(model))
    edit(diagram, 1, value=3.0)
    assert "stays as it is" in diagram.error and sentences(diagram.error) == 3
    assert all(map(torch.equal, before, model.parameters())) and diagram.explorer._answered == 1


def test_it_asks_for_the_pointer_while_it_is_there(diagram_of: Diagram) -> None:
    explorer = SliceExplorer(perceptron(2))
    diagram = diagram_of(explorer)
    assert explorer._tracks_pointer
    diagram.close()
    assert not explorer._tracks_pointer
    from_browser(explorer, hovered=2, pointer=[0.0, 0.0])
    assert explorer.error == ""
