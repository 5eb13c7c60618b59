from __future__ import annotations

import argparse
import json
import os
import pickle
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.optim.swa_utils import AveragedModel

from splinewidgets.learning import CheckpointFiles, History
from splinewidgets.learning.recorded_state import state_dict_of


def model(seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))


def same(one: nn.Module, other: nn.Module) -> bool:
    mine, theirs = one.state_dict(), other.state_dict()
    return mine.keys() == theirs.keys() and all(torch.equal(mine[name], theirs[name]) for name in mine)


def saved(directory: Path, steps: range, name: str = "epoch-{}.pt") -> list[Path]:
    files = [directory / name.format(step) for step in steps]
    for step, file in zip(steps, files, strict=True):
        torch.save(model(step).state_dict(), file)
    return files


def older(*paths: Path) -> None:
    """As if it had been written a minute ago."""
    for path in paths:
        os.utime(path, (time.time() - 60,) * 2)


def test_each_file_is_the_checkpoint_of_its_step(tmp_path: Path) -> None:
    saved(tmp_path, range(12))
    checkpoints = History.from_files(tmp_path / "epoch-*.pt")
    assert checkpoints.steps == list(range(12))  # not by the alphabet, in which 10 is before 2
    for checkpoint in checkpoints:
        assert same(checkpoint.load_into(model(99)), model(checkpoint.step))
    assert checkpoints.metrics == {}
    assert [c.step for c in checkpoints[2:4]] == [2, 3]
    assert checkpoints.to_frame().index.tolist() == checkpoints.steps


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("epoch=3-step=1200.pt", 1200),
        ("net_v2_epoch_10.pth", 10),
        ("model.iter500.loss0.25.pt", 500),
        ("00042.ckpt", 42),
        ("run7/best.pt", 7),
        ("checkpoint-500/pytorch_model.bin", 500),
        ("global_step1000/weights.pt", 1000),
    ],
)
def test_a_step_is_found_in_the_name(tmp_path: Path, name: str, step: int) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    torch.save(model(0).state_dict(), file)
    assert History.from_files([file]).steps == [step]


def test_what_trainers_write_is_read(tmp_path: Path) -> None:
    wanted = model(3)
    state = wanted.state_dict()
    wrapped = nn.DataParallel(wanted).state_dict()
    trainer = {
        "state_dict": {f"net.{name}": value for name, value in state.items()},
        "optimizer_states": [{"state": {}, "param_groups": [{"lr": 0.1}]}],
        "epoch": 4,
        "global_step": 400,
        "pytorch-lightning_version": "2.5.0",
        "hyper_parameters": {"width": 4},
    }
    contents = [state, {"model": state, "epoch": 1}, wrapped, AveragedModel(wanted).state_dict(), trainer]
    for step, content in enumerate(contents):
        torch.save(content, tmp_path / f"{step}.ckpt")
    checkpoints = CheckpointFiles(tmp_path / "*.ckpt")
    assert len(checkpoints) == len(contents)
    for checkpoint in checkpoints:
        assert same(checkpoint.load_into(model(0)), wanted)


@pytest.mark.parametrize("shards", [1, 2])
def test_folders_of_weights_are_read(tmp_path: Path, shards: int) -> None:
    for step in (500, 1000):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        state = model(step).state_dict()
        if shards == 1:
            save_file(state, folder / "model.safetensors")
        else:
            places = {name: f"model-{i % 2 + 1:05}-of-00002.safetensors" for i, name in enumerate(state)}
            for shard in set(places.values()):
                save_file({name: state[name] for name in state if places[name] == shard}, folder / shard)
            (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
        (folder / "config.json").write_text("{}")
    checkpoints = CheckpointFiles(str(tmp_path / "checkpoint-*"))
    assert checkpoints.steps == [500, 1000]
    assert all(same(c.load_into(model(0)), model(c.step)) for c in checkpoints)
    assert state_dict_of(tmp_path / "checkpoint-500").keys() == model(0).state_dict().keys()


def test_a_shard_of_another_folder_is_not_read(tmp_path: Path) -> None:
    save_file(model(0).state_dict(), tmp_path / "secret.safetensors")
    folder = tmp_path / "checkpoint-1"
    folder.mkdir()
    index = {"weight_map": dict.fromkeys(model(0).state_dict(), "../secret.safetensors")}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ValueError, match="it names files of other folders"):
        CheckpointFiles(tmp_path / "checkpoint-*")[0].state_dict()


@pytest.mark.parametrize("part", ["generator", "nets.generator", "ema", "state_dict.generator"])
def test_one_of_several_sets_is_chosen(tmp_path: Path, part: str) -> None:
    one, other = model(1).state_dict(), model(2).state_dict()
    content = {
        "generator": {"generator": one, "critic": other},
        "nets.generator": {"nets": {"generator": one, "critic": other}},
        "ema": {"model": other, "ema": one},
        "state_dict.generator": {
            "state_dict": {f"{n}.{k}": v for n, s in (("generator", one), ("critic", other)) for k, v in s.items()}
        },
    }[part]
    torch.save(content, tmp_path / "1.pt")
    checkpoints = History.from_files(tmp_path / "*.pt", part=part)
    assert same(checkpoints[0].load_into(model(0)), model(1))
    assert same(pickle.loads(pickle.dumps(checkpoints[0])).load_into(model(0)), model(1))
    assert same(checkpoints.reader()[0].load_into(model(0)), model(1))
    with pytest.raises(ValueError, match=r"has no 'decoder'\. It has .* Pass the name of a dict"):
        History.from_files(tmp_path / "*.pt", part="decoder")[0].state_dict()


def test_a_checkpoint_takes_its_weights_along(tmp_path: Path) -> None:
    (file,) = saved(tmp_path, range(1, 2))
    carried = pickle.dumps(CheckpointFiles([file])[0])
    file.unlink()
    assert same(pickle.loads(carried).load_into(model(0)), model(1))


def test_new_files_are_taken_in_when_they_are_whole(tmp_path: Path) -> None:
    older(*saved(tmp_path, range(2)))
    checkpoints = CheckpointFiles(tmp_path / "*.pt")
    assert not checkpoints.refresh()
    (new,) = saved(tmp_path, range(2, 3))
    assert not checkpoints.refresh()  # it may still be growing
    older(new)
    assert checkpoints.refresh()
    assert checkpoints.steps == [0, 1, 2]
    assert not checkpoints.refresh()
    new.unlink()
    assert checkpoints.refresh()
    assert checkpoints.steps == [0, 1]


def test_files_are_never_unpickled(tmp_path: Path) -> None:
    ran = tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(ran),)

    torch.save({"state_dict": model(0).state_dict(), "callback": Trap()}, tmp_path / "1.pt")
    with pytest.raises(ValueError, match="Such a file could run any code and is not read"):
        CheckpointFiles(tmp_path / "1.pt")[0].state_dict()
    assert not ran.exists()


def test_what_trainers_keep_beside_weights_is_no_hindrance(tmp_path: Path) -> None:
    """Settings, paths and numpy's numbers, which `weights_only` refuses by itself."""
    beside = {
        "hyper_parameters": argparse.Namespace(rate=0.1, folder=tmp_path),
        "best": np.float64(0.5),
        "losses": np.arange(5, dtype=np.float32),
        "monitor": np.bool_(True),
        "optimizer": torch.optim.Adam(model(0).parameters()).state_dict(),
    }
    file = tmp_path / "step=12.ckpt"
    torch.save({"state_dict": model(3).state_dict(), **beside}, file)
    assert same(CheckpointFiles(file)[0].load_into(model(0)), model(3))
    assert argparse.Namespace not in torch.serialization.get_safe_globals()


def test_what_a_file_needs_code_for_is_named(tmp_path: Path) -> None:
    torch.save(model(0), tmp_path / "1.pt")
    with pytest.raises(ValueError, match=r"it needs torch\.nn.*Linear.* of a file that you trust, torch\.load"):
        CheckpointFiles(tmp_path / "1.pt")[0].state_dict()
    torch.save(torch.load(tmp_path / "1.pt", weights_only=False).state_dict(), tmp_path / "2.pt")
    assert same(CheckpointFiles(tmp_path / "2.pt")[0].load_into(model(1)), model(0))


def test_steps_may_be_given(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("start.pt", "best.pt")]
    for file, seed in zip(files, (1, 2), strict=True):
        torch.save(model(seed).state_dict(), file)
    checkpoints = CheckpointFiles(files, steps=[900, 0])
    assert [(c.step, c.file.name) for c in checkpoints] == [(0, "best.pt"), (900, "start.pt")]
    assert checkpoints.reader().steps == [0, 900]


@pytest.mark.parametrize(
    ("given", "options", "error", "sentence"),
    [
        ("*.pth", {}, ValueError, r"has no checkpoints\. There must be one at least\. Pass a pattern"),
        ([], {}, ValueError, r"has no checkpoints"),
        (3, {}, TypeError, r"files is a int\. It must be a pattern of paths"),
        (["1.pt", 3], {}, TypeError, r"files is a list"),
        (["1.pt", "gone.pt"], {}, ValueError, r"There is no checkpoint at .*gone\.pt\. All must be there"),
        (["1.pt"], {"steps": [1, 2]}, ValueError, r"There are 2 steps and 1 files"),
        (["1.pt"], {"steps": [1.5]}, TypeError, r"A step is 1\.5, a float"),
        (["1.pt"], {"steps": 1}, TypeError, r"steps is a int"),
        ("*.pt", {"steps": [1]}, ValueError, r"steps are given with a pattern"),
        ("*.pt", {"part": 3}, TypeError, r"part is a int"),
        ("[1].p*", {}, ValueError, r"are both of step 1\. Each step has one checkpoint"),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, monkeypatch, given, options, error, sentence: str) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save(model(0).state_dict(), "1.pt")
    torch.save(model(0).state_dict(), "1.pth") if given == "[1].p*" else None
    with pytest.raises(error, match=sentence):
        CheckpointFiles(given, **options)


def test_a_name_without_a_number_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "run7" / "checkpoints" / "best.pt"
    file.parent.mkdir(parents=True)
    torch.save(model(0).state_dict(), file)
    with pytest.raises(ValueError, match=r"has no number\. A checkpoint is of a step\. Name the steps"):
        CheckpointFiles([file])


def test_a_scripted_model_is_told_of(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.script(torch.nn.Linear(2, 1)).save(tmp_path / "epoch-3.pt")
    with pytest.raises(ValueError, match=r"is a TorchScript archive, which is code\. A state_dict is read"):
        History.from_files(tmp_path / "epoch-3.pt")[-1].state_dict()
