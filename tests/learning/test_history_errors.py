"""Bad input to a history: refused at once, in three sentences, with nothing written."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from splinewidgets.learning import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    history = History(tmp_path / "history")
    history.keep(nn.Linear(2, 3), 10, loss=1)
    return history


def refused(history: History, error: type[Exception], message: str, model: Any, step: Any, **metrics: Any) -> None:
    """Both ways to record raise, and leave the directory as it was."""
    before = {file: file.read_bytes() for file in history.path.iterdir()}
    for way in (history.record, history.keep):
        with pytest.raises(error, match=message) as raised:
            way(model, step, **metrics)
        assert str(raised.value).count(". ") >= 2
    assert {file: file.read_bytes() for file in history.path.iterdir()} == before
    assert history.steps == [10]


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        (9, ValueError, r"Step 9 is given after step 10 was recorded\. Steps must grow\. Call rewind\(9\)"),
        (-1, ValueError, r"The step is -1\. It must be a whole number from 0 on"),
        (1.0, TypeError, r"The step is 1\.0, a float\. It must be a whole number"),
        ("11", TypeError, r"The step is '11', a str\."),
        (None, TypeError, r"The step is None"),
    ],
)
def test_bad_steps(history: History, step: Any, error: type[Exception], message: str) -> None:
    refused(history, error, message, nn.Linear(2, 3), step)


@pytest.mark.parametrize("step", [np.int64(99), torch.tensor(99)])
def test_whole_numbers_of_other_kinds_are_steps(history: History, step: Any) -> None:
    history.keep(nn.Linear(2, 3), step)
    assert History(history.path).steps == [10, 99]


@pytest.mark.parametrize("call", ["note", "rewind", "due"])
def test_bad_steps_elsewhere(history: History, call: str) -> None:
    with pytest.raises(ValueError, match=r"The step is -1"):
        getattr(history, call)(-1)
    with pytest.raises(TypeError, match=r"The step is 0\.5, a float"):
        getattr(history, call)(0.5)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0.5", r"The metric 'loss' is a str\. A metric is one real number\."),
        (None, r"'loss' is a NoneType"),
        (1j, r"'loss' is a complex"),
        ([1.0], r"'loss' is a list"),
        (torch.zeros(1), r"'loss' is a Tensor of shape \(1,\) and torch\.float32"),
        (np.zeros((2, 3)), r"'loss' is a ndarray of shape \(2, 3\) and float64"),
        (np.array("a"), r"'loss' is a ndarray of shape \(\) and <U1"),
    ],
)
def test_bad_metrics(history: History, value: Any, message: str) -> None:
    refused(history, TypeError, message, nn.Linear(2, 3), 20, accuracy=0.5, loss=value)
    with pytest.raises(TypeError, match=message):
        history.note(10, loss=value)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            nn.Linear(2, 4),
            r"The model of step 20 has weight of shape \(4, 2\) instead of \(3, 2\) and has bias of shape \(4,\) inst",
        ),
        (nn.Linear(2, 3, bias=False), r"The model of step 20 lacks bias\. A history is of one architecture"),
        (nn.Bilinear(2, 2, 3, bias=True), r"has weight of shape \(3, 2, 2\) instead of \(3, 2\)"),
        ({**nn.Linear(2, 3).state_dict(), "more": torch.zeros(1)}, r"The model of step 20 has more in addition"),
    ],
)
def test_another_architecture(history: History, model: Any, message: str) -> None:
    refused(history, ValueError, message, model, 20)


def test_another_architecture_after_a_restart(history: History) -> None:
    history.close()
    refused(History(history.path), ValueError, r"has weight of shape \(5, 2\) instead of \(3, 2\)", nn.Linear(2, 5), 20)


def test_loading_into_another_architecture(history: History) -> None:
    model = nn.Linear(2, 4)
    before = model.weight.detach().clone()
    message = r"The checkpoint of step 10 has weight of shape \(3, 2\) instead of \(4, 2\) and has bias of shape \(3,\)"
    with pytest.raises(ValueError, match=message):
        history[0].load_into(model)
    assert torch.equal(model.weight, before) and model.training
    with pytest.raises(ValueError, match=r"lacks 0\.weight, 0\.bias, 1\.weight and 1 more and has bias"):
        history[0].load_into(nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 3)))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (3, r"The model is a int\. It must be a torch\.nn\.Module, a state_dict or the path"),
        ({"model": {}}, r"The state_dict holds a dict under 'model'\. A state_dict maps names to tensors\. Pass"),
        ({"weight": [1.0]}, r"The state_dict holds a list under 'weight'"),
    ],
)
def test_no_models(history: History, model: Any, message: str) -> None:
    refused(history, TypeError, message, model, 20)


@pytest.mark.parametrize("where", [lambda n: 0, lambda n: 5, lambda n: 40, lambda n: n // 2, lambda n: n - 1])
def test_a_truncated_checkpoint_is_named(history: History, where: Callable[[int], int]) -> None:
    file = history[0].file
    content = file.read_bytes()
    file.write_bytes(content[: where(len(content))])
    reader = History(history.path)
    assert reader.steps == [10]
    for checkpoint in (reader[0], pickle.loads(pickle.dumps(reader[0]))):
        with pytest.raises(ValueError, match=rf"The file {file} is truncated or damaged \(.*\)\. It must be whole"):
            checkpoint.state_dict()
    history.close()
    refused(reader, ValueError, rf"The file {file} is truncated", nn.Linear(2, 3), 20)


def test_damaged_content_is_named(history: History) -> None:
    history[0].file.write_bytes(b"\x10\0\0\0\0\0\0\0not a header at all")
    with pytest.raises(ValueError, match=r"step-00000010\.safetensors is truncated or damaged"):
        history[0].state_dict()


class Evil:
    """Would make a directory if it were unpickled."""

    def __init__(self, made: Path) -> None:
        self.made = made

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.mkdir, (self.made,)


def test_pickles_are_refused_and_not_run(history: History, tmp_path: Path) -> None:
    files = [tmp_path / "plain.pt", tmp_path / "torch.pth", tmp_path / "model.bin"]
    files[0].write_bytes(pickle.dumps({"weight": Evil(tmp_path / "made")}))
    torch.save({"weight": Evil(tmp_path / "made")}, files[1])
    torch.save(nn.Linear(2, 3), files[2])
    for file in files:
        message = rf"{file} is a pickle of more than tensors, or damaged(\.|: it needs ).* Save a state_dict"
        refused(history, ValueError, message, file, 20)
    assert not (tmp_path / "made").exists()


def test_files_that_cannot_be_read(history: History, tmp_path: Path) -> None:
    state_dict = nn.Linear(2, 3).state_dict()
    save_file(state_dict, tmp_path / "cut.safetensors")
    torch.save(state_dict, tmp_path / "cut.pt")
    for file in (tmp_path / "cut.safetensors", tmp_path / "cut.pt"):
        content = file.read_bytes()
        for end in (0, len(content) // 2):
            file.write_bytes(content[:end])
            refused(history, ValueError, rf"The file {file} is truncated or damaged", file, 20)
    torch.save({"epoch": 3, **state_dict}, tmp_path / "lightning.ckpt")
    refused(history, TypeError, r"lightning\.ckpt holds a int under 'epoch'", tmp_path / "lightning.ckpt", 20)
    torch.save([1, 2], tmp_path / "list.pt")
    refused(history, TypeError, r"The file .*list\.pt is a list\. A state_dict maps", tmp_path / "list.pt", 20)
    refused(history, FileNotFoundError, r"There is no file .*no\.pt", tmp_path / "no.pt", 20)
    refused(history, ValueError, r"The file .*a\.npz ends in \.npz\. A state_dict is read from", tmp_path / "a.npz", 20)


def test_paths_that_are_no_histories(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"The path .*file is a file\. A history is a directory\. Choose"):
        History(tmp_path / "file")
    (tmp_path / "other").mkdir()
    History(tmp_path / "other").keep(nn.Linear(1, 1), 0)
    with pytest.raises(ValueError, match=r"The directory .* holds file, other and no index\.jsonl\. It must be empty"):
        History(tmp_path)
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/index.jsonl").write_text('{"mine": 1}\n')
    with pytest.raises(
        ValueError, match=r"begins with '\{.mine.: 1\}\\n'\. It must begin with \{.format.: .*Choose an"
    ):
        History(tmp_path / "foreign")


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        "[1]",
        '{"step": 1}',
        '{"step": 1, "file": "../x", "metrics": {}}',
        '{"step": 1, "file": "x", "metrics": {"a": "b"}}',
        '{"note": 7, "metrics": {}}',
    ],
)
def test_a_damaged_line_is_named(history: History, line: str) -> None:
    index = history.path / "index.jsonl"
    whole = index.read_text()
    index.write_text(whole + line + "\n" + '{"rewind": 5}\n')
    for _ in range(2):
        with pytest.raises(ValueError, match=r"Line 3 of .*index\.jsonl, the index of a history, is damaged\. Each"):
            history.refresh()
    with pytest.raises(ValueError, match=r"Line 3 of"):
        History(history.path)
    index.write_text(whole)
    assert history.refresh() and history.steps == [10]


def test_too_few_a_decade(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There are 0 checkpoints per decade\. At least 1 is needed"):
        History(tmp_path / "history", per_decade=0)
