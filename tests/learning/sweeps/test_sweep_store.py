from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sweep_functions import Failing, Hanging, weighted
from sweep_rows import FACTORS, computed, expected
from torch import nn

from splinewidgets.learning import History, sweep


def dict_of(values: dict[str, Any], *_: Any) -> dict[str, Any]:
    return values


def test_a_finished_sweep_is_not_computed_again(history: History, marks: Path, tmp_path: Path) -> None:
    function, store = Failing(marks, 0, 0), tmp_path / "deep/rows.jsonl"
    first = sweep(function, history, FACTORS, store=store, progress=False)
    assert computed(marks) == 18
    again = sweep(function, list(reversed(history)), FACTORS, store=store, progress=False)
    assert computed(marks) == 0
    pd.testing.assert_frame_equal(first, expected(history))
    pd.testing.assert_frame_equal(again.sort_values(["step", "slice"], ignore_index=True), first)


def test_only_new_checkpoints_are_computed(history: History, marks: Path, tmp_path: Path) -> None:
    function, store = Failing(marks, 0, 0), tmp_path / "rows"
    sweep(function, history[1:4], FACTORS, store=store, progress=False)
    assert computed(marks) == 9
    pd.testing.assert_frame_equal(sweep(function, history, FACTORS, store=store, progress=False), expected(history))
    assert computed(marks) == 9
    history.rewind(4)
    history.keep(nn.Linear(3, 2), 5)  # another model at the same step
    pd.testing.assert_frame_equal(sweep(function, history, FACTORS, store=store, progress=False), expected(history))
    assert computed(marks) == 3


def test_an_interrupted_sweep_resumes(history: History, marks: Path, tmp_path: Path) -> None:
    store = tmp_path / "rows"
    with pytest.raises(KeyboardInterrupt):
        sweep(Failing(marks, 3, 9, KeyboardInterrupt), history, FACTORS, store=store, progress=False)
    assert computed(marks) == 11
    frame = sweep(Failing(marks, 3, 0), history, FACTORS, store=store, progress=False)
    assert computed(marks) == 8
    pd.testing.assert_frame_equal(frame, expected(history))


def test_a_killed_sweep_resumes(history: History, marks: Path, tmp_path: Path) -> None:
    store = tmp_path / "rows"
    code = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from sweep_functions import Hanging
from splinewidgets.learning import History, sweep
sweep(Hanging(Path(sys.argv[1]), 4, 1), History(sys.argv[2]), {FACTORS}, store=sys.argv[3], progress=False)
"""
    command = [sys.executable, "-c", code, str(marks), str(history.path), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None and killed.stdout.readline() == "hanging\n"
        with pytest.raises(RuntimeError, match=rf"Process {killed.pid} is writing .*rows, the store of a sweep"):
            sweep(Hanging(marks, 4, 0), history, FACTORS, store=store, progress=False)
        killed.kill()
    assert computed(marks) == 12
    frame = sweep(Hanging(marks, 4, 0), history, FACTORS, store=store, progress=False)
    assert computed(marks) == 6
    pd.testing.assert_frame_equal(frame, expected(history))


def test_a_row_cut_anywhere_is_computed_again(history: History, marks: Path, tmp_path: Path) -> None:
    function, store = Failing(marks, 0, 0), tmp_path / "rows"
    sweep(function, history[:2], [1], store=store, progress=False)
    text = store.read_bytes()
    computed(marks)
    for end in range(0, len(text), 7):
        store.write_bytes(text[:end])
        sweep(function, history[:2], [1], store=store, progress=False)
        assert computed(marks) == 2 - max(0, text[:end].count(b"\n") - 1)
        assert store.read_bytes().splitlines()[1:] == text.splitlines()[1:]


def test_what_failed_is_tried_again_next_time(history: History, marks: Path, tmp_path: Path) -> None:
    store = tmp_path / "rows"
    sweep(Failing(marks, 2, 9), history, FACTORS, store=store, progress=False, retries=0)
    assert computed(marks) == 18
    frame = sweep(Failing(marks, 2, 0), history, FACTORS, store=store, progress=False)
    assert computed(marks) == 1
    pd.testing.assert_frame_equal(frame, expected(history))


def test_a_store_of_something_else_is_refused(history: History, tmp_path: Path) -> None:
    store = tmp_path / "rows"
    sweep(partial(dict_of, {"a": 1}), history, FACTORS, store=store, progress=False)
    before = store.read_bytes()
    others = [
        (weighted, FACTORS, r"rows is of the function functools\.partial\. A store is of one function .* Choose"),
        (partial(dict_of, {"a": 2}), FACTORS, r"rows is of the same function otherwise set\."),
        (partial(dict_of, {"a": 1}), [0, 1, 2], r"rows is of other slices\."),
    ]
    for function, slices, message in others:
        with pytest.raises(ValueError, match=message):
            sweep(function, history, slices, store=store, progress=False)
    assert store.read_bytes() == before
    store.write_text("my own notes, without a newline")
    with pytest.raises(ValueError, match=r"rows begins with 'my own notes, .*'\. It must begin with"):
        sweep(weighted, history, FACTORS, store=store, progress=False)
    assert store.read_text() == "my own notes, without a newline"
    store.write_bytes(before + b'{"step": 1}\n')
    with pytest.raises(ValueError, match=rf"Line {before.count(10) + 1} of .*rows, the store of a sweep, is damaged"):
        sweep(partial(dict_of, {"a": 1}), history, FACTORS, store=store, progress=False)


def test_a_changed_bit_is_said_and_its_row_computed_again(history: History, marks: Path, tmp_path: Path) -> None:
    function, store = Failing(marks, 0, 0), tmp_path / "rows"
    frames = [sweep(function, history[:2], [1], store=store, progress=False)]
    text = store.read_bytes()
    computed(marks)
    for at in range(0, len(text), 5):
        changed = text[:at] + bytes([text[at] ^ 1 << at % 8]) + text[at + 1 :]
        store.write_bytes(changed)
        with pytest.raises(ValueError, match=r"rows") as raised:
            sweep(function, history[:2], [1], store=store, progress=False)
        assert store.read_bytes() == changed and not computed(marks)
        line = re.match(r"Line (\d) of .* or delete that line: what it told is computed", str(raised.value))
        if line and int(line[1]) > 1:  # the first is the header
            lines = changed.splitlines(keepends=True)
            store.write_bytes(b"".join(lines[: int(line[1]) - 1] + lines[int(line[1]) :]))
            rows = [row for row in lines[1:] if row in text.splitlines(keepends=True)]
            frames.append(sweep(function, history[:2], [1], store=store, progress=False))
            assert computed(marks) == 2 - len(rows)
    assert len(frames) > 20 and all(frame.equals(frames[0]) for frame in frames)


def test_a_store_of_the_first_version_goes_on(history: History, marks: Path, tmp_path: Path) -> None:
    function, store = Failing(marks, 0, 0), tmp_path / "rows"
    sweep(function, history[:2], [1], store=store, progress=False)
    computed(marks)
    without = re.sub(rb', "crc32": "\w{8}"', b"", store.read_bytes()).replace(b"sweep 2", b"sweep 1")
    store.write_bytes(without)
    sweep(function, history[:3], [1], store=store, progress=False)
    assert computed(marks) == 1
    assert store.read_bytes().startswith(without) and b"crc32" in store.read_bytes()
    sweep(function, history[:3], [1], store=store, progress=False)
    assert computed(marks) == 0


def test_a_full_disk_is_said_and_costs_the_last_row_only(
    history: History, marks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, store, calls = Failing(marks, 0, 0), tmp_path / "rows", []

    def fail(_: int) -> None:
        calls.append(0)
        if len(calls) > 5:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match=r"The disk of .*rows is full .* Its 1\d\d bytes"):
        patch.setattr(os, "fsync", fail)
        sweep(function, history, FACTORS, store=store, progress=False)
    done = computed(marks)
    frame = sweep(function, history, FACTORS, store=store, progress=False)
    assert 1 < done < 18 and computed(marks) == 18 - (done - 1)
    pd.testing.assert_frame_equal(frame, expected(history))
