from __future__ import annotations

import doctest
import math
import pickle
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import nn

import splinewidgets.learning.history as module
from splinewidgets.learning import Checkpoint, History


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(
        torch.equal(one[name], other[name]) and one[name].dtype == other[name].dtype for name in one
    )


# --- what is kept, and when ---------------------------------------------------------------------------------------


def test_the_example_of_its_docstring_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
    examples = [
        test
        for test in finder.find(History, globs={"torch": torch, "nn": nn, "History": History})
        if test.name == "History"
    ]
    assert [runner.run(example) for example in examples] == [(0, len(examples[0].examples))]


@given(stride=st.integers(1, 50), per_decade=st.integers(1, 30))
def test_steps_are_evenly_spaced_in_their_logarithm(stride: int, per_decade: int) -> None:
    """With any stride of the loop: as dense as asked for where the stride allows, never denser."""
    history = module.History.__new__(module.History)
    factor = history._factor = 10 ** (1 / per_decade)
    history._goes_on = True
    steps: list[int] = []

    class Index:
        checkpoints: tuple[Checkpoint, ...] = ()

    history._index = Index()  # type: ignore[assignment]
    for step in range(0, 3000, stride):
        if history.due(step):
            steps.append(step)
            Index.checkpoints = (Checkpoint(step, {}, Path()),)
    assert steps[:2] == [0, stride]
    for before, after in pairwise(steps[1:]):
        assert after >= before * factor
        assert after - stride < before * factor


def test_what_is_recorded_is_read_back_bit_for_bit(history: History) -> None:
    models = [nn.Linear(3, 2) for _ in range(4)]
    for step, model in enumerate(models):
        assert history.record(model, step, loss=step)
    for reader in (history, History(history.path)):
        assert reader.steps == [0, 1, 2, 3]
        assert all(same(c.state_dict(), m.state_dict()) for c, m in zip(reader, models, strict=True))
        assert reader.metrics["loss"].tolist() == [0, 1, 2, 3]


def test_only_due_steps_are_kept(history: History) -> None:
    kept = [step for step in range(100) if history.record(nn.Linear(1, 1), step)]
    assert kept == history.steps
    assert not history.due(kept[-1])
    assert len(kept) < 30


def test_it_appends_after_a_restart(history: History) -> None:
    for step in range(50):
        history.record(nn.Linear(1, 1), step)
    history.close()
    again = History(history.path)
    assert again.steps == history.steps
    assert not again.due(again.steps[-1] + 1)
    assert not again.record(nn.Linear(1, 1), 49)
    assert again.record(nn.Linear(1, 1), 100)
    assert History(history.path).steps == [*history.steps, 100]


def test_a_last_step_is_kept_in_any_case_and_replaced_by_itself(history: History) -> None:
    history.record(nn.Linear(2, 1), 100, loss=1.0)
    history.keep(nn.Linear(2, 1), 101, loss=2.0)
    before = history[-1]
    last = nn.Linear(2, 1)
    history.keep(last, 101, other=3.0)
    assert history.steps == [100, 101]
    for reader in (history, History(history.path)):
        assert reader[-1].metrics == {"other": 3.0}
        assert same(reader[-1].state_dict(), last.state_dict())
    assert history[-1] != before  # so that nothing shown of the old one passes for the new one
    assert not before.file.exists()


def test_rewinding_forgets_what_came_after(history: History) -> None:
    for step in (0, 1, 2, 3):
        history.keep(nn.Linear(2, 1), step)
    forgotten = history[2]
    history.rewind(1)
    assert history.steps == History(history.path).steps == [0, 1]
    anew = nn.Linear(2, 1)
    history.keep(anew, 2)
    assert same(history[2].state_dict(), anew.state_dict())
    with pytest.raises(FileNotFoundError, match=r"There is no file .*step-00000002"):
        forgotten.state_dict()
    history.rewind(7)
    assert history.steps == [0, 1, 2]


def test_a_file_that_goes_while_it_is_read_is_missing_and_not_damaged(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.keep(nn.Linear(2, 1), 0)
    checkpoint = history[0]
    checkpoint.file.unlink()
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    with pytest.raises(FileNotFoundError, match=r"There is no file .*step-00000000"):
        checkpoint.state_dict()


def test_further_metrics_can_be_noted(history: History) -> None:
    for step in (0, 1, 2):
        history.keep(nn.Linear(2, 1), step, loss=step)
    history.note(1, tiles=12, loss=7)
    for reader in (history, History(history.path)):
        assert reader[1].metrics == {"loss": 7, "tiles": 12}
        np.testing.assert_array_equal(reader.metrics["tiles"], [np.nan, 12, np.nan])
    with pytest.raises(ValueError, match=r"Step 5 has no checkpoint\. Metrics are noted of recorded"):
        history.note(5, tiles=1)


def test_metrics_are_numbers_of_any_kind(history: History) -> None:
    given = {"a": 1, "b": torch.tensor(2.5, requires_grad=True), "c": np.float32(0.5), "d": np.array(4), "e": True}
    limits = {"nan": math.nan, "up": math.inf, "down": torch.tensor(-math.inf)}
    history.keep(nn.Linear(1, 1), 0, **given, **limits)
    metrics = History(history.path)[0].metrics
    assert [metrics[name] for name in "abcde"] == [1, 2.5, 0.5, 4, 1]
    assert math.isnan(metrics["nan"]) and metrics["up"] == math.inf and metrics["down"] == -math.inf
    text = (history.path / "index.jsonl").read_text()
    assert "NaN" not in text  # which is not JSON


def test_a_frame_has_a_row_a_step(history: History) -> None:
    assert history.to_frame().empty
    history.keep(nn.Linear(1, 1), 3, loss=1)
    history.keep(nn.Linear(1, 1), 5, accuracy=0.5)
    frame = history.to_frame()
    assert frame.index.name == "step" and frame.index.tolist() == [3, 5]
    assert frame["loss"].tolist()[0] == 1 and math.isnan(frame["accuracy"][3])


def test_it_is_a_sequence(history: History) -> None:
    assert not history
    for step in range(5):
        history.keep(nn.Linear(1, 1), step)
    assert [c.step for c in history] == [history[i].step for i in range(5)] == history.steps
    assert [c.step for c in history[1:-1]] == [1, 2, 3]
    assert history[2] in History(history.path)
    assert "5 checkpoints, steps 0 to 4" in repr(history)
    with pytest.raises(IndexError):
        history[5]


# --- models of every kind -----------------------------------------------------------------------------------------


class Curious(nn.Module):
    """Tied weights, a view, a transpose, several dtypes, buffers, an empty tensor and extra state."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.short = nn.Parameter(torch.randn(4).bfloat16())
        self.register_buffer("count", torch.tensor(7))
        self.register_buffer("turned", torch.randn(4, 5).t())
        self.register_buffer("part", torch.randn(10)[3:5])
        self.register_buffer("expanded", torch.randn(1, 3).expand(2, 3))
        self.register_buffer("none", torch.empty(0))
        self.register_buffer("nothing", torch.empty(0, 3))
        self.extra = {"not": "a tensor"}

    def get_extra_state(self) -> object:
        return self.extra

    def set_extra_state(self, state: object) -> None:
        raise AssertionError("nothing was recorded of it")


def test_a_model_of_many_kinds_of_tensors_survives(history: History) -> None:
    model, other = Curious(), Curious()
    history.keep(model, 0)
    tensors = {name: value for name, value in model.state_dict().items() if isinstance(value, torch.Tensor)}
    assert same(history[0].state_dict(), tensors)
    other.expanded = other.expanded.contiguous()  # which cannot be written to as it is
    assert history[0].load_into(other) is other
    assert not other.training
    assert other.second.weight is other.first.weight
    assert torch.equal(other.short, model.short) and torch.equal(other.turned, model.turned)


def test_a_model_its_state_dict_and_a_file_are_the_same(history: History, tmp_path: Path) -> None:
    model = nn.Linear(3, 2)
    save_file(model.state_dict(), tmp_path / "a.safetensors")
    torch.save(model.state_dict(), tmp_path / "a.pt")
    sources = [model, model.state_dict(), tmp_path / "a.safetensors", str(tmp_path / "a.pt")]
    for step, source in enumerate(sources):
        history.keep(source, step)
    assert all(same(checkpoint.state_dict(), model.state_dict()) for checkpoint in history)


def test_training_on_does_not_change_what_was_recorded(history: History) -> None:
    model = nn.Linear(2, 1)
    before = model.weight.detach().clone()
    history.keep(model, 0)
    with torch.no_grad():
        model.weight.add_(1)
    assert torch.equal(history[0].state_dict()["weight"], before)


def test_a_checkpoint_can_be_sent_where_its_file_is_not(history: History) -> None:
    model = nn.Linear(2, 1)
    history.keep(model, 4, loss=math.inf)
    sent = pickle.dumps(history[0])
    (history[0].file).unlink()
    received = pickle.loads(pickle.dumps(pickle.loads(sent)))
    assert same(received.state_dict(), model.state_dict())
    received.state_dict()["weight"].zero_()
    assert same(received.load_into(nn.Linear(2, 1)).state_dict(), model.state_dict())
    assert received == history[0] and received.metrics == history[0].metrics


def test_checkpoints_of_a_wrapped_or_saved_model_are_loaded_into_the_plain_one(tmp_path: Path) -> None:
    model, other = nn.Linear(3, 2), nn.Linear(3, 2)
    file = tmp_path / "saved.pt"
    torch.save({"state_dict": nn.DataParallel(model).state_dict(), "epoch": 3}, file)
    for name, saved in (("wrapped", nn.DataParallel(model)), ("file", file)):
        with History(tmp_path / name) as history:
            history.record(saved, 0)
        loaded = history[0].load_into(other)
        assert all(map(torch.equal, loaded.parameters(), model.parameters()))
        nn.init.zeros_(other.weight)
