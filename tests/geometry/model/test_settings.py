"""What decides what a model does: all of it is among its settings, or there are none."""

from __future__ import annotations

import sys
import types

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from splinewidgets.geometry.model.settings import settings

SLOPE = 0.1
BOUNDS = {"low": [0.0]}


def bent(x: torch.Tensor, by: float = 1.0) -> torch.Tensor:
    return F.leaky_relu(x, SLOPE) * by


class Base(nn.Module):
    kind = "plain"

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(2, 3), nn.Linear(3, 2)
        self.times, self.order = 2.0, ["first", ("last", 1)]

    def end(self, x):
        return self.last(x) * self.times


class Model(Base):
    def __init__(self, by: float = 3.0) -> None:
        super().__init__()
        self.act = nn.ReLU()
        self.by_closure(by)

    def by_closure(self, by: float) -> None:
        self.pre = lambda x: x * by

    @property
    def low(self) -> float:
        return BOUNDS["low"][0]

    def forward(self, x):
        x = self.act(bent(self.first(self.pre(x))))
        return super().end(x.clamp(min=self.low)) if self.kind == "plain" else self.last(x)


def _reassign(name: str, value: object):
    return lambda model, patch: patch.setattr(sys.modules[__name__], name, value)


CHANGES = {
    "attribute": lambda model, patch: setattr(model, "times", 3.0),
    "new attribute": lambda model, patch: setattr(model, "other", 1),
    "item of a list": lambda model, patch: model.order.append("first"),
    "mode": lambda model, patch: model.train(False),
    "mode of a part": lambda model, patch: model.act.train(False),
    "module": lambda model, patch: setattr(model, "act", nn.ReLU6()),
    "attribute of torch's module": lambda model, patch: setattr(model.act, "inplace", True),
    "bias": lambda model, patch: setattr(model.first, "bias", None),
    "closure": lambda model, patch: model.by_closure(4.0),
    "forward of its own": lambda model, patch: setattr(model.act, "forward", F.hardtanh),
    "hook": lambda model, patch: model.act.register_forward_hook(lambda module, given, out: out * 2),
    "global": _reassign("SLOPE", 0.2),
    "item of a global": lambda model, patch: patch.setitem(BOUNDS, "low", [-1.0]),
    "function": _reassign("bent", torch.relu),
    "default": lambda model, patch: patch.setattr(bent, "__defaults__", (2.0,)),
    "code": lambda model, patch: patch.setattr(bent, "__code__", (lambda x, by=1.0: F.relu(x)).__code__),
    "class's attribute": lambda model, patch: patch.setattr(Model, "kind", "other", raising=False),
    "base's attribute": lambda model, patch: patch.setattr(Base, "kind", "other"),
    "method": lambda model, patch: patch.setattr(Model, "forward", lambda self, x: self.last(self.first(x))),
    "base's method": lambda model, patch: patch.setattr(Base, "end", lambda self, x: self.last(x)),
    "property": lambda model, patch: patch.setattr(Model, "low", property(lambda self: 0.5)),
    "torch's class": lambda model, patch: patch.setattr(nn.ReLU, "forward", lambda self, x: F.relu6(x)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_told(name, monkeypatch) -> None:
    model = Model()
    before = settings(model)
    assert before is not None
    assert settings(model).parts == before.parts
    CHANGES[name](model, monkeypatch)
    after = settings(model)
    assert after is None or after.parts != before.parts


def test_other_numbers_are_no_other_settings() -> None:
    one, other = settings(Model()), settings(Model())
    assert one.parts == other.parts
    assert list(one.tensors) == ["first.weight", "first.bias", "last.weight", "last.bias"]
    assert not any(map(torch.equal, one.tensors.values(), other.tensors.values()))


class Imports(Model):
    def forward(self, x):
        import math

        return self.last(x) * math.pi


class Writes(Model):
    def forward(self, x):
        global SLOPE
        SLOPE = 0.1
        return self.last(x)


class Reaches(Model):
    def forward(self, x):
        return self.last(x) * globals()["SLOPE"]


class OfAnotherModule(Model):
    def forward(self, x):
        return self.last(x) * len(sys.path)


class Keeping(nn.Linear):
    pass


def _with(**attributes: object) -> nn.Module:
    model = Model()
    for name, value in attributes.items():
        object.__setattr__(model, name, value)
    return model


UNTOLD = {
    "import": Imports,
    "writes a global": Writes,
    "globals": Reaches,
    "module of Python's": OfAnotherModule,
    "object": lambda: _with(config=types.SimpleNamespace(slope=1)),
    "bound method": lambda: _with(act=Model().end),
    "method of a list": lambda: _with(act=[].append),
    "tensor": lambda: _with(mask=torch.ones(2)),
    "module that is not registered": lambda: _with(act=nn.ReLU()),
    "state of a class": lambda: _with(act=torch.Generator()),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_may_hold_anything_is_not_told(name) -> None:
    assert settings(UNTOLD[name]()) is None


def test_torch_told_to_do_something_else_is_not_told() -> None:
    model = Model()
    handle = nn.modules.module.register_module_forward_hook(lambda module, given, out: None)
    try:
        assert settings(model) is None
    finally:
        handle.remove()
    with torch.device("cpu"):
        assert settings(model) is None
    assert settings(model) is not None


@pytest.mark.parametrize(
    "model",
    [
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.MaxPool2d(2), nn.Flatten()),
        Keeping(2, 3),
    ],
)
def test_ordinary_models_have_settings(model) -> None:
    assert settings(model) is not None
