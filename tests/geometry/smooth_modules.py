"""Modules of smooth activations, and their chords."""

from __future__ import annotations

import re

import torch
from torch import nn

from splinewidgets.geometry import (
    linearize,
)
from splinewidgets.geometry.smooth.activations import ACTIVATIONS
from splinewidgets.geometry.smooth.interpolant import interpolant

MODULES = {
    "gelu": nn.GELU(),
    "gelu(tanh)": nn.GELU(approximate="tanh"),
    "silu": nn.SiLU(),
    "softplus": nn.Softplus(),
    "softplus(beta=3)": nn.Softplus(beta=3),
    "softplus(beta=0.5, threshold=4)": nn.Softplus(beta=0.5, threshold=4),
    "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(),
    "elu": nn.ELU(),
    "elu(alpha=0.3)": nn.ELU(0.3),
    "elu(alpha=2)": nn.ELU(2.0),
    "selu": nn.SELU(),
    "celu": nn.CELU(),
    "celu(alpha=0.5)": nn.CELU(0.5),
    "mish": nn.Mish(),
    "log_sigmoid": nn.LogSigmoid(),
    "softsign": nn.Softsign(),
    "hardswish": nn.Hardswish(),
}


def both(module: nn.Module, x, **how) -> tuple[torch.Tensor, torch.Tensor]:
    """The module and its linearization at x."""
    with torch.no_grad():
        return module(x), linearize(module, **how)(x)


def stated(name: str, knots=16, span=None):
    """What is said about the linearization of one of the modules."""
    function, *rest = re.split(r"[(), ]+", name.strip(")"))
    given = dict(part.split("=") for part in rest if "=" in part)
    how = {key: float(value) for key, value in given.items()} or ({"approximate": "tanh"} if rest else {})
    return interpolant(ACTIVATIONS[function](**how), knots, span).approximation
