from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from explorers import ANCHORS, LATENTS, perceptron, record

import splinewidgets
from splinewidgets.learning import History
from splinewidgets.widget_list import HOMES
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.polarity_explorer import PolarityExplorer
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor
from splinewidgets.widgets.training.training_explorer import TrainingExplorer


@pytest.fixture(autouse=True)
def no_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests need no browser, so neither its half of the widgets."""
    for name in HOMES:
        monkeypatch.setattr(getattr(splinewidgets, name), "_esm", "export default {}")


@pytest.fixture
def explore() -> Iterator[Callable[..., SliceExplorer]]:
    """Makes explorers, by default of a small network without data; closes them and checks that their threads end."""
    made: list[SliceExplorer] = []

    def make(*args: Any, **keywords: Any) -> SliceExplorer:
        if not args:
            args = (perceptron(),)
            if "anchors" not in keywords and "data" not in keywords:
                keywords["anchors"] = ANCHORS
        made.append(SliceExplorer(*args, **keywords))
        return made[-1]

    yield make
    close(made)


@pytest.fixture
def watch() -> Iterator[Callable[..., TrainingExplorer]]:
    """Makes explorers of trainings, given a history, by default of the network that `record` records."""
    made: list[TrainingExplorer] = []

    def make(history: Any = None, anchors: Any = ANCHORS, model: Any = None, **keywords: Any) -> TrainingExplorer:
        made.append(TrainingExplorer(perceptron() if model is None else model, history, anchors, **keywords))
        return made[-1]

    yield make
    close(made)


@pytest.fixture
def edit() -> Iterator[Callable[..., HyperplaneEditor]]:
    """Makes editors; closes them and checks that their threads end."""
    made: list[HyperplaneEditor] = []

    def make(*args: Any, **keywords: Any) -> HyperplaneEditor:
        made.append(HyperplaneEditor(*args, **{"max_seconds": 60.0, **keywords}))
        return made[-1]

    yield make
    close(made)


@pytest.fixture
def manifold_of() -> Iterator[Callable[..., ManifoldExplorer]]:
    """Makes explorers of manifolds, by default of a small generator; closes them."""
    made: list[ManifoldExplorer] = []

    def make(*args: Any, **keywords: Any) -> ManifoldExplorer:
        made.append(ManifoldExplorer(*(args or (perceptron(2, outputs=3),)), **keywords))
        assert made[-1].explorer.tessellation
        return made[-1]

    yield make
    close(made)


@pytest.fixture
def show() -> Iterator[Callable[..., PolarityExplorer]]:
    """Makes explorers of what a generator samples: 500 of given latents."""
    made: list[PolarityExplorer] = []

    def make(model: Any, latents: Any = LATENTS, **keywords: Any) -> PolarityExplorer:
        made.append(PolarityExplorer(model, latents, **{"samples": 500, **keywords}))
        return made[-1]

    yield make
    for explorer in made:
        explorer.close()


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Six checkpoints, at steps 0, 10, ..., 50."""
    return record(tmp_path / "history", range(6))


def close(made: list[Any]) -> None:
    for explorer in made:
        explorer.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"]
