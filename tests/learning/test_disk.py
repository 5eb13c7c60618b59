"""Disks that are full, or cannot be written: nothing is left, and the error says which file and how much."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from torch import nn

from splinewidgets.learning import History


@pytest.fixture
def history(history: History) -> History:
    history.keep(nn.Linear(20, 20), 1, loss=0.5)
    return history


def files(history: History) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in history.path.iterdir()}


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file can be longer within."""
    _, most = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_checkpoint_for_which_there_is_no_room_leaves_nothing(history: History) -> None:
    before, size = files(history), history[0].file.stat().st_size
    message = rf"The disk of .*step-00000002\.safetensors is full \(.*\)\. Its {size:,} bytes must be written"
    for left in (0, 100, size - 1):
        with room(left), pytest.raises(OSError, match=message) as raised:
            history.keep(nn.Linear(20, 20), 2, loss=1.5)
        assert raised.value.errno == errno.EFBIG
        assert files(history) == before
    history.keep(nn.Linear(20, 20), 2, loss=1.5)
    assert History(history.path).steps == [1, 2]


@pytest.mark.parametrize("number", [0, 2])  # the checkpoint's file, and the line of the index; 1 is a directory
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_what_does_not_reach_the_disk_leaves_nothing(
    history: History, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    before, calls = files(history), []

    def fail(_: int) -> None:
        calls.append(0)
        if len(calls) == number + 1:
            raise OSError(code, os.strerror(code))

    name = ["step-00000002", "", "index"][number]
    with monkeypatch.context() as patch, pytest.raises(OSError, match=rf"{name}.*{os.strerror(code)}") as raised:
        patch.setattr(os, "fsync", fail)
        history.keep(nn.Linear(20, 20), 2, loss=1)
    assert raised.value.errno == code and str(raised.value).count(". ") == 2
    assert files(history) == before
    assert history.steps == History(history.path).steps == [1]
    history.keep(nn.Linear(20, 20), 2, loss=1)


@pytest.mark.parametrize(("where", "call"), [(Path, "replace"), (os, "fstat")])
def test_nor_does_what_fails_elsewhere(
    history: History, monkeypatch: pytest.MonkeyPatch, where: Any, call: str
) -> None:
    before = files(history)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(where, call, fail)
        history.keep(nn.Linear(20, 20), 2, loss=1)
    assert files(history) == before


def test_an_interrupt_leaves_no_part(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(history)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", interrupt)
        history.keep(nn.Linear(20, 20), 2)
    assert files(history) == before


def test_a_disk_that_is_only_read_is_read(history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history.close()
    before, opening = files(history), os.open

    def refuse(path: Any, flags: int, *mode: Any, **directory: Any) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return opening(path, flags, *mode, **directory)

    def refuse_directory(path: Path, *_: Any, **__: Any) -> None:
        if not path.exists():
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "mkdir", refuse_directory)
    reader = History(history.path)
    assert reader.steps == [1] and reader[0].state_dict()["weight"].shape == (20, 20)
    for there, file in ((history.path, "index.jsonl.lock"), (tmp_path / "new", "index.jsonl")):
        message = rf"The file {there}/{file} cannot be written \(Read-only file system\)\. .* or choose another path"
        with pytest.raises(OSError, match=message) as raised:
            History(there).keep(nn.Linear(20, 20), 2)
        assert raised.value.errno == errno.EROFS
    assert files(history) == before
