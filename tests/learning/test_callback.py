from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from splinewidgets.learning import History, HistoryCallback


def train(callback: Any, model: nn.Module, steps: int, start: int = 0, **of_trainer: Any) -> None:
    """What a trainer does, as far as the callback sees it."""
    trainer = SimpleNamespace(global_step=start, **of_trainer)
    callback.on_train_start(trainer, model.train())
    for _ in range(steps):
        with torch.no_grad():
            next(model.parameters()).add_(1)
        trainer.global_step += 1
        callback.on_train_batch_end(trainer, model, None, None, 0)
        assert model.training
    callback.on_train_end(trainer, model)


@pytest.fixture
def without_lightning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lightning.pytorch", "pytorch_lightning"):
        monkeypatch.setitem(sys.modules, name, None)


def test_it_records_the_first_the_due_and_the_last_step(tmp_path: Path, without_lightning: None) -> None:
    history, loop = History(tmp_path / "callback"), History(tmp_path / "loop")
    train(HistoryCallback(history), nn.Linear(1, 1), 100)
    for step in range(101):
        loop.record(nn.Linear(1, 1), step)
    assert history.steps == [*loop.steps, 100] != loop.steps
    weights = [c.state_dict()["weight"].item() for c in history]
    assert [round(w - weights[0]) for w in weights] == history.steps


def test_measures_are_taken_of_the_model_in_eval_mode_when_due(tmp_path: Path, without_lightning: None) -> None:
    model = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
    measured = []

    def measures(given: nn.Module) -> dict[str, float]:
        assert given is model
        assert not any(module.training for module in given.modules())
        measured.append(given[0].weight.item())
        return {"weight": measured[-1]}

    history = History(tmp_path / "history")
    train(HistoryCallback(history, measures), model, 30)
    assert len(measured) == len(history) < 20
    assert history.metrics["weight"].tolist() == measured == [c.state_dict()["0.weight"].item() for c in history]


def test_parts_in_eval_mode_stay_in_it(tmp_path: Path, without_lightning: None) -> None:
    frozen = nn.BatchNorm1d(1)
    model = nn.Sequential(nn.Linear(1, 1), frozen)
    callback = HistoryCallback(History(tmp_path / "history"), lambda _: {})
    frozen.eval()
    callback.on_train_start(SimpleNamespace(global_step=0), model)
    assert model.training and model[0].training and not frozen.training

    def fail(_: nn.Module) -> dict[str, float]:
        raise KeyError("measure")

    with pytest.raises(KeyError, match="measure"):
        HistoryCallback(History(tmp_path / "other"), fail).on_train_start(SimpleNamespace(global_step=0), model)
    assert model.training and not frozen.training


def test_resuming_forgets_what_came_after(tmp_path: Path, without_lightning: None) -> None:
    history, model = History(tmp_path / "history"), nn.Linear(1, 1)
    train(HistoryCallback(history), model, 50)
    first = history.steps
    train(HistoryCallback(history), model, 10, start=26)
    assert history.steps == [step for step in first if step <= 26] + [32, 36]


def test_another_training_does_not_overwrite_a_history(tmp_path: Path, without_lightning: None) -> None:
    history = History(tmp_path / "history")
    train(HistoryCallback(history), nn.Linear(1, 1), 5)
    with pytest.raises(ValueError, match=r"Step 0 is given after step 5 was recorded"):
        train(HistoryCallback(history), nn.Linear(1, 1), 5)
    assert history.steps[-1] == 5


def test_only_the_first_of_several_processes_records(tmp_path: Path, without_lightning: None) -> None:
    history = History(tmp_path / "history")
    train(HistoryCallback(history), nn.Linear(1, 1), 5, is_global_zero=False)
    assert not history
    train(HistoryCallback(history), nn.Linear(1, 1), 5, is_global_zero=True)
    assert history


def loop(callback: Any, model: nn.Module, optimizers: list[torch.optim.Optimizer], steps: int) -> None:
    """A trainer that steps each of its optimizers."""
    trainer = SimpleNamespace(global_step=0, optimizers=optimizers)
    callback.on_train_start(trainer, model.train())
    for _ in range(steps):
        for optimizer in optimizers:
            optimizer.zero_grad()
            (model(torch.ones(4, 3)).square().sum() + model.weight.abs().sum()).backward()
            optimizer.step()
        trainer.global_step += 1
        callback.on_train_batch_end(trainer, model, None, None, 0)
    callback.on_train_end(trainer, model)


def adams(model: nn.Linear, several: bool) -> list[torch.optim.Optimizer]:
    groups = [[model.weight], [model.bias]] if several else [list(model.parameters())]
    return [torch.optim.Adam(group, lr=0.1) for group in groups]


@pytest.mark.parametrize("several", (False, True), ids=("one optimizer", "two"))
def test_it_resumes_as_if_it_had_not_stopped(tmp_path: Path, without_lightning: None, several: bool) -> None:
    whole, halves = nn.Linear(3, 2), nn.Linear(3, 2)
    halves.load_state_dict(whole.state_dict())
    loop(HistoryCallback(History(tmp_path / "whole"), optimizer=True), whole, adams(whole, several), 20)
    with History(tmp_path / "halves") as history:
        loop(HistoryCallback(history, optimizer=True, resume=True), halves, adams(halves, several), 9)
    again = nn.Linear(3, 2)
    history = History(tmp_path / "halves")
    loop(HistoryCallback(history, optimizer=True, resume=True), again, adams(again, several), 11)
    assert again.training and torch.equal(again.weight, whole.weight) and torch.equal(again.bias, whole.bias)
    assert history.steps[-1] == 20 and history.steps[:9] == [0, 1, 2, 3, 4, 5, 7, 9, 11]
    # Without the optimizer's state it is another training, so that it is that state which is resumed.
    with History(tmp_path / "weights") as weights:
        loop(HistoryCallback(weights), fresh := nn.Linear(3, 2), adams(fresh, several), 9)
        other = nn.Linear(3, 2)
        loop(HistoryCallback(weights, resume=True), other, adams(other, several), 1)
        assert weights.steps[-1] == 10 and not torch.equal(other.weight, fresh.weight)
    with pytest.raises(ValueError, match=r"step 10 has no optimizer's state\. .* Begin with a new one"):
        loop(HistoryCallback(weights, optimizer=True, resume=True), again, adams(again, several), 1)


@pytest.mark.filterwarnings(
    "ignore:.isinstance.treespec, LeafSpec.:FutureWarning",
    "ignore:The 'train_dataloader' does not have many workers:UserWarning",
)
def test_lightning_trains_with_it(tmp_path: Path) -> None:
    lightning = pytest.importorskip("pytorch_lightning")

    class Line(lightning.LightningModule):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.line = nn.Linear(2, 1)

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return self.line(inputs)

        def training_step(self, batch: torch.Tensor, _: int) -> torch.Tensor:
            assert self.training
            return self(batch).square().mean()

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.SGD(self.parameters(), lr=0.1)

        def train_dataloader(self) -> torch.utils.data.DataLoader[torch.Tensor]:
            return torch.utils.data.DataLoader(torch.randn(8, 2), batch_size=2)

    def fit(steps: int, resumed: Path | None = None) -> Line:
        callback = HistoryCallback(history, lambda model: {"norm": model.line.weight.norm()})
        assert isinstance(callback, lightning.Callback)
        assert isinstance(callback, HistoryCallback)
        trainer = lightning.Trainer(
            max_steps=steps,
            accelerator="cpu",
            callbacks=[callback],
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        model = Line()
        trainer.fit(model, ckpt_path=resumed)
        trainer.save_checkpoint(tmp_path / f"{steps}.ckpt")
        return model

    history = History(tmp_path / "history")
    model = fit(20)
    assert history.steps == [0, 1, 2, 3, 4, 5, 7, 9, 11, 14, 17, 20]
    assert torch.equal(history[-1].load_into(Line()).line.weight, model.line.weight)
    fit(40, tmp_path / "20.ckpt")
    assert history.steps == [0, 1, 2, 3, 4, 5, 7, 9, 11, 14, 17, 20, 25, 31, 38, 40]
    norms = [c.state_dict()["line.weight"].norm().item() for c in history]
    assert history.metrics["norm"].tolist() == pytest.approx(norms)
