"""A linked view whose explorer was closed says so, in the view and to whoever asks it in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from explorers import perceptron
from small_widgets import sentences

from splinewidgets.widgets.linked.linked_view import LinkedView
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

VIEWS = (SplineSurface, ManifoldExplorer)
CLOSED = "The explorer was closed."


@pytest.fixture(params=VIEWS)
def orphan(request: pytest.FixtureRequest) -> Any:
    """A view whose explorer was closed when both had a picture."""
    explorer = SliceExplorer(perceptron(2, outputs=5))
    assert explorer.tessellation
    view = request.param(explorer)
    assert view.error == "" and view.explorer is explorer
    explorer.close()
    yield view
    view.close()


def test_the_view_says_so(orphan: Any) -> None:
    assert orphan.error.startswith(CLOSED) and sentences(orphan.error) == 3
    assert orphan.get_state("error") == {"error": orphan.error}
    # What was seen is what a notebook keeps.
    assert orphan._has_picture() and orphan._still_pixels(10_000).size


ASKED: list[tuple[str, Callable[[Any], Any]]] = [
    ("a tile", lambda view: setattr(view, "selected", 1)),
    ("a color", lambda view: setattr(view, "color_by", "area")),
    ("a window", lambda view: setattr(view, "view", (0, 1, 0, 1))),
    ("layers", lambda view: setattr(view, "visible_layers", [0])),
    ("another graph", lambda view: setattr(view, *next(iter(choices_of(view).items())))),
]


def choices_of(view: LinkedView) -> dict[str, Any]:
    """What is chosen of the view itself, for which the explorer is asked."""
    return {"output": 1} if isinstance(view, SplineSurface) else {"projection": [2, 1, 0]}


@pytest.mark.parametrize(("what", "ask"), ASKED, ids=[what for what, _ in ASKED])
def test_what_is_asked_of_the_explorer_is_an_error(orphan: Any, what: str, ask: Callable[[Any], Any]) -> None:
    with pytest.raises(RuntimeError, match=CLOSED) as raised:
        ask(orphan)
    assert sentences(str(raised.value)) == 3
    assert orphan.selected == -1 and orphan.color_by == "slope" and orphan.view is None
    assert orphan.error.startswith(CLOSED)


def test_the_manifold_itself_is_an_error_too() -> None:
    shown = ManifoldExplorer(perceptron(2, outputs=3))
    assert shown.image.areas.size
    shown.explorer.close()
    with pytest.raises(RuntimeError, match=CLOSED):
        _ = shown.image
    shown.close()


def test_a_page_that_asks_is_told_in_the_view(orphan: Any) -> None:
    orphan.set_state(choices_of(orphan))
    assert orphan.error.startswith(CLOSED)
    orphan.set_state({"height": 300, "camera": {}})
    assert orphan.height == 300 and orphan.error.startswith(CLOSED)


@pytest.mark.parametrize("kind", VIEWS)
def test_nothing_is_made_beside_an_explorer_that_was_closed(kind: type[LinkedView]) -> None:
    explorer = SliceExplorer(perceptron(2, outputs=3))
    explorer.close()
    with pytest.raises(ValueError, match=r"An explorer was given that was closed\.") as raised:
        kind(explorer)
    assert sentences(str(raised.value)) == 3


@pytest.mark.parametrize("kind", VIEWS)
def test_closing_a_view_closes_its_own_explorer_and_says_nothing(kind: Any) -> None:
    view = kind(perceptron(2, outputs=3))
    explorer = view.explorer
    view.close()
    assert explorer.comm is None and view.error == ""
