"""Recording takes as much work at the thousandth checkpoint as at the hundredth."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from torch import nn

from splinewidgets import learning
from splinewidgets.learning import History


def work(act: Callable[[], object]) -> tuple[int, int]:
    """Lines of ours that are run, once per turn of a loop; and bytes that are read and written."""
    ours, lines = str(Path(learning.__file__).parent), 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace if frame.f_code.co_filename.startswith(ours) else None

    def transferred() -> int:
        io = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
        return int(io["rchar"]) + int(io["wchar"])

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        start = transferred()
        act()
        end = transferred()
    finally:
        sys.settrace(before)
    return lines, end - start


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs Linux's counts")
def test_the_work_of_a_checkpoint_does_not_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which only takes time here
    history, reader, model, step = History(tmp_path / "history"), History(tmp_path / "history"), nn.Linear(1, 1), 1000

    def record(count: int) -> None:
        nonlocal step
        for _ in range(count):
            step += 1
            assert not history.due(step - 1)
            history.keep(model, step, loss=0.5)
            history.note(step, noted=0.25)
            assert reader.refresh()

    history.keep(model, step)
    record(50)
    few = work(lambda: record(5))
    record(700)
    many = work(lambda: record(5))
    assert many[0] < 1.1 * few[0]  # a place is found by bisection
    assert abs(many[1] - few[1]) < 0.05 * few[1]
