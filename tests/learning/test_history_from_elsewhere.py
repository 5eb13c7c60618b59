"""Histories that somebody else made, with links, pipes and names that do harm."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from torch import nn

from splinewidgets.files.checksum import line_of
from splinewidgets.learning import History
from splinewidgets.learning.append_only import AppendOnlyFile
from splinewidgets.learning.state_dict_file import read_state_dict


@pytest.fixture
def history(history: History) -> History:
    with history:
        history.keep(nn.Linear(2, 1), 0)
    return history


def in_time(act: Callable[[], None]) -> None:
    """Act on a thread, for whoever opens a pipe may wait for ever."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def record(history: History) -> None:
    with History(history.path) as again:
        again.keep(nn.Linear(2, 1), 1)


@pytest.mark.parametrize("name", ["index.jsonl", "index.jsonl.pid", "index.jsonl.lock"])
@pytest.mark.parametrize("exists", [True, False])
def test_links_are_not_written_through(history: History, tmp_path: Path, name: str, exists: bool) -> None:
    target, link = tmp_path / "mine", history.path / name
    if exists or name == "index.jsonl":
        target.write_bytes(link.read_bytes() if name == "index.jsonl" else b"mine")
    before = target.read_bytes() if target.exists() else None
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    with pytest.raises(ValueError, match=rf"There is a symbolic link at .*{name}\. It must be a plain file, or not be"):
        record(history)
    assert (target.read_bytes() if target.exists() else None) == before
    link.unlink()


@pytest.mark.parametrize("name", ["index.jsonl", "index.jsonl.pid", "index.jsonl.lock"])
@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "pipe"), (os.mkdir, "directory")])
def test_what_is_no_file_is_refused_and_waited_for_by_nobody(
    history: History, name: str, make: Callable[[Path], None], kind: str
) -> None:
    (history.path / name).unlink(missing_ok=True)
    make(history.path / name)

    def act() -> None:
        with pytest.raises(ValueError, match=rf"There is a {kind} at .*{name}\. It must be a plain file"):
            record(history)

    in_time(act)


def test_a_checkpoint_that_is_a_pipe_is_refused(history: History) -> None:
    file = history[0].file
    file.unlink()
    os.mkfifo(file)

    def act() -> None:
        for read in (history[0].state_dict, lambda: read_state_dict(file), history[0].in_memory):
            with pytest.raises(FileNotFoundError, match="There is no file"):
                read()

    in_time(act)


@pytest.mark.parametrize(
    "line",
    [
        *({"step": 1, "file": name, "metrics": {}} for name in ("..", "", "index.jsonl", "\0", "step-1.safetensors")),
        *(
            {"step": 1, "file": name, "metrics": {}}
            for name in ("../step-00000001.safetensors", "/step-00000001.safetensors", "step-00000001.safetensors\n")
        ),
        {"step": -1, "file": "step-00000001.safetensors", "metrics": {}},
        {"step": 1.0, "file": "step-00000001.safetensors", "metrics": {}},
        {"step": True, "file": "step-00000001.safetensors", "metrics": {}},
        {"step": 1, "file": "step-00000001.safetensors", "metrics": {"a": 10**400}},
        {"step": 1, "file": "step-00000001.safetensors", "metrics": {"a": []}},
        {"step": 1, "file": "step-00000001.safetensors", "metrics": {}, "sha256": 3},
        {"rewind": True},
    ],
)
def test_lines_that_nobody_wrote_are_refused(history: History, line: dict[str, object]) -> None:
    before = {file.name: file.read_bytes() for file in history.path.iterdir()}
    index = history.path / "index.jsonl"
    index.write_bytes(index.read_bytes() + line_of(line) + b"\n")
    before["index.jsonl"] = index.read_bytes()
    with pytest.raises(ValueError, match=r"Line 3 of .*index\.jsonl, the index of a history, is damaged"):
        record(history)
    assert {file.name: file.read_bytes() for file in history.path.iterdir()} == before


def test_a_store_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows")
    lines = AppendOnlyFile(tmp_path / "rows", "a test's file", "test", "it is done without")

    def act() -> None:
        for use in (lines.read, lines.write):
            with pytest.raises(ValueError, match="There is a pipe at"):
                use()

    in_time(act)
