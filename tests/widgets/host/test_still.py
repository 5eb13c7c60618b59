"""The picture that a notebook keeps is the last one, also of widgets in a user's own boxes."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import ipywidgets as W
import numpy as np
import pytest
from explorers import from_browser, perceptron, wait_until
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.events import EventManager
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from splinewidgets.widgets.host import displayed, still
from splinewidgets.widgets.host.displayed import complete_boxes
from splinewidgets.widgets.host.still import MOST_BYTES, bundle_of, side_by_side
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]
VIEW = "application/vnd.jupyter.widget-view+json"
REST = 0.2


class Page:
    """A notebook's page: a shell that runs cells, and what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, str], str, bool]] = []
        self.events = EventManager(None, {"post_execute": lambda: None})
        self.display_pub = SimpleNamespace(publish=self._publish)
        self.display_formatter = DisplayFormatter()
        self.cell: str | None = "3fa1"

    def _publish(self, data: dict[str, str], transient: dict[str, str], update: bool = False) -> None:
        self.sent.append((data, transient["display_id"], update))

    def show(self, widget: W.Widget) -> dict[str, str]:
        """The display of a widget that is a cell's last expression."""
        data, _ = self.display_formatter.format(widget)
        self.events.trigger("post_execute")
        return data


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    opened = Page()
    monkeypatch.setattr(displayed, "hosting_cell", lambda: (opened, opened.cell))
    monkeypatch.setattr(still, "REST", REST)
    complete_boxes(opened)
    return opened


def size(file: str) -> tuple[int, int]:
    return Image.open(io.BytesIO(base64.b64decode(file))).size


def test_the_picture_is_the_last_one_that_rested(explore: Explore, page: Page) -> None:
    explorer = explore(perceptron(2))
    assert "image/png" not in page.show(explorer)
    for colormap in ("magma", "cividis", "viridis", "magma"):  # in one go
        explorer.colormap = colormap
    wait_until(lambda: len(page.sent) == 2)
    explorer.view = (0, 3, 0, 2)
    wait_until(lambda: page.sent[-1][0] == bundle_of([explorer]))
    (_, name, first), *updates = page.sent
    assert not first and all(update == (update[0], name, True) for update in updates)
    # What changes nothing in it is not sent, so that a notebook at rest stays as it was saved.
    time.sleep(2 * REST)
    count = len(page.sent)
    from_browser(explorer, hovered=0, pointer=[0.1, 0.1])
    explorer.colormap = "viridis"
    explorer.colormap = "magma"
    time.sleep(3 * REST)
    assert len(page.sent) == count
    explorer.still = False
    explorer.view = None
    time.sleep(3 * REST)
    assert len(page.sent) == count


def test_a_cell_that_is_run_again_has_another_picture(explore: Explore, page: Page) -> None:
    explorer = explore(perceptron(2))
    for cell in ("one", "one", "two"):
        page.cell = cell
        page.show(explorer)
    shown = [name for _, name, _ in page.sent]
    assert len(set(shown)) == 3
    explorer.colormap = "magma"
    wait_until(lambda: len(page.sent) == 5)
    assert sorted(name for _, name, update in page.sent if update) == sorted(shown[1:])
    explorer.close()
    page.show(explorer)
    assert len(page.sent) == 5


@pytest.mark.parametrize("box", (W.HBox, W.Tab, W.Accordion, W.GridBox))
def test_boxes_have_the_pictures_of_what_is_in_them(explore: Explore, page: Page, box: type[W.Box]) -> None:
    one, other = explore(perceptron(2)), explore(perceptron(2), view=(0, 3, 0, 2))
    holding = box([one, W.VBox([other, W.Label("beside"), one])])
    data = page.show(holding)
    assert data[VIEW] and data["text/plain"].split("\n") == [one._sentence(), other._sentence()]
    sent, _, _ = page.sent[0]
    assert sent == bundle_of([one, other]) and len(base64.b64decode(sent["image/png"])) <= MOST_BYTES
    # Twice as wide as high against one of them, but for the gap.
    (width, height), (w, h) = size(sent["image/png"]), size(bundle_of([one])["image/png"])
    assert width / height == pytest.approx(2 * w / h, rel=0.05)
    other.colormap = "magma"
    wait_until(lambda: len(page.sent) == 2)
    holding.children = [one]
    one.colormap = "magma"
    wait_until(lambda: len(page.sent) == 3)
    assert page.sent[2][0] == bundle_of([one])


@pytest.mark.parametrize("cell", (None, "vscode-notebook-cell:/a.ipynb#W1"))
def test_programs_have_the_pictures_of_a_box_in_its_display(explore: Explore, page: Page, cell: str | None) -> None:
    page.cell = cell
    explorer = explore(perceptron(2))
    data = page.show(W.AppLayout(center=explorer, left_sidebar=W.Label("beside")))
    assert set(data) == {VIEW, *bundle_of([explorer])} and page.sent == []


def test_other_boxes_are_displayed_as_ever(page: Page) -> None:
    box = W.HBox([W.Label("beside"), W.VBox([W.IntSlider()])])
    assert page.show(box) == box._repr_mimebundle_() and page.sent == []
    theirs = DisplayFormatter()
    theirs.mimebundle_formatter.for_type(W.Box, lambda box: {"text/plain": "theirs"})
    complete_boxes(SimpleNamespace(display_formatter=theirs))
    assert theirs.format(box)[0]["text/plain"] == "theirs"


class Moving:
    """A widget whose second picture changes while it is drawn."""

    still = True
    _drawn = ()

    def __init__(self) -> None:
        self.count, self._drawn_parts = 0, (self,)
        self.kept: still.Still | None = None

    def observe(self, *_: Any) -> None:
        pass

    def _has_picture(self) -> bool:
        return True

    def _sentence(self) -> str:
        return ""

    def _still_pixels(self, pixels: int) -> np.ndarray:
        self.count += 1
        if self.count == 2 and self.kept is not None:
            self.kept.changed()
        return np.full((10, 10, 3), self.count, np.uint8)


def test_what_changes_while_it_is_drawn_is_drawn_again(page: Page) -> None:
    moving = Moving()
    moving.kept = still.Still(lambda: [moving], page.display_pub.publish)
    moving.kept.display()
    moving.kept.changed()
    wait_until(lambda: len(page.sent) == 2)
    moving.kept.end_thread(10)
    file = io.BytesIO(base64.b64decode(page.sent[1][0]["image/png"]))
    assert moving.count == 3 and np.all(np.array(Image.open(file).convert("RGB")) == 3)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=9))
def test_pictures_stand_side_by_side_whole(sizes: list[tuple[int, int]]) -> None:
    pictures = [np.full((*size, 3), i, np.uint8) for i, size in enumerate(sizes)]
    counts = np.bincount(side_by_side(pictures)[..., 0].ravel(), minlength=256)
    assert counts[: len(sizes)].tolist() == [height * width for height, width in sizes]
    assert counts[len(sizes) : -1].sum() == 0
