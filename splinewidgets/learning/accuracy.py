"""How often a classifier is right."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from splinewidgets.geometry.evaluating import evaluating
from splinewidgets.geometry.model_input import model_input


@torch.no_grad()
def accuracy(model: nn.Module, inputs: Any, labels: Tensor) -> float:
    """The share of inputs (N, *input_shape) whose largest output is that of their label, from 0 to 1, in eval mode."""
    with evaluating(model):
        predicted = model(model_input(model, inputs, "inputs")).argmax(1)
    return float((predicted == labels.to(predicted.device)).double().mean())
