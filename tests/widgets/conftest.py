from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from explorers import ANCHORS, perceptron

from splinewidgets.widgets.slice_explorer import SliceExplorer


@pytest.fixture
def explore(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SliceExplorer]]:
    """Makes explorers, by default of a small network without data; closes them and checks that their threads end."""
    # These tests need no browser, so neither its half of the widget.
    monkeypatch.setattr(SliceExplorer, "_esm", "export default {}")
    made: list[SliceExplorer] = []

    def make(*args: Any, **keywords: Any) -> SliceExplorer:
        if not args:
            args = (perceptron(),)
            if "anchors" not in keywords and "data" not in keywords:
                keywords["anchors"] = ANCHORS
        made.append(SliceExplorer(*args, **keywords))
        return made[-1]

    yield make
    for explorer in made:
        explorer.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"]
