"""The one call that cuts by many layers is not compiled while somebody waits, and where it pays it is."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import numba
import pytest
from perceptrons import random_perceptron

from splinewidgets import compiled
from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.subdivision import cutting_ahead
from splinewidgets.geometry.subdivision.slice_walk import SliceWalk

BOX = Slice.box((-2.0, 2.0), (-1.0, 3.0))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each walk was to cut ahead; none does."""
    found: list[bool] = []
    start = SliceWalk.start

    def record(walk, ahead):
        found.append(ahead)
        return start(walk, False)

    monkeypatch.setattr(SliceWalk, "start", record)
    monkeypatch.setattr(cutting_ahead, "_walks", itertools.count(1))
    monkeypatch.setattr(cutting_ahead, "MANY_WALKS", 3)
    return found


@pytest.mark.parametrize("stored", [True, False])
def test_it_is_used_once_it_is_compiled_or_worth_it(asked, monkeypatch, stored: bool) -> None:
    monkeypatch.setattr(cutting_ahead, "is_stored", lambda _: stored)
    for _ in range(5):
        tessellate(random_perceptron([2, 8, 8, 1], 0), BOX)
    assert asked == [stored] * 3 + [True] * 2


def test_whoever_watches_never_waits_for_it(asked, monkeypatch) -> None:
    monkeypatch.setattr(cutting_ahead, "is_stored", lambda _: pytest.fail("it was asked"))
    for _ in range(5):
        tessellate(random_perceptron([2, 8, 8, 1], 0), BOX, progress=lambda *_: None)
    assert asked == [False] * 5


def test_what_numba_has_kept_is_stored(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    file = tmp_path / "kept.py"
    file.write_text("def doubled(x):\n    return x + x\n")
    spec = importlib.util.spec_from_file_location("some.kept", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function = numba.njit(cache=True)(module.doubled)
    assert not compiled.is_stored(function)
    assert function(1) == 2 and compiled.is_stored(function)
    assert compiled.is_stored(numba.njit(cache=True)(module.doubled)), "as in the next process"
    assert not compiled.is_stored(numba.njit(module.doubled)), "which is kept nowhere"
    assert compiled.is_stored(module.doubled), "numba is told not to compile"
