"""Losses by name, and targets in the shapes in which they are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from splinewidgets.geometry.argument_types import wrong_type
from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.device_precision import widest_dtype

from ..class_labels import check_classes, class_labels

LossName = Literal["cross_entropy", "squared"]
# Of outputs (N, *output_shape) and targets, as the user has them, one number.
OwnLoss = Callable[[Tensor, Tensor], Any]
Loss = LossName | OwnLoss
NAMES = ("cross_entropy", "squared")


class LossFunction:
    """A loss of a model's outputs for all data at once, with the targets.

    Parameters
    ----------
    loss
        "cross_entropy", "squared", or a function.
    targets
        Array-like.
    outputs : (N, *output_shape) Tensor
        Of the model at some parameters: what targets must fit.
    """

    def __init__(self, loss: Any, targets: Any, outputs: Tensor) -> None:
        self._loss = loss
        if callable(loss):
            given = finite_tensor(targets, "targets")
            self._targets = given.to(outputs.device, outputs.dtype if given.is_floating_point() else given.dtype)
        elif loss == "cross_entropy":
            self._targets = _classes(targets, outputs)
        else:
            self._targets = _numbers(targets, outputs)

    def __call__(self, outputs: Tensor) -> Tensor:
        """The losses (points,), float64 where the device has it, of outputs (points, N, *output_shape)."""
        if callable(self._loss):
            return torch.stack([self._own(each) for each in outputs])
        if self._loss == "cross_entropy":
            scores = outputs - outputs.amax(2, keepdim=True)
            wanted = scores.gather(2, self._targets.expand(len(outputs), -1)[..., None])[..., 0]
            return (scores.exp().sum(2).log() - wanted).mean(1, dtype=widest_dtype(outputs.device))
        return (outputs - self._targets).square().flatten(1).mean(1, dtype=widest_dtype(outputs.device))

    def _own(self, outputs: Tensor) -> Tensor:
        value = self._loss(outputs, self._targets)
        try:
            number = torch.as_tensor(value, dtype=widest_dtype(outputs.device), device=outputs.device)
        except (TypeError, ValueError, RuntimeError):
            raise wrong_type(value, "What the loss returns", "one number", "Take the mean over the samples.") from None
        if number.numel() != 1:
            raise ValueError(
                f"The loss returns {number.numel()} numbers. It must return one. Take the mean over the samples."
            )
        return number.detach().reshape(())


def check_loss(loss: Any) -> None:
    """Raise TypeError or ValueError if there is no such loss."""
    if not callable(loss) and loss not in NAMES:
        raise wrong_or_unknown(loss)


def wrong_or_unknown(loss: Any) -> Exception:
    """The error for what is no loss."""
    if not isinstance(loss, str):
        return wrong_type(loss, "loss", "'cross_entropy', 'squared' or a function", "Leave it out for cross-entropy.")
    return ValueError(
        f"The loss is {loss!r}. It can be 'cross_entropy' or 'squared'. "
        "Choose one of them, or pass a function of outputs and targets."
    )


def _classes(targets: Any, outputs: Tensor) -> Tensor:
    if outputs.ndim != 2:
        raise ValueError(
            f"The model has outputs of shape {tuple(outputs.shape[1:])} for each sample. Cross-entropy needs one score "
            "per class, (N, classes). Pass a function of outputs and targets as the loss."
        )
    classes = class_labels(targets, len(outputs)).to(outputs.device)
    check_classes(classes, outputs.shape[1])
    return classes


def _numbers(targets: Any, outputs: Tensor) -> Tensor:
    given = finite_tensor(targets, "targets")
    if given.ndim == 1 and outputs.ndim == 2 and not given.is_floating_point():
        given = one_hot(_classes(given, outputs), outputs.shape[1])
    if given.shape != outputs.shape:
        raise ValueError(
            f"The targets have shape {tuple(given.shape)}. The model's outputs have {tuple(outputs.shape)}. "
            "Give one number for each output, or the indices of classes."
        )
    return given.to(outputs.device, outputs.dtype)
