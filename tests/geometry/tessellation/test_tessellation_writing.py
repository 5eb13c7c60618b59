"""Writing a tessellation's file: a path that will not do is refused, and a write that fails harms nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, Tessellation, tessellate
from splinewidgets.geometry.tessellation.exchange import tessellation_file

UNIT = Slice.box((-1, 1), (-1, 1))
HEXAGON = UNIT.with_polygon([[1, 0], [0.5, 0.8], [-0.5, 0.8], [-1, 0], [-0.5, -0.8], [0.5, -0.8]])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tiles.safetensors"


@pytest.fixture
def model() -> nn.Module:
    return random_perceptron([2, 8, 8, 3], 0)


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no file"):
        Tessellation.load(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    for path, what in ((tmp_path, "directory"), (tmp_path / "pipe", "pipe")):
        for ask in (Tessellation.load, tessellate(nn.ReLU(), UNIT).save):
            with pytest.raises(ValueError, match=f"There is a {what} at"):
                ask(path)


def test_where_nothing_can_be_written_nothing_is_computed(model: nn.Module, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tessellation_file, "network_checksum", lambda network: pytest.fail("it was computed"))
    with pytest.raises(FileNotFoundError, match=r"cannot be written\. .*\. Make it"):
        tessellate(model, UNIT).save(tmp_path / "none" / "tiles")


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(fails: str, model: nn.Module, file: Path, monkeypatch) -> None:
    tessellate(model, UNIT).save(file)
    before = file.read_bytes()

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if fails == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match=re.escape(f"The disk of {file} is full")):
        tessellate(model, HEXAGON).save(file)
    monkeypatch.undo()
    assert file.read_bytes() == before and os.listdir(file.parent) == [file.name]
    tessellate(model, HEXAGON).save(file)
    assert Tessellation.load(file).slice.polygon is not None
