"""Modules made of a function and members, and whether a look at one has left anything behind."""

from __future__ import annotations

import contextlib
import io
import random

import numpy as np
import torch
from small_modules import Call, perceptron
from torch import nn

from splinewidgets.geometry import Slice

BOX = Slice.box((-1, 1), (-1, 1))


def made(function, **members) -> nn.Module:
    """A module with this forward, a perceptron `body`, and members; tensors and None become buffers."""
    torch.manual_seed(0)
    model = Call(function, body=perceptron(2, 6, 2))
    for name, value in members.items():
        if value is None or isinstance(value, torch.Tensor):
            model.register_buffer(name, value)
        else:
            setattr(model, name, value)
    return model.eval()


def state(model: nn.Module):
    """All of a model that a look could change, in a form that can be compared."""
    modules = [(name, m.training, sorted(vars(m)), sorted(m._buffers)) for name, m in model.named_modules()]
    tensors = [
        (name, id(t), type(t), t.dtype, t.requires_grad, None if t.grad is None else t.grad.tolist(), t.tolist())
        for name, t in (*model.named_parameters(), *model.named_buffers())
    ]
    return modules, tensors


def chance():
    numbers = np.random.get_state()
    return random.getstate(), numbers[1].tobytes(), numbers[2:], torch.get_rng_state().tolist()


@contextlib.contextmanager
def unharmed(model: nn.Module):
    """Within, the model, the random state and stderr are left alone."""
    before, printed = (state(model), chance()), io.StringIO()
    try:
        with contextlib.redirect_stderr(printed):
            yield
    finally:
        assert (state(model), chance()) == before
        assert printed.getvalue() == ""
