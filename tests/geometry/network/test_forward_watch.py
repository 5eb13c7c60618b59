"""A model that does another thing is told from one that has other numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from splinewidgets.geometry.network.forward_watch import ForwardWatch


class Changing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.act, self.last = nn.Linear(3, 8), nn.LeakyReLU(0.1), nn.Linear(8, 3)
        self.drop, self.norm = nn.Dropout(0.5), nn.BatchNorm1d(8)
        self.residual, self.calls, self.mask = False, 0, torch.ones(3)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        found = self.last(self.drop(self.act(self.norm(self.first(x * self.mask)))))
        return found + x if self.residual else found


def other_weights(model: Changing) -> None:
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.5)


def a_step(model: Changing) -> None:
    model.train()
    model(torch.ones(4, 3)).sum().backward()


SAME: dict[str, Callable[[Changing], object]] = {
    "nothing": lambda model: None,
    "other weights": other_weights,
    "a step in training mode": a_step,
    "the mode": lambda model: model.train(),
    "an attribute that no forward reads": lambda model: setattr(model, "epoch", 3),
}
OTHER: dict[str, Callable[[Changing], object]] = {
    "a flag": lambda model: setattr(model, "residual", True),
    "a slope": lambda model: setattr(model.act, "negative_slope", 0.3),
    "an activation": lambda model: setattr(model, "act", nn.ReLU()),
    "a mask": lambda model: setattr(model, "mask", torch.tensor([1.0, 0.0, 1.0])),
    "a hook": lambda model: model.first.register_forward_hook(lambda _, __, found: -found),
    "a grown layer": lambda model: setattr(model, "last", nn.Linear(8, 4)),
}


@pytest.mark.parametrize("name", SAME)
def test_numbers_modes_and_counters_are_no_change(name: str) -> None:
    model = Changing().eval()
    watch = ForwardWatch(model, torch.ones(3))
    SAME[name](model)
    mode, calls, state = model.training, model.calls, torch.get_rng_state()
    assert not watch.changed(model) and not watch.changed(model)
    assert (model.training, model.calls) == (mode, calls) and torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("training", (False, True))
@pytest.mark.parametrize("name", OTHER)
def test_another_forward_is_noticed(name: str, training: bool) -> None:
    model = Changing().train(training)
    watch = ForwardWatch(model, torch.ones(3))
    OTHER[name](model)
    assert watch.changed(model)
