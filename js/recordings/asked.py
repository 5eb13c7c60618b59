"""How small widgets are made, recorded and closed, and what is asked of those with tiles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from splinewidgets import SliceExplorer
from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import Recorder
from splinewidgets.zoo import Dataset

# However busy the machine is: tiles are exact.
PATIENT: dict[str, Any] = {"max_seconds": 60.0}


@contextmanager
def recorded(**widgets: Listener) -> Iterator[Recorder]:
    """A recorder of widgets, which are closed afterwards."""
    try:
        yield Recorder(**widgets)
    finally:
        for widget in widgets.values():
            widget.close()


def through(digits: Dataset) -> dict[str, Any]:
    """Arguments of an explorer: three digits as anchors among all of them."""
    names = ["0", "4", "7"]
    return {
        "anchors": [digits.first(int(name)) for name in names],
        "anchor_names": names,
        "data": digits.inputs,
        "labels": digits.labels,
        "class_names": digits.class_names,
        **PATIENT,
    }


def ask_tiles(recorder: Recorder, name: str, count: int) -> None:
    """What there is to know of each tile, pointed at and selected."""
    recorder.ask(name, each(hovered=range(-1, count)))
    recorder.ask(name, each(selected=range(-1, count)))


def ask_beside(recorder: Recorder, explorer: SliceExplorer) -> None:
    """The tiles and the colors of an explorer beside something."""
    recorder.ask("explorer", each(color_by=[measure["name"] for measure in explorer._measures]))
    ask_tiles(recorder, "explorer", explorer.tile_count)
