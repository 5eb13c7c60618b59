"""Two checkpoints side by side, and the change from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, CLASSES, from_browser, perceptron, wait_until
from torch import Tensor

from splinewidgets.geometry import Network, tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


def at(history: History, index: int, explorer: TrainingExplorer) -> Any:
    """The tessellation of a checkpoint in the window of the picture."""
    network = Network(history[index].load_into(perceptron()), ANCHORS[0])
    return tessellate(network, explorer.tessellation.slice)


def test_side_by_side_are_two_checkpoints_in_one_window(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="side")
    for name, index in (("_picture", 4), ("_reference_picture", 1)):
        expected = at(history, index, explorer)
        picture = getattr(explorer, name)
        np.testing.assert_array_equal(decode(picture["tile_vertices"]), expected.tile_vertices)
        assert picture["window"] == pytest.approx(expected.slice.bounds)
    assert explorer.tile_count == at(history, 4, explorer).tile_count
    explorer.view = (0, 3, 0, 2)
    assert explorer._reference_picture["window"] == explorer._picture["window"] == [0, 3, 0, 2]
    explorer.reference = 2
    np.testing.assert_array_equal(
        decode(explorer._reference_picture["tile_vertices"]), at(history, 2, explorer).tile_vertices
    )
    explorer.compare = "single"
    assert explorer._reference_picture == {} == explorer._reference_colors


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_a_reference_that_a_hand_seeks_is_answered_by_its_number(watch: Watch, history: History, compare: str) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare=compare)
    assert explorer.tessellation
    for seq, index in ((1, 2), (2, 2), (3, 0)):
        from_browser(explorer, _seek={"which": "reference", "index": index, "seq": seq})
        assert (explorer.reference, explorer.checkpoint, explorer._answered) == (index, 4, seq)
    if compare == "side":
        expected = at(history, 0, explorer).tile_vertices
        np.testing.assert_array_equal(decode(explorer._reference_picture["tile_vertices"]), expected)
    assert explorer.error == ""


@pytest.mark.parametrize("measure", ["slope", "norm", "area", "class", "active"])
def test_both_have_the_same_colors(watch: Watch, history: History, measure: str) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="side", color_by="slope")
    assert explorer.tessellation
    explorer.color_by = measure
    wait_until(lambda: explorer._colors["name"] == measure)
    for colors, picture in (
        (explorer._colors, explorer._picture),
        (explorer._reference_colors, explorer._reference_picture),
    ):
        assert colors["picture"] == picture["id"] and colors["name"] == measure
        assert colors["values"]["shape"] == picture["tile_sizes"]["shape"]
    assert explorer._colors["range"] == explorer._reference_colors["range"]


def test_the_picture_of_the_reference_is_sent_once(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="side")
    assert explorer.tessellation
    sent: list[Any] = []
    explorer.observe(sent.append, "_reference_picture")
    for seq in range(1, 4):
        from_browser(
            explorer, _drag={"index": 0, "where": "slice", "at": [0.1 * seq, 0.2], "seq": seq, "done": seq == 3}
        )
    explorer.checkpoint = 3
    assert sent == []


def test_a_difference_is_the_common_refinement(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="difference")
    change = explorer.tessellation
    change.verify()
    later, earlier = at(history, 4, explorer), at(history, 1, explorer)
    assert change.tile_count > max(later.tile_count, earlier.tile_count)
    # Each tile is within one tile of either network: all its corners, drawn a little inward.
    middles = change.centroids()
    for tile in range(change.tile_count):
        begin, end = change.tile_offsets[tile : tile + 2]
        inside = middles[tile] + 0.9 * (change.vertices[change.tile_vertices[begin:end]] - middles[tile])
        for one in (later, earlier):
            assert len(set(one.locate(np.concatenate([inside, middles[tile : tile + 1]])).tolist())) == 1


def test_a_difference_has_the_slope_of_the_change(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="difference", dtype=torch.float64)
    change = explorer.tessellation
    models = [history[i].load_into(perceptron()).double() for i in (1, 4)]
    uv = np.random.default_rng(0).uniform(*np.reshape(change.slice.bounds, (2, 2)).T, (25, 2))
    points = change.slice.embed(uv)

    def jacobian(model: Any, x: Tensor) -> Tensor:
        return torch.autograd.functional.jacobian(lambda x: model(x[None])[0], x)  # type: ignore[no-untyped-call,no-any-return]

    for tile, x in zip(change.locate(uv), points, strict=True):
        matrix, offset = change.affine_map(int(tile))
        before, after = (jacobian(model, x) for model in models)
        torch.testing.assert_close(matrix.reshape(CLASSES, -1), after - before, atol=1e-9, rtol=1e-7)
        grown = models[1](x[None])[0] - models[0](x[None])[0]
        torch.testing.assert_close(matrix.reshape(CLASSES, -1) @ x + offset.reshape(-1), grown, atol=1e-9, rtol=1e-7)


def test_a_difference_has_the_boundaries_of_both(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare="difference")
    assert explorer.tessellation
    u0, u1, v0, v1 = explorer._picture["window"]
    for name, index in (("boundary", 4), ("reference_boundary", 1)):
        segments = at(history, index, explorer).decision_boundary().segments
        drawn = decode(explorer._picture[name]).reshape(-1, 2, 2) * [u1 - u0, v1 - v0] + [u0, v0]
        np.testing.assert_allclose(drawn, segments, atol=1e-5 * (u1 - u0))
        assert len(segments) > 0
    explorer.compare = "single"
    assert "reference_boundary" not in explorer._picture


def test_no_change_is_no_change(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=2, reference=2, compare="difference", dtype=torch.float64)
    assert explorer.tessellation.tile_count == at(history, 2, explorer).tile_count
    values = decode(explorer._colors["values"])
    assert explorer.error == "" and np.abs(values).max() < 1e-9
    low, high = explorer._colors["range"]
    assert low < high


def test_what_is_visible_stays_through_a_difference(watch: Watch, history: History) -> None:
    explorer = watch(history, reference=3, visible_layers=[1])
    names = [layer["name"] for layer in explorer._layers]
    assert explorer.tessellation
    explorer.compare = "difference"
    assert [layer["name"] for layer in explorer._layers] == [*names, *(f"{name}′" for name in names)]
    assert explorer.visible_layers == [1, 3]
    assert set(decode(explorer._picture["corner_layers"])) == {0, 1, 2, 3, 255}
    from_browser(explorer, visible_layers=[1, 2])
    assert explorer.visible_layers == [1, 2] and explorer.error == ""
    explorer.compare = "single"
    assert [layer["name"] for layer in explorer._layers] == names and explorer.visible_layers == [1]
    with pytest.raises(ValueError, match="The network has layers 0 to 1"):
        explorer.visible_layers = [2]
    assert watch(history, visible_layers=[0], compare="difference").tessellation


def test_a_change_is_called_a_change(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=3)
    labels = [measure["label"] for measure in explorer._measures]
    assert explorer.tessellation
    explorer.compare = "difference"
    changed = [measure["label"] for measure in explorer._measures]
    assert changed[0] == explorer._colors["label"] == "Slope of the change" and changed != labels
    explorer.selected = 0
    assert "Slope of the change" in dict(explorer._selected_facts["rows"])
    explorer.compare = "side"
    assert [measure["label"] for measure in explorer._measures] == labels


def test_ranges_of_a_change_and_of_a_checkpoint_are_apart(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=3)
    alone = explorer.tessellation and explorer._colors["range"]
    explorer.compare = "difference"
    assert explorer._colors["range"] != alone
    explorer.compare = "single"
    assert explorer._colors["range"] == alone
    # Seen elsewhere meanwhile, where slopes are others.
    explorer.compare = "difference"
    explorer.view = (0, 0.03, 0, 0.02)
    explorer.compare = "single"
    there = explorer._colors["range"]
    fresh = watch(history, checkpoint=3, view=(0, 0.03, 0, 0.02))
    assert fresh.tessellation and there == fresh._colors["range"]
