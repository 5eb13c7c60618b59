"""What is no fixed function of one input is refused by name and place, and left as it was."""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from looks import made, unharmed
from small_modules import perceptron
from torch import nn

from splinewidgets.geometry import Network, UnsupportedOperation

GENERATOR = np.random.default_rng(0)


def refused(model, *words, example=(0.0, 0.0), kinds=(UnsupportedOperation, ValueError)) -> str:
    with unharmed(model), pytest.raises(kinds) as error:
        Network(model, list(example))
    message = str(error.value)
    for word in words:
        assert word in message, message
    assert "fault of splinewidgets" not in message and message.count(". ") >= 2
    return message


def assigned(s, x):
    s.k = s.k * 0.5
    return s.body(x) * s.k


def by_data(s, x):
    s.body[0].weight.data = 0.5 * s.body[0].weight.data
    return s.body(x)


def by_numpy(s, x):
    s.k.numpy()[...] *= 0.5
    return s.body(x) * s.k


def scaled_by_the_first_batch(s, x):
    if s.k == 1:
        s.k.copy_(x.std())
    return s.body(x) * s.k


class OfTheClass(nn.Module):
    k = torch.ones(())

    def forward(self, x):
        return x * self.k.mul_(0.5)


CHANGING = {
    "of the class": (OfTheClass(), " k in"),
    "halved": (made(lambda s, x: s.body(x) * s.k.mul_(0.5), k=torch.ones(())), " k in Call.forward", "See test_unf"),
    "assigned": (made(assigned, k=torch.ones(())), " k in"),
    "counted": (made(lambda s, x: (s.k.add_(1), s.body(x))[1], k=torch.tensor(0)), " k in"),
    "through a view": (made(lambda s, x: (s.k[1:].neg_(), s.body(x))[1], k=torch.ones(3)), " k in"),
    "through data": (made(by_data), "body.0.weight in"),
    "through numpy": (made(by_numpy, k=torch.ones(2)), " k in"),
    "the first batch": (made(scaled_by_the_first_batch, k=torch.ones(())), " k in"),
    "batch norm": (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)), "1.running_mean at 1", "model.eval()"),
    "spectral norm": (nn.Sequential(nn.utils.spectral_norm(nn.Linear(2, 9))), "0.weight_u at 0", "model.eval()"),
}


@pytest.mark.parametrize("name", CHANGING)
def test_a_model_that_changes_itself_is_refused_by_the_tensors_name(name) -> None:
    model, *words = CHANGING[name]
    refused(model, "changes its own", *words)
    assert OfTheClass.k == 1


def test_a_count_in_python_is_refused_if_it_matters() -> None:
    def forward(s, x):
        s.calls.append(1)
        return s.body(x) * (len(s.calls) if s.matters else 1)

    model = made(forward, calls=[], matters=True)
    refused(model, "returns something else when it is called again", "in Call.forward", "See test_unfixed_models.py")
    model.matters = False
    with unharmed(model):
        Network(model, [0.0, 0.0])
    assert model.calls == []


CHANCE = {
    "rand": lambda s, x: s.body(x) * torch.rand(()),
    "randn_like": lambda s, x: s.body(x + torch.randn_like(x)),
    "times zero": lambda s, x: s.body(x) + 0 * torch.randn(2),
    "unused": lambda s, x: (torch.rand(1), s.body(x))[1],
    "dropout": lambda s, x: F.dropout(s.body(x), 0.5, True),
    "rrelu": lambda s, x: F.rrelu(s.body(x), training=True),
    "a permutation": lambda s, x: s.body(x)[:, torch.randperm(2)],
    "bernoulli": lambda s, x: s.body(x) * torch.bernoulli(torch.full((2,), 0.5)),
    "normal_": lambda s, x: s.body(x) + torch.empty(2).normal_(),
    "a distribution": lambda s, x: s.body(x) + torch.distributions.Normal(0.0, 1.0).sample((2,)),
    "a generator": lambda s, x: s.body(x) + torch.randn(2, generator=s.generator),
    "Python": lambda s, x: s.body(x) * random.random(),
    "a choice of Python's": lambda s, x: s.body(x) if random.random() < 0.5 else -s.body(x),
    "numpy": lambda s, x: s.body(x) + torch.from_numpy(np.random.randn(2)).float(),
    "a generator of Python's": lambda s, x: s.body(x) * s.python.random(),
    "a generator of numpy's": lambda s, x: s.body(x) * s.numpy.random(),
    "a global generator": lambda s, x: s.body(x) * GENERATOR.random(),
}


@pytest.mark.parametrize("name", CHANCE)
def test_chance_is_refused_as_chance_with_its_place(name) -> None:
    members = {"python": random.Random(0), "numpy": np.random.default_rng(0), "generator": torch.Generator()}
    model = made(CHANCE[name], **members)
    for _ in range(2):
        refused(model, "chance", "in Call.forward", "See test_unfixed_models.py, line")


def test_dropout_that_drops_nothing_is_no_chance() -> None:
    Network(nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.0)), [0.0, 0.0])
    refused(nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.1)), "'aten.dropout' at 1 depends on chance", "model.eval()")


def autocast(s, x):
    with torch.autocast("cpu", torch.bfloat16):
        return s.body(x).float()


CASTS = {
    "half": (lambda s, x: s.body(x.half().float()), torch.float16),
    "bfloat16": (lambda s, x: s.body(x).bfloat16().float(), torch.bfloat16),
    "to": (lambda s, x: s.body(x).to(torch.float16).to(x), torch.float16),
    "a weight": (lambda s, x: s.body(x) @ s.body[0].weight.half().float()[:2], torch.float16),
    "a sum": (lambda s, x: s.body(x).sum(1, keepdim=True, dtype=torch.float16), torch.float16),
    "a copy": (lambda s, x: torch.zeros(len(x), 2, dtype=torch.float16).copy_(s.body(x)), torch.float16),
    "autocast": (autocast, torch.bfloat16),
}


@pytest.mark.parametrize("name", CASTS)
def test_casts_to_less_are_refused_by_dtype_and_place(name) -> None:
    forward, dtype = CASTS[name]
    refused(made(forward), f"casts to {dtype}", "torch.float32", "See test_unfixed_models.py, line")


def test_casts_that_change_no_value_are_taken() -> None:
    model = made(lambda s, x: s.body(x) * s.few.float(), few=torch.rand(2).half())
    Network(model, [0.0, 0.0])
    double = made(lambda s, x: s.body(x) * s.mask.float(), mask=torch.ones(2)).double()
    Network(double, [0.0, 0.0])
    refused(made(lambda s, x: s.body(x).float().double()).double(), "casts to torch.float32", "torch.float64")


class Two(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = perceptron(2, 3, 1)

    def forward(self, first, *, second):
        return self.body(first) + second


def failing(s, x):
    assert len(x) == 1, "one at a time"
    return s.body(x)


def test_kinds_of_models_are_refused_in_words_of_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scripted, traced = (
            torch.jit.script(perceptron(2, 3, 1)),
            torch.jit.trace(perceptron(2, 3, 1), torch.zeros(1, 2)),
        )
        quantized = torch.ao.quantization.quantize_dynamic(perceptron(2, 3, 1), {nn.Linear})
    for model in (scripted, traced, nn.Sequential(scripted)):
        with pytest.raises(UnsupportedOperation, match="Pass the module before scripting"):
            Network(model, [0.0, 0.0])
    with pytest.raises(UnsupportedOperation, match=r"module 0 is quantized.*Pass the model before quantization"):
        Network(quantized, [0.0, 0.0])
    with pytest.raises(ValueError, match=r"0\.weight of the model is on the device meta"):
        Network(perceptron(2, 3, 1).to("meta"), [0.0, 0.0])
    refused(Two(), "takes 2 inputs (first, second)", "one input", "Wrap it")


WORDS = {
    "autograd": (lambda s, x: torch.autograd.grad(s.body(x.requires_grad_()).sum(), x)[0], "differentiates ('grad')"),
    "functional derivatives": (lambda s, x: torch.func.grad(lambda v: s.body(v).sum())(x), "differentiates"),
    "a selection": (lambda s, x: s.body(x)[x[:, 0] > 0], "selects by values that depend on the input ('aten.index')"),
    "a count": (lambda s, x: s.body(x) * len(torch.nonzero(x)), "selects by values"),
    "numpy": (lambda s, x: torch.from_numpy(np.tanh(x.numpy())), "reads a value that depends on the input"),
    "a list": (lambda s, x: s.body(x) * max(x.tolist()[0]), "reads a value that depends on the input"),
    "an item": (lambda s, x: s.body(x) * x.mean().item(), "reads a value that depends on the input"),
    "an error of the model's": (lambda s, x: s.body(x) / (1 // 0), "division"),
    "an assertion": (failing, "fails on a batch of shape (3, 2): one at a time"),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_cannot_be_followed_is_said_with_its_line(name) -> None:
    forward, words = WORDS[name]
    model = made(forward)
    model.kept = [model.body(torch.zeros(1, 2))]  # which hides no reason
    refused(model, words, "in Call.forward", "See test_unfixed_models.py, line")
