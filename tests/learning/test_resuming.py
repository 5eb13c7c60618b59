"""A training that is resumed goes on as if it had not stopped: the optimizer's state is kept beside the weights."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from splinewidgets.learning import History
from splinewidgets.learning.optimizer_file import optimizer_file

INPUTS = torch.randn(20, 3, generator=torch.Generator().manual_seed(0))
Parameters = list[nn.Parameter]
OPTIMIZERS: dict[str, Callable[[Parameters], torch.optim.Optimizer]] = {
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.1, amsgrad=True),
    "AdamW": lambda parameters: torch.optim.AdamW(parameters, lr=torch.tensor(0.05)),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9, nesterov=True),
    "two groups": lambda parameters: torch.optim.RMSprop(
        [{"params": parameters[:1], "lr": 0.01}, {"params": parameters[1:]}]
    ),
    "LBFGS": lambda parameters: torch.optim.LBFGS(parameters, max_iter=2),
}  # fmt: skip


def made(name: str) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    return model, OPTIMIZERS[name](list(model.parameters()))


def train(history: History, model: nn.Module, optimizer: torch.optim.Optimizer, steps: range) -> None:
    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = model(INPUTS).square().mean() + model(INPUTS).abs().mean()
        loss.backward()
        return loss

    for step in steps:
        history.keep(model, step, optimizer=optimizer)
        optimizer.step(closure)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_goes_on_as_if_it_had_not_stopped(tmp_path: Path, name: str) -> None:
    model, optimizer = made(name)
    with History(tmp_path / "whole") as whole:
        train(whole, model, optimizer, range(12))
    with History(tmp_path / "run") as history:
        train(history, *made(name), range(7))
    again, anew = made(name)
    with History(tmp_path / "run", resume=True) as history:
        assert history[-1].load_into(again, anew) is again and again.training
        train(history, again, anew, range(history[-1].step, 12))
        assert history.steps == whole.steps
    for one, other in zip(again.parameters(), model.parameters(), strict=True):
        assert torch.equal(one, other)
    fresh, without = made(name)
    history[6].load_into(fresh)
    with History(tmp_path / "other") as other:
        train(other, fresh, without, range(6, 12))
    assert not torch.equal(fresh.weight, model.weight)  # so that it is the optimizer's doing


def test_files_of_forgotten_checkpoints_go(history: History) -> None:
    model, optimizer = made("Adam")
    for step in range(5):
        history.record(model, step, optimizer=optimizer, loss=step)
    states = sorted(history.path.glob("*.optimizer.pt"))
    assert states == [optimizer_file(checkpoint.file) for checkpoint in history]
    history.rewind(2)
    assert sorted(history.path.glob("*.optimizer.pt")) == states[:3]
    history.keep(model, 2)  # in place of one that had it
    assert sorted(history.path.glob("*.optimizer.pt")) == states[:2]
    with pytest.raises(ValueError, match=r"step 2 has no optimizer's state\. .* Begin with a new one"):
        history[-1].load_into(model, optimizer)


def test_it_survives_a_lost_index_and_a_killed_writer(history: History) -> None:
    model, optimizer = made("momentum")
    train(history, model, optimizer, range(4))
    history.close()
    orphan = history.path / "step-00000009.optimizer.pt"
    orphan.write_bytes(b"what a killed writer left")
    (history.path / ".step-00000010.optimizer.pt.part").write_bytes(b"half")
    (history.path / "index.jsonl").write_text("")
    with pytest.warns(UserWarning, match="found again by their files"):
        again = History(history.path, resume=True)
    assert again[2].optimizer_state()["state"][0]["momentum_buffer"].shape == (2, 3)
    again.keep(model, 4, optimizer=optimizer)
    assert not orphan.exists() and not list(history.path.glob("*.part"))
    assert again[-1].optimizer_state()["param_groups"] == optimizer.state_dict()["param_groups"]


def test_damage_is_noticed_before_anything_is_loaded(history: History) -> None:
    model, optimizer = made("Adam")
    train(history, model, optimizer, range(2))
    file = optimizer_file(history[-1].file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    other, before = made("Adam")[0], made("Adam")[0]
    with pytest.raises(ValueError, match=r"optimizer\.pt is truncated or damaged"):
        history[-1].load_into(other, torch.optim.Adam(other.parameters()))
    assert torch.equal(other.weight, before.weight)
    file.unlink()
    with pytest.raises(FileNotFoundError, match=r"There is no file .*optimizer\.pt"):
        history[-1].optimizer_state()


def test_a_state_of_another_optimizer_is_refused(history: History) -> None:
    model, optimizer = made("Adam")
    torch.optim.lr_scheduler.StepLR(optimizer, 3)
    train(history, model, optimizer, range(2))
    history[-1].load_into(*made("AdamW"))  # whose state is the same
    other, before = made("momentum")[0], made("momentum")[0]
    kinds = {
        r"with amsgrad and without dampening, and a SGD is given\. They must be of one kind": torch.optim.SGD(
            other.parameters(), lr=0.1
        ),
        r"an optimizer of \[2\] parameters, and \[1\] are given": torch.optim.Adam([other.bias]),
        r"of \[2\] parameters, and \[1, 1\]": OPTIMIZERS["two groups"](list(other.parameters())),
    }
    for sentence, wrong in kinds.items():
        with pytest.raises(ValueError, match=sentence):
            history[-1].load_into(other, wrong)
    assert torch.equal(other.weight, before.weight)


def test_states_of_several_are_kept_together_and_are_no_code(history: History) -> None:
    model, optimizer = made("Adam")
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    history.keep(model, 0, optimizer={"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()})
    content = torch.load(optimizer_file(history[0].file), weights_only=True)
    assert content["scheduler"] == history[0].optimizer_state()["scheduler"] == scheduler.state_dict()

    class Code:
        def __reduce__(self) -> object:
            raise AssertionError("it was pickled")

    for wrong in (3, model, {"state": Code()}, {"state": [{"a": lambda x: x}]}):
        with pytest.raises(TypeError, match=r"^(The optimizer|optimizer\[).*Pass the "):
            history.keep(model, 1, optimizer=wrong)
    assert history.steps == [0]


def test_a_pickled_checkpoint_still_knows_of_it(history: History) -> None:
    model, optimizer = made("momentum")
    train(history, model, optimizer, range(3))
    sent = pickle.loads(pickle.dumps(history[-1]))
    other, anew = made("momentum")
    sent.load_into(other, anew)
    assert anew.state_dict()["state"].keys() == {0, 1}
