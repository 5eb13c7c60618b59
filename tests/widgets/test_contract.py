"""Real states of every widget are as they are declared, for TypeScript has its types from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, LATENTS, data, from_browser, perceptron, quadrants, wait_until
from misfits import misfits, misfits_of
from torch import nn
from wire_writer.declared_traits import type_of

from splinewidgets.generation import Pool
from splinewidgets.learning import History
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.polarity_explorer import PolarityExplorer
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]
Watch = Callable[..., TrainingExplorer]
LABELS = np.arange(40) % 4
DRAG = {"index": 0, "where": "slice", "at": [0.5, 0.5], "seq": 1, "done": False}
TILT = {"index": 1, "angle": 0.3, "gesture": 1, "seq": 2, "done": True}


@pytest.fixture
def surface_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SplineSurface]]:
    """Makes surfaces; closes them."""
    for widget in (SliceExplorer, SplineSurface):
        monkeypatch.setattr(widget, "_esm", "export default {}")
    made: list[SplineSurface] = []

    def make(*args: Any, **keywords: Any) -> SplineSurface:
        made.append(SplineSurface(*args, **keywords))
        assert made[-1].explorer.tessellation
        return made[-1]

    yield make
    for surface in made:
        surface.close()


def misfit(widget: Any, trait: str, value: Any) -> list[str]:
    """What is wrong with a value of one trait."""
    return misfits(value, type_of(widget.traits()[trait]), trait)


def check_colors(widget: Any, picture: Mapping[str, Any], colors: Mapping[str, Any]) -> None:
    """There is one value for each tile, or for each sample."""
    count = np.prod(picture["grid"]) if "grid" in picture else picture["tile_sizes"]["shape"][0]
    assert colors["picture"] == picture["id"] and colors["values"]["shape"] == [count]


SLICES: dict[str, dict[str, Any]] = {
    "anchors alone": {"anchors": ANCHORS},
    "a plane of inputs": {"model": perceptron(2), "color_by": "class", "axis_names": ("left", "right")},
    "no classes": {"model": perceptron(outputs=1), "anchors": ANCHORS, "class_names": ()},
    "one score": {"model": perceptron(outputs=1), "anchors": ANCHORS, "color_by": "class"},
    "data": {"data": data(), "anchors": [0, 1, 2]},
    "data with labels": {"data": data(), "labels": LABELS, "color_by": "class", "near": 100.0},
    "labels that are no classes": {"data": data(), "labels": LABELS > 1, "near": 100.0},
    "images": {"data": data(), "input_shape": (2, 3), "near": 100.0},
    "tiles without volume": {"model": quadrants(), "color_by": "volume"},
    "colors of the norm": {"anchors": ANCHORS, "color_by": "norm"},
    "a window": {"anchors": ANCHORS, "view": (-1, 1, -1, 1), "visible_layers": [1], "visible_marks": ["data"]},
}


@pytest.mark.parametrize("name", SLICES)
def test_a_slice(explore: Explore, name: str) -> None:
    keywords = {"model": perceptron(), **SLICES[name]}
    explorer = explore(keywords.pop("model"), **keywords)
    assert explorer.tessellation
    wait_until(lambda: explorer._colors.get("picture") == explorer._picture["id"])
    assert misfits_of(explorer) == []
    explorer.selected, explorer.hovered = 1, 0
    assert explorer._facts["tile"] == 0 and explorer._selected_facts["tile"] == 1
    assert misfits_of(explorer) == []
    check_colors(explorer, explorer._picture, explorer._colors)


@pytest.mark.parametrize("color_by", ["slope", "class", "volume", "area"])
def test_a_sampled_slice(explore: Explore, color_by: str) -> None:
    explorer = explore(perceptron(width=40), ANCHORS, max_tiles=60, view=(-9, 9, -6, 6), color_by=color_by)
    assert explorer.slice and explorer.sampled
    from_browser(explorer, pointer=[0.5, 0.5])
    assert explorer._facts["point"] == [0.5, 0.5]
    assert misfits_of(explorer) == []
    check_colors(explorer, explorer._picture, explorer._colors)


def test_a_slice_that_is_dragged_tilted_and_undone(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation and explorer._picture["seq"] is None
    for message in ({"_drag": DRAG}, {"_drag": {**DRAG, "seq": 2, "done": True}}, {"_tilt": {**TILT, "seq": 3}}):
        from_browser(explorer, **message)
        assert explorer._picture["seq"] is None or explorer._picture["seq"] > 0
        assert misfits_of(explorer) == []
    from_browser(explorer, _undo={"steps": 1, "seq": 4})
    assert explorer._answered == 4 and explorer._can_redo
    assert misfits_of(explorer) == []


def test_a_slice_with_an_error(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    from_browser(explorer, _drag={**DRAG, "index": 9})
    assert explorer.error and misfits_of(explorer) == []


def test_a_picture_that_is_sent_again(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    whole, again = explorer.get_state()["_picture"], explorer.get_state("_picture")["_picture"]
    assert "positions" in whole and "positions" not in again
    assert misfit(explorer, "_picture", again) == []


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_a_training(watch: Watch, history: History, compare: str) -> None:
    explorer = watch(history, checkpoint=4, reference=1, compare=compare, color_by="class", loop=True)
    assert explorer.tessellation
    from_browser(explorer, _seek={"which": "checkpoint", "index": 2, "seq": 1})
    wait_until(lambda: bool(explorer._kept))
    assert misfits_of(explorer) == [] and isinstance(explorer.get_state()["part"], str)
    check_colors(explorer, explorer._picture, explorer._colors)
    if compare == "side":
        check_colors(explorer, explorer._reference_picture, explorer._reference_colors)
    assert ("reference_boundary" in explorer._picture) == (compare == "difference")


def test_curves(watch: Watch, history: History) -> None:
    curves = watch(history, checkpoint=4, reference=1, compare="side").curves
    wait_until(lambda: curves.checkpoint == 4)
    assert curves._figures and curves.reference == 1 and misfits_of(curves) == []
    curves.set_state({"_clicked": {"index": 2, "seq": 1}})
    curves.draw([0, 1], {"loss": np.array([np.nan, np.inf])})
    assert misfits_of(curves) == []


@pytest.mark.parametrize(
    "keywords",
    [{}, {"output": 1, "data": data(inputs=2)}, {"data": data(inputs=2), "targets": np.ones((40, 3)), "near": 9.0}],
)
def test_a_surface(surface_of: Callable[..., SplineSurface], keywords: dict[str, Any]) -> None:
    surface = surface_of(perceptron(2, outputs=3), **keywords)
    surface.set_state({"camera": {"azimuth": 1.0, "elevation": 0.5, "distance": 2.0, "target": [0, 0, 0.5]}})
    surface.selected = 1
    assert ("targets" in surface._data) == ("targets" in keywords)
    assert misfits_of(surface) == [] == misfits_of(surface.explorer)
    check_colors(surface, surface.explorer._picture, surface.explorer._colors)
    assert surface._surface["id"] == surface.explorer._picture["id"]
    assert surface._surface["heights"]["shape"] == surface.explorer._picture["positions"]["shape"][:1]


MANIFOLDS: dict[str, tuple[nn.Module, dict[str, Any]]] = {
    "in the plane": (perceptron(2, outputs=2), {"unfold": 0.5, "data": data(inputs=2)}),
    "in space": (perceptron(2, outputs=3), {"data": data(inputs=3), "rho": 1.0}),
    "principal components": (perceptron(2, outputs=5), {}),
    "chosen outputs": (perceptron(2, outputs=5), {"projection": (4, 0, 2)}),
    "images": (perceptron(2, outputs=12), {"output_shape": (4, 3)}),
    "images in color": (nn.Sequential(perceptron(2, outputs=12), nn.Unflatten(1, (3, 2, 2))), {}),
    "flat tiles": (quadrants(), {}),
    "more latents": (perceptron(3, outputs=3), {"anchors": data(3, inputs=3)}),
}


@pytest.mark.parametrize("name", MANIFOLDS)
def test_a_manifold(manifold_of: Callable[..., ManifoldExplorer], name: str) -> None:
    model, keywords = MANIFOLDS[name]
    shown = manifold_of(model, **keywords)
    wait_until(lambda: shown.explorer._colors.get("picture") == shown._manifold["id"])
    assert misfits_of(shown) == [] == misfits_of(shown.explorer)
    from_browser(shown.explorer, pointer=[0.1, 0.1])
    assert not shown._pointed["resting"] and ("picture" in shown._pointed) == name.startswith("images")
    assert misfits_of(shown) == [] == misfits_of(shown.explorer)
    check_colors(shown, shown.explorer._picture, shown.explorer._colors)
    assert shown._manifold["positions"]["shape"][0] == shown.explorer._picture["positions"]["shape"][0]


def test_what_is_beside_a_sampled_slice(
    manifold_of: Callable[..., ManifoldExplorer], surface_of: Callable[..., SplineSurface]
) -> None:
    explorer = manifold_of(perceptron(2, width=40, outputs=3), max_tiles=60).explorer
    beside = [ManifoldExplorer(explorer), SplineSurface(explorer)]
    explorer.view = (-9, 9, -6, 6)
    assert explorer.slice and explorer.sampled
    for widget in beside:
        assert misfits_of(widget) == []
        widget.close()


def generator(outputs: int = 2, latents: int = 2) -> nn.Sequential:
    return perceptron(latents, outputs=outputs).eval()


POLARITIES: dict[str, tuple[nn.Module, dict[str, Any]]] = {
    "alone": (generator(), {}),
    "labels and data": (
        generator(),
        {"labels": (LATENTS[:, 0] > 0).long(), "class_names": ["a", "b"], "data": data(inputs=2)},
    ),
    "images": (nn.Sequential(generator(64), nn.Unflatten(1, (8, 8))), {"data": np.ones((5, 8, 8))}),
    "images in color": (generator(48), {"output_shape": (4, 4, 3)}),
    "more latents": (generator(3, latents=3), {"latents": torch.rand(800, 3)}),
    "no volume": (generator(), {"latents": Pool(LATENTS, np.where(LATENTS[:, 0] < 0, -np.inf, 1.0))}),
    "a density": (generator(), {"latents": Pool(LATENTS, np.ones(len(LATENTS)), log_density=np.ones(len(LATENTS)))}),
}


@pytest.mark.parametrize("name", POLARITIES)
def test_a_polarity(show: Callable[..., PolarityExplorer], name: str) -> None:
    model, keywords = POLARITIES[name]
    explorer = show(model, **keywords)
    assert misfits_of(explorer) == []
    assert (decode(explorer._pool["log_volumes"]) == -np.inf).any() == (name == "no volume")


def test_outputs_beyond_single_precision(show: Callable[..., PolarityExplorer]) -> None:
    steep = nn.Linear(2, 2).double()
    with torch.no_grad():
        steep.weight.copy_(1e60 * torch.eye(2, dtype=torch.float64))
    explorer = show(steep, LATENTS.double(), data=np.array([[1e60, 0], [0, 1]]))
    assert misfits_of(explorer) == []


def test_what_the_page_counts(show: Callable[..., PolarityExplorer]) -> None:
    explorer = show(generator())
    counted = {"rho": 0.5, "effective_sample_size": 9.5, "chi_square": None, "shares": [0.5, 0.5]}
    explorer.set_state({"_ask": {"seq": 1, "all": True}, "rho": 0.5})
    explorer.set_state({"diagnostics": {**counted, "share_changes": [0.1, None], "away": None}})
    assert explorer._heard == 1 and misfits_of(explorer) == []
