"""The command: what it writes is what the widgets show, and what does not fit is told in words, with status 2."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from splinewidgets import Slice, tessellate, zoo
from splinewidgets.command.gallery import copy_notebooks, notebooks
from splinewidgets.command.main import main
from splinewidgets.command.model_file import read_model

FACTORY = """
from torch import nn
from beside import WIDTH

def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(2, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 2))

def nothing():
    return 3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a factory, its weights, an exported program, and data."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made.py").write_text(FACTORY)
    (tmp_path / "beside.py").write_text("WIDTH = 6\n")
    model = zoo.mlp((2, 6, 2), seed=3)
    save_file(model.state_dict(), tmp_path / "weights.safetensors")
    rows = torch.export.Dim("rows")
    program = torch.export.export(model, (torch.zeros(3, 2),), dynamic_shapes=({0: rows},))
    torch.export.save(program, tmp_path / "model.pt2")
    moons = zoo.two_moons()
    np.save(tmp_path / "inputs.npy", moons.inputs.numpy())
    np.save(tmp_path / "labels.npy", moons.labels.numpy())
    return tmp_path


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    ("given", "weights"), [("model.pt2", None), ("made.py:build", "weights.safetensors")], ids=["program", "factory"]
)
def test_a_file_is_the_model_that_was_saved(folder: Path, given: str, weights: str | None) -> None:
    model = read_model(given, None if weights is None else folder / weights)
    window = Slice.box((-1, 1), (-1, 1))
    known, found = (tessellate(each, window) for each in (zoo.mlp((2, 6, 2), seed=3), model))
    assert found.tile_count == known.tile_count > 5
    np.testing.assert_allclose(np.sort(found.areas()), np.sort(known.areas()), atol=1e-12)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("out", ["figure.svg", "figure.png", "page.html"])
def test_a_picture_and_a_page_are_written(folder: Path, capsys: pytest.CaptureFixture[str], out: str) -> None:
    data = ["--data", "inputs.npy", "--labels", "labels.npy"]
    assert main(["slice", "model.pt2", *data, "--color-by", "area", "--out", out]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{out}: ") and "tiles" in printed.out and printed.err == ""
    begins = {".svg": b"<svg", ".png": b"\x89PNG", ".html": b"<!doctype html>"}[(folder / out).suffix]
    assert (folder / out).read_bytes().startswith(begins)


def test_code_in_files_is_not_run_unasked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save(zoo.mlp((2, 6, 2), seed=3), folder / "module.pt")
    assert main(["slice", "module.pt", "--out", "a.svg"]) == 2
    assert "--unpickle" in capsys.readouterr().err and not (folder / "a.svg").exists()
    assert isinstance(read_model("module.pt", unpickle=True), nn.Module)


class Marks:
    """What leaves a file behind when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("ran"),))


def test_a_program_with_pickled_code_is_refused_before_it_runs(folder: Path) -> None:
    """Torch itself falls back to unpickling it."""
    torch.save({"a": Marks()}, folder / "inner.pt")
    evil = (folder / "inner.pt").read_bytes()
    (folder / "inner.pt").unlink()
    with zipfile.ZipFile("model.pt2") as source, zipfile.ZipFile("evil.pt2", "w") as made:
        for entry in source.namelist():
            pickled = entry.endswith(".pt") and zipfile.is_zipfile(source.open(entry))
            made.writestr(entry, evil if pickled else source.read(entry))
    with pytest.raises(ValueError, match="pickled"):
        read_model("evil.pt2")
    assert not (folder / "ran").exists()
    assert torch.load is not None and pickle.loads(pickle.dumps(3)) == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.pt2", "--out", "a.svg"], "no file none.pt2"),
        (["made.py:other", "--out", "a.svg"], "no function 'other'"),
        (["made.py:nothing", "--out", "a.svg"], "gave a int"),
        (["weights.safetensors", "--out", "a.svg"], "MODEL.py:FACTORY"),
        (["model.pt2", "--weights", "weights.safetensors", "--out", "a.svg"], "has its own weights"),
        (["made.py:build", "--out", "a.jpg"], "must end with"),
        (["made.py:build", "--out", "none/a.svg"], "is not there"),
        (["made.py:build", "--data", "none.npy", "--out", "a.svg"], "no file none.npy"),
        (["made.py:build", "--data", "made.py", "--out", "a.svg"], "numpy.save"),
        (["made.py:build", "--color-by", "weight", "--out", "a.svg"], "weight"),
    ],
)
def test_what_does_not_fit_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["slice", *arguments]) == 2
    told = capsys.readouterr().err
    assert told.startswith("splinewidgets: ") and says in told and "Traceback" not in told
    assert not list(folder.glob("a.*"))


def test_the_gallery_has_all_notebooks_and_keeps_what_was_changed(tmp_path: Path) -> None:
    folder = tmp_path / "gallery"
    folder.mkdir()
    (folder / "00-start-here.ipynb").write_text("mine")
    assert main(["gallery", str(folder), "--no-open"]) == 0
    assert {each.name for each in folder.iterdir()} == {each.name for each in notebooks()}
    assert (folder / "00-start-here.ipynb").read_text() == "mine"
    others = [each for each in folder.iterdir() if each.name != "00-start-here.ipynb"]
    assert len(others) > 5 and all(json.loads(each.read_text("utf-8"))["nbformat"] == 4 for each in others)
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError, match="is a file"):
        copy_notebooks(tmp_path / "file")
