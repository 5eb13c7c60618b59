"""Operations and modules that are refused, with their place and a remedy that is true."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from small_modules import Weighted
from torch import nn

from splinewidgets.geometry import Network, UnsupportedOperation

REFUSED = {
    "gelu": (nn.GELU(), (8,), "'aten.gelu' at m is not piecewise affine", "nn.ReLU"),
    "silu": (nn.SiLU(), (8,), "'aten.silu' at m", "nn.ReLU"),
    "layer norm": (nn.LayerNorm(8), (8,), "'aten.layer_norm' at m", "batch normalization"),
    "batch statistics": (nn.BatchNorm1d(8, track_running_stats=False), (8,), "at m depends on", "running statistics"),
    "inner softmax": (nn.Sequential(nn.Softmax(-1), nn.Linear(8, 2)), (8,), "'aten.softmax' at m.0", "divides"),
    "hardswish": (nn.Hardswish(), (8,), "'aten.hardswish' at m", "Wrap the model in linearize"),
    "tanh": (nn.Sequential(nn.Tanh(), nn.Linear(8, 2)), (8,), "'aten.tanh' at m.0", "Wrap the model in linearize"),
    "hardshrink": (nn.Hardshrink(), (8,), "'aten.hardshrink' at m is not continuous: it jumps", "nn.Softshrink"),
    "threshold": (nn.Threshold(0.1, 0.0), (8,), "'aten.threshold' at m is not continuous: it jumps", "a clamp"),
    "unknown": (Weighted(lambda s, x: x.logcumsumexp(1)), (8,), "at m is not among the operations known", "Rewrite it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_other_modules_are_refused_with_their_place_and_a_remedy(name) -> None:
    module, shape, fact, remedy = REFUSED[name]
    with pytest.raises(UnsupportedOperation) as error:
        Network(Weighted(lambda s, x: s.m(x), module).eval().double(), torch.zeros(shape))
    assert fact in str(error.value)
    assert remedy in str(error.value)


@pytest.mark.parametrize(
    ("function", "fact"),
    [
        (lambda s, x: x * x, "'aten.mul' in Weighted.forward combines two values"),
        (lambda s, x: x / (1 + x.abs()), "'aten.div' in Weighted.forward combines two values"),
        (lambda s, x: x @ x.T @ x, "combines"),
        (lambda s, x: F.linear(x, x.reshape(-1, 8)), "combines"),
        (lambda s, x: F.prelu(x, x.mean(1)[:1]), "combines"),
        (lambda s, x: torch.einsum("ni,ni->n", x, x)[:, None], "'aten.einsum' in Weighted.forward combines two values"),
        (lambda s, x: x * (x > 1), "'aten.mul' in Weighted.forward is not continuous: it jumps"),
        (lambda s, x: torch.where(s.w[0] > 0, x, x.exp()), "'aten.exp'"),
        (
            lambda s, x: torch.div(x, 2, rounding_mode="floor"),
            "'aten.div' in Weighted.forward is not continuous: it jumps",
        ),
        (lambda s, x: x.to(torch.int64).to(x.dtype), "' in Weighted.forward casts to another kind of number"),
        (lambda s, x: x.sum(0, keepdim=True) + x, "combines the inputs of a batch"),
        (lambda s, x: x - x.mean(), "combines the inputs of a batch"),
        (lambda s, x: x.flatten(), "combines the inputs of a batch"),
        (lambda s, x: x.reshape(4, -1).T, "combines the inputs of a batch"),
        (lambda s, x: x.repeat(2, 1), "combines the inputs of a batch"),
        (lambda s, x: F.dropout(x, 0.5, training=True), "depends on chance"),
        (lambda s, x: x + torch.rand_like(x), "'aten.rand_like' in Weighted.forward depends on chance"),
        (lambda s, x: s.w, "does not depend on its input"),
    ],
)
def test_other_functions_are_refused(function, fact) -> None:
    with pytest.raises(UnsupportedOperation) as error:
        Network(Weighted(function).eval(), torch.ones(8).double())
    message = str(error.value)
    assert fact in message
    assert message.count(". ") >= 2
