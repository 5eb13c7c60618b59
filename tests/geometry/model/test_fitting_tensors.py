from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from small_modules import perceptron
from torch import nn
from torch.optim.swa_utils import AveragedModel

from splinewidgets.geometry import Network
from splinewidgets.geometry.model.fitting_tensors import fitting, state_dict_in

MODEL = perceptron(2, 8, 3)
OTHER = perceptron(2, 8, 3)
SHAPES = {name: tuple(tensor.shape) for name, tensor in MODEL.state_dict().items()}
X = torch.randn(5, 2)


def compiled(model: nn.Module) -> nn.Module:
    return torch.compile(model, backend="eager")


def with_optimizer() -> dict[str, object]:
    model = deepcopy(MODEL)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.0)
    model(X).sum().backward()
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    state = {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    return {**state, "scheduler": scheduler.state_dict(), "loss": 0.5, "config": {"widths": [2, 8, 3], "seed": 0}}


def prefixed(prefix: str, model: nn.Module = MODEL) -> dict[str, torch.Tensor]:
    return {prefix + name: tensor for name, tensor in model.state_dict().items()}


SAVED = {
    "its own": MODEL.state_dict,
    "arrays": lambda: {name: tensor.numpy() for name, tensor in MODEL.state_dict().items()},
    "parallel": lambda: nn.DataParallel(MODEL).state_dict(),
    "compiled": lambda: compiled(MODEL).state_dict(),
    "compiled and parallel": lambda: nn.DataParallel(compiled(MODEL)).state_dict(),
    "averaged": lambda: AveragedModel(MODEL).state_dict(),
    "a trainer's": lambda: {"state_dict": {**prefixed("model."), "criterion.weight": torch.ones(3)}, "epoch": 3},
    "beside an optimizer": with_optimizer,
    "beside a discriminator": lambda: {"G": MODEL.state_dict(), "D": perceptron(3, 4, 1).state_dict()},
    "beside its average": lambda: {"model": MODEL.state_dict(), "ema": OTHER.state_dict()},
    "averaged beside the others": lambda: {**prefixed("online_model."), **prefixed("ema_model.", OTHER)},
    "the average alone": lambda: {"G_ema": MODEL.state_dict(), "G": perceptron(2, 4, 3).state_dict()},
    "twice the same": lambda: {"model": MODEL.state_dict(), "best": MODEL.state_dict()},
    "in depth": lambda: {"checkpoint": {"weights": prefixed("net.module.")}, "version": "1"},
}


@pytest.mark.parametrize("name", SAVED)
def test_the_weights_are_found(name: str) -> None:
    saved = SAVED[name]()
    found = fitting(saved, SHAPES)
    assert found.keys() >= SHAPES.keys()
    assert all(torch.equal(found[key], tensor) for key, tensor in MODEL.state_dict().items())
    network = Network(OTHER, X[0]).with_parameters(saved)
    torch.testing.assert_close(network(X), MODEL(X))


@pytest.mark.parametrize("wrap", (nn.DataParallel, AveragedModel, compiled))
def test_a_wrapped_model_takes_what_was_saved_without(wrap) -> None:
    shapes = {name: tuple(tensor.shape) for name, tensor in wrap(OTHER).state_dict().items() if tensor.ndim}
    found = fitting(MODEL.state_dict(), shapes)
    assert [*found] == [*shapes]
    assert all(map(torch.equal, found.values(), MODEL.state_dict().values()))


@pytest.mark.parametrize(
    ("saved", "sentence"),
    (
        ({}, r"^The state_dict lacks 0\.weight, 0\.bias, 2\.weight and 1 more\. It must have the names"),
        (perceptron(2, 9, 3).state_dict(), r"^The state_dict has 0\.weight of shape \(9, 2\) instead of \(8, 2\)"),
        (prefixed("module.", perceptron(2, 8, 3, 1)), r"^The state_dict has 4\.weight, 4\.bias in addition"),
        ({**MODEL.state_dict(), "head": torch.ones(3)}, r"^The state_dict has head in addition"),
        ({"a": MODEL.state_dict(), "b": OTHER.state_dict()}, r"holds several sets of weights: \['a'\], \['b'\]\. One"),
        ({"epoch": 3, "optimizer": {"state": {0: {"step": 1}}}}, r"^The state_dict lacks 0\.weight"),
    ),
)
def test_what_does_not_fit_is_told(saved, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        fitting(saved, SHAPES)


def test_the_one_state_dict_beside_other_things_is_found_without_a_model() -> None:
    plain = MODEL.state_dict()
    assert state_dict_in(plain) is plain
    found = state_dict_in(with_optimizer())
    assert all(torch.equal(found[name], tensor) for name, tensor in plain.items())
    assert state_dict_in({"ema": OTHER.state_dict(), "model": plain}).keys() == plain.keys()
    with pytest.raises(ValueError, match=r"several sets of weights: \['G'\], \['D'\]"):
        state_dict_in({"G": plain, "D": OTHER.state_dict()})
    odd = {"weight": torch.ones(2), "epoch": 3}
    assert state_dict_in(odd) is odd
