"""A history after its writer was killed, and with an index cut anywhere."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from torch import nn

from splinewidgets.learning import History

KILLER = Path(__file__).with_name("killed_writer.py")


def check_whole(history: History) -> None:
    assert history.steps == sorted(set(history.steps))
    for checkpoint in history:
        assert {name: tuple(value.shape) for name, value in checkpoint.state_dict().items()} == {
            "weight": (20, 20),
            "bias": (20,),
        }
        assert checkpoint.metrics["loss"] == checkpoint.step / 2
        assert checkpoint.metrics.get("noted", -checkpoint.step) == -checkpoint.step


def index_size(path: Path) -> int:
    index = path / "index.jsonl"
    return index.stat().st_size if index.exists() else 0


def killed(child: int) -> None:
    os.kill(child, signal.SIGKILL)


def follow(history: History) -> None:
    """Take in what was recorded; what is there then is whole, unless it is gone by now."""
    history.refresh()
    assert history.steps == sorted(set(history.steps))
    if history:
        last = history[-1]
        assert last.metrics["loss"] == last.step / 2
        with suppress(FileNotFoundError):
            assert last.state_dict()["weight"].shape == (20, 20)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_it_survives_kill_9_at_any_moment(tmp_path: Path) -> None:
    path, moments = tmp_path / "history", random.Random(0)
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLER.read_text(), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert writer.stdin is not None and writer.stdout is not None
    recorded, follower = 0, History(path)
    with writer, writer.stdin, ExitStack() as last:
        assert writer.stdout.readline() == "ready\n"
        for _ in range(50):
            print(file=writer.stdin)
            child = int(writer.stdout.readline())
            last.callback(killed, child)  # else it would be waited for when a check fails
            size, enough = index_size(path), moments.randrange(900)
            deadline = time.monotonic() + 10
            while index_size(path) < size + enough and time.monotonic() < deadline:
                follow(follower)
            time.sleep(moments.uniform(0, 0.005))
            last.pop_all().close()
            assert writer.stdout.readline() == "gone\n"
            history = History(path)
            check_whole(history)
            recorded = max(recorded, len(history))
            step = history.steps[-1] + 1 if history else 0
            history.keep(nn.Linear(20, 20), step, loss=step / 2)  # recording goes on, with no lock left behind
            assert history.steps[-1] == step
            assert {file.name for file in path.glob("*.safetensors")} == {c.file.name for c in history}
            assert not list(path.glob(".*.part"))
            history.close()
            follow(follower)
            assert follower.steps == history.steps
    assert recorded > 50  # more than this test itself recorded: the children got somewhere


@pytest.mark.filterwarnings("ignore:.*index.jsonl tells nothing of")  # as it says, once it lacks more than one
def test_an_index_cut_at_any_byte_opens_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which only takes time here
    with History(tmp_path / "whole") as history:
        for step in range(3):
            history.keep(nn.Linear(20, 20), step, loss=step / 2)
        history.note(1, noted=-1)
        forgotten = history[2].file, history[2].file.read_bytes()
        history.rewind(1)
        history.keep(nn.Linear(20, 20), 5, loss=2.5)
    # The file goes once the line that forgets it is on the disk: where that line is missing, the file is there.
    forgotten[0].write_bytes(forgotten[1])
    text = (history.path / "index.jsonl").read_bytes()
    for end in range(len(text)):
        (history.path / "index.jsonl").write_bytes(text[:end])
        reopened = History(history.path)
        rewound = text[:end].count(b"\n") == 6
        assert reopened.steps == ([0, 1, 5] if rewound else [0, 1, 2, 5])
        check_whole(reopened)
        if end % 5 == 0:  # which takes longer
            go_on(history.path, tmp_path / "copy")


def go_on(path: Path, copy: Path) -> None:
    shutil.copytree(path, copy)
    with History(copy) as history:
        before = history.steps
        history.keep(nn.Linear(20, 20), 6, loss=3)
        assert History(copy).steps == history.steps == [*before, 6]
        check_whole(history)
        assert {file.name for file in copy.glob("*.safetensors")} == {c.file.name for c in history}
    shutil.rmtree(copy)
