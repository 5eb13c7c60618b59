"""What a page may send by mistake: it is ignored, told once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from explorers import ANCHORS, LATENTS, from_browser, perceptron, record

from splinewidgets.widgets.host.messages import HOSTS_OWN
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.polarity_explorer import PolarityExplorer
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]

NONSENSE: list[Any] = [True, None, 1.5, float("nan"), -(10**30), "x", [], [[None]], {}, {"index": []}, [1, "y"]]
# Messages of gestures that are dicts, as they should be, but not of the right things.
GESTURES: list[dict[str, Any]] = [
    {"index": True, "where": "slice", "at": [0, 0], "seq": 1},
    {"index": 0, "where": ["slice"], "at": [0, 0], "seq": 1},
    {"index": 0, "where": "slice", "at": {}, "seq": 1},
    {"index": 0, "where": "slice", "at": [0, 0], "seq": "one"},
    {"index": 0, "angle": "x", "seq": 1.5},
    {"index": 0, "angle": [1, 2], "gesture": {}, "seq": []},
    {"seq": -1},
]


def works(explorer: SliceExplorer, size: float) -> bool:
    """Whether an explorer shows another window without complaint."""
    from_browser(explorer, _aspect=1.5)
    explorer.view = (0, 3 * size, 0, 2 * size)
    return explorer.tessellation.slice.bounds[1] == 3 * size and explorer.state == "ready" and not explorer.error


@pytest.mark.parametrize("nonsense", NONSENSE, ids=repr)
def test_nonsense_for_every_trait_of_an_explorer(explore: Explore, nonsense: Any) -> None:
    explorer = explore()
    assert explorer.tessellation
    for name in sorted(explorer.keys):
        if name not in {*HOSTS_OWN, "layout", "tabbable", "tooltip"}:
            from_browser(explorer, **{name: nonsense})
    # A page that has drawn what it said itself asks for the picture anew.
    explorer.color_by, explorer.visible_layers = "slope", [0, 1]
    assert works(explorer, 1) and works(explorer, 2)


@pytest.mark.parametrize("message", GESTURES, ids=repr)
@pytest.mark.parametrize("name", ["_drag", "_tilt"])
def test_malformed_gestures_are_told_and_passed_over(explore: Explore, name: str, message: dict[str, Any]) -> None:
    explorer = explore()
    anchors = explorer.tessellation and explorer.anchors
    from_browser(explorer, **{name: message})
    assert explorer.error and explorer.anchors is anchors
    assert works(explorer, 1) and isinstance(explorer._answered, int)


@pytest.mark.parametrize("seq", ["one", 1.5, [], -1])
def test_a_malformed_scrub(tmp_path: Path, seq: Any) -> None:
    explorer = TrainingExplorer(perceptron(), record(tmp_path / "run", [0, 1]), ANCHORS)
    assert explorer.tessellation
    from_browser(explorer, _seek={"which": "checkpoint", "index": 1, "seq": seq})
    assert "seq=" in explorer.error and explorer.checkpoint == 0
    assert works(explorer, 1)
    explorer.close()


def test_it_is_told_until_a_message_fits(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    from_browser(explorer, hovered=True, selected=1)
    assert "True for hovered. It must be a whole number" in explorer.error
    assert explorer.hovered == -1 and explorer.selected == 1  # the rest of the message is taken
    from_browser(explorer, hovered=1)
    assert explorer.error == "" and explorer.hovered == 1


def test_a_message_that_fits_takes_back_no_other_error(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    from_browser(explorer, color_by="norms")
    error = explorer.error
    from_browser(explorer, hovered=1)
    assert error and explorer.error == error


@pytest.mark.parametrize("make", [SplineSurface, ManifoldExplorer, PolarityExplorer])
def test_nonsense_for_what_stands_beside(make: Callable[..., Any]) -> None:
    model = perceptron(inputs=2)
    widget = make(model, LATENTS[:200], samples=50) if make is not SplineSurface else make(model)
    explorer = getattr(widget, "explorer", None)
    assert explorer is None or explorer.tessellation
    ours = ["rho", "output", "vertical_scale", "unfold", "samples", "visible", "projection", "hovered", "height"]
    for name in sorted({*ours, "pointer", "camera", "samples", "replace"} & set(widget.keys)):
        for nonsense in NONSENSE:
            widget.set_state({name: nonsense})
    widget.set_state({"height": 300})
    assert widget.height == 300
    assert explorer is None or works(explorer, 0.1)
    widget.close()


def test_what_a_tile_raises_is_shown(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation

    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("derivative is not implemented")

    monkeypatch.setattr("splinewidgets.widgets.slice.explorer.facts", fails)
    explorer.selected = 0
    assert explorer.selected == 0 and explorer.error == "RuntimeError: derivative is not implemented"
    from_browser(explorer, hovered=1)
    assert explorer.hovered == 1
