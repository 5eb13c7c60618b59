from __future__ import annotations

import numpy as np
import pytest
import torch
from small_modules import Functional
from torch import nn
from torch.nn import functional as F

from splinewidgets.geometry import local_complexity


def _masked(x):
    y = x.clone()
    y[y < 0] = 0
    return y


RELUS = {
    "maximum": lambda x: torch.maximum(x, torch.zeros(())),
    "max of two": lambda x: torch.max(torch.zeros_like(x), x),
    "minimum": lambda x: -torch.minimum(-x, torch.zeros(1)),
    "clamp by a tensor": lambda x: x.clamp(min=torch.zeros(20)),
    "clamp from above": lambda x: -(-x).clamp(max=0),
    "clamp_min": lambda x: torch.clamp_min(x, torch.zeros(())),
    "a mask": lambda x: x * (x > 0),
    "a mask of numbers": lambda x: x * (0 <= x).float(),
    "where": lambda x: torch.where(x > 0, x, 0.0),
    "masked_fill": lambda x: x.masked_fill(x.lt(0), 0),
    "a mask that is turned": lambda x: x.masked_fill_(~(x > 0), 0),
    "writes by a mask": _masked,
    "sign": lambda x: x * (torch.sign(x) + 1) / 2,
    "heaviside": lambda x: x * torch.heaviside(x, torch.zeros(())),
}  # fmt: skip


@pytest.mark.parametrize("name", RELUS)
def test_a_relu_in_other_words_is_counted_as_one(name: str) -> None:
    """Beside another activation, so that it could be left out in silence."""
    inputs = torch.randn(20, 6)
    found = local_complexity(Functional(F.relu, RELUS[name]), inputs, 0.5, 12)
    assert np.array_equal(found.counts, local_complexity(Functional(F.relu, F.relu), inputs, 0.5, 12).counts)
    assert found.counts.any(0).all() and found.left_out == ()


def test_what_bends_elsewhere_is_counted_there() -> None:
    inputs = torch.randn(20, 6)
    expected = local_complexity(Functional(F.relu, lambda x: F.relu(x - 0.25) + F.relu(x + 0.5)), inputs, 0.5, 12)
    for other in (lambda x: x.clamp(0.25, -0.5), lambda x: torch.where(x > 0.25, x, 0) + torch.where(x < -0.5, x, 0)):
        assert np.array_equal(local_complexity(Functional(F.relu, other), inputs, 0.5, 12).counts, expected.counts)


def test_a_comparison_that_is_only_asked_about_is_no_activation() -> None:
    def asked(x):
        assert not bool((x > 1e9).any()) and (x < 1e9).all().item()
        return x.relu()

    inputs = torch.randn(3, 6)
    found = local_complexity(Functional(F.relu, asked), inputs, 0.5, 12)
    assert np.array_equal(found.counts, local_complexity(Functional(F.relu, F.relu), inputs, 0.5, 12).counts)


def test_what_takes_one_of_many_is_named() -> None:
    pooled = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3))
    found = local_complexity(pooled, torch.randn(3, 1, 6, 6), 0.5, 12)
    assert found.left_out == ("max_pool2d at 2",) and "not counted: max_pool2d at 2" in repr(found)
    maxout = Functional(F.relu, lambda x: x.unflatten(1, (10, 2)).amax(2).repeat(1, 2))
    assert local_complexity(maxout, torch.randn(3, 6), 0.5, 12).left_out == ("amax",)
    with pytest.raises(ValueError, match=r"calls no activation but max_pool2d at 0, which are not counted"):
        local_complexity(nn.Sequential(nn.MaxPool2d(2)), torch.randn(3, 1, 6, 6), 0.5, 12)
