"""Whatever is measured of a model, also where it is refused halfway, the model is as it was: a copy is called."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook

from splinewidgets.generation import pool, singular_values
from splinewidgets.geometry import Slice, UnsupportedOperation, local_complexity
from splinewidgets.learning import ProgressMeasures, adversarial_accuracy, pgd
from splinewidgets.learning.accuracy import accuracy
from splinewidgets.zoo import Dataset

CALLS, SEEN = 0, []
INPUTS, LABELS = torch.randn(12, 2, generator=torch.Generator().manual_seed(0)), torch.arange(12) % 2
BOX = Slice.box((-1, 1), (-1, 1))


def counted(x: Tensor) -> Tensor:
    SEEN.append(x)
    return x


class Restless(nn.Module):
    """Writes wherever a forward can."""

    everyone: ClassVar[list[int]] = []
    steps = torch.zeros(())

    def __init__(self, fails_at: int = 0, drawn: float = 0.0) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.last, self.norm = nn.Linear(2, 6), nn.Linear(6, 2), nn.BatchNorm1d(6)
        self.fails_at, self.drawn = fails_at, drawn
        self.calls, self.kept, self.cache = 0, [], {}
        self.register_buffer("scale", None)
        self.register_buffer("count", torch.zeros(()))
        self.act = counted

    def helper(self, x: Tensor, before: list[int] = []) -> Tensor:  # noqa: B006
        global CALLS
        CALLS += 1
        before.append(CALLS)
        self.everyone.append(CALLS)
        self.steps.add_(1)
        return self.act(x)

    def forward(self, x: Tensor) -> Tensor:
        x.mul_(2)
        self.calls += 1
        self.count += 1
        self.kept.append(x)
        if self.scale is None:
            self.scale = torch.ones(())
        self.first.weight.data.mul_(1.0)
        self.cache[len(x)] = x
        if len(x) == self.fails_at:
            self.count.fill_(-1)
            raise RuntimeError("no further")
        hidden = F.dropout(F.relu(self.norm(self.first(self.helper(x)))), self.drawn)
        return self.scale * self.last(hidden)


@contextlib.contextmanager
def untouched(model: Restless) -> Iterator[None]:
    """Within, the model, what its hooks and forward write to, its inputs and the random state are left alone."""
    stores: list[Any] = [[], {}, torch.zeros(6)]

    def hook(module: nn.Module, given: Any, output: Tensor) -> None:
        stores[0].append(output)
        stores[1][len(stores[1])] = output
        stores[2].add_(1)

    def everywhere(module: nn.Module, given: Any, output: Any) -> None:
        stores[0].append(module)

    def written() -> dict[str, int]:
        """What each call adds to."""
        found = {"calls": model.calls, "kept": len(model.kept), "CALLS": CALLS, "SEEN": len(SEEN)}
        found |= {"of the class": len(model.everyone), "default": len(model.helper.__func__.__defaults__[0])}
        return found | {"steps": int(model.steps), "count": int(model.count), "hooks": len(stores[0])}

    def state() -> dict[str, Any]:
        tensors = {**dict(model.named_parameters()), **dict(model.named_buffers()), "inputs": INPUTS, "mean": stores[2]}
        found: dict[str, Any] = {
            name: (id(t), t.tolist(), t.requires_grad, None if t.grad is None else t.grad.tolist())
            for name, t in tensors.items()
        }
        for name, module in model.named_modules():
            found[f"module {name}"] = module.training, sorted(vars(module)), len(module._forward_hooks)
        return found | written() | {"chance": torch.get_rng_state().tolist(), "cache": list(model.cache)}

    handles = [model.first.register_forward_hook(hook), register_module_forward_hook(everywhere)]
    try:
        before = state()
        yield
        after = state()
        assert [name for name in after | before if after.get(name) != before.get(name)] == []
        model.fails_at = 0
        model(torch.zeros(3, 2))  # and all of this a call writes to
        assert all(now > before[name] for name, now in written().items())
    finally:
        for handle in handles:
            handle.remove()


def progress(model: nn.Module) -> dict[str, float]:
    data = Dataset(INPUTS, LABELS, ())
    return ProgressMeasures(data, data, epsilons=(0.1,), vertices=4, points=5)(model)


MEASURES: dict[str, Callable[[nn.Module], Any]] = {
    "accuracy": lambda model: accuracy(model, INPUTS, LABELS),
    "an attack": lambda model: pgd(model, INPUTS, LABELS, 0.1, steps=2),
    "accuracy under attack": lambda model: adversarial_accuracy(model, INPUTS, LABELS, 0.1, norm="l2", steps=2),
    "local complexity": lambda model: local_complexity(model, INPUTS, vertices=4),
    "of layers": lambda model: local_complexity(model, INPUTS, vertices=4, layers=["first"]),
    "progress": progress,
    "Jacobians": lambda model: singular_values(model, INPUTS),
    "a pool": lambda model: pool(model, INPUTS),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_model_is_as_it_was_after_a_measure(name: str) -> None:
    model = Restless().train()
    with untouched(model):
        MEASURES[name](model)


@pytest.mark.filterwarnings("ignore:.*torch.jit.* is deprecated:DeprecationWarning")
def test_scripted_models_are_measured_like_others() -> None:
    model = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(2, 2)).train()
    scripted, before = torch.jit.script(model), INPUTS.clone()
    assert accuracy(scripted, INPUTS, LABELS) == accuracy(model, INPUTS, LABELS)
    assert torch.equal(pgd(scripted, INPUTS, LABELS, 0.1), pgd(model, INPUTS, LABELS, 0.1))
    assert scripted.training and torch.equal(INPUTS, before)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("size", (1, 12))
def test_a_model_that_fails_halfway_is_as_it_was(name: str, size: int) -> None:
    model = Restless(fails_at=size).train()
    with untouched(model), contextlib.suppress(RuntimeError, ValueError):
        MEASURES[name](model)


@pytest.mark.parametrize("name", MEASURES)
def test_what_a_model_draws_is_not_drawn_from_the_callers_numbers(name: str) -> None:
    model = Restless(drawn=0.5).train()
    with untouched(model), pytest.raises(UnsupportedOperation, match=r"draws .*by 'aten\.bernoulli_'"):
        MEASURES[name](model)
