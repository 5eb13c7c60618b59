"""The first call of a model that is measured: whether it takes the inputs, and is a function of them alone."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from ..array_like import finite_tensor
from ..refusals import UnsupportedOperation
from .chance import drawn, draws

_REMEDY = "Draw in training alone, such as by F.dropout(x, training=self.training)."


@torch.no_grad()
def check_first_call(model: nn.Module, point: Tensor, given: Any = None) -> None:
    """Call a model in eval mode with one input, (1, *input_shape).

    Parameters
    ----------
    given
        What the user passed, for the error.

    Raises
    ------
    ValueError
        If the model fails on it.
    UnsupportedOperation
        If it draws random numbers.
    """
    before = drawn()
    try:
        with _Undrawn(type(model).__name__):
            model(point)
    except UnsupportedOperation:
        raise
    except Exception as error:
        name, shape = type(model).__name__, tuple(point.shape[1:])
        if given is not None and _takes_whole_numbers(model, given):
            raise ValueError(
                f"{name} takes whole numbers, which it looks up in a table. What is measured here are steps between "
                "inputs, which have to be real numbers. Pass the table's entries as inputs, and a module of what comes "
                "after them."
            ) from error
        raise ValueError(
            f"{name} fails on inputs of shape {shape}: {str(error).rstrip('.')}. It must take batches of them. "
            "Put one input in each row, of a shape that the model accepts."
        ) from error
    if before != drawn():
        raise UnsupportedOperation(
            f"{type(model).__name__} draws random numbers from Python or numpy in eval mode. What is measured must "
            f"be a function of the input alone. {_REMEDY}"
        )


def whole_numbers_or(model: nn.Module, points: Tensor, given: Any) -> Tensor:
    """The points (N, *input_shape); or what was given for them, where these are the whole numbers that a model takes.

    Raises
    ------
    ValueError, UnsupportedOperation
        As `check_first_call` does.
    """
    try:
        check_first_call(model, points[:1])
    except ValueError:
        if not _takes_whole_numbers(model, given):
            raise
        points = finite_tensor(given, "inputs").to(points.device)
        check_first_call(model, points[:1])
    return points


@torch.no_grad()
def _takes_whole_numbers(model: nn.Module, given: Any) -> bool:
    """Test whether a model takes inputs (N, *input_shape) as the whole numbers that they are, for an embedding."""
    tokens = finite_tensor(given, "inputs")
    if tokens.is_floating_point():
        return False
    try:
        model(tokens[:1].to(next((tensor.device for tensor in model.parameters()), tokens.device)))
    except Exception:
        return False
    return True


class _Undrawn(TorchDispatchMode):
    """Within, an operation that draws random numbers is an error."""

    def __init__(self, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of torch
        self._name = name

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if draws(function, args, kwargs):
            raise UnsupportedOperation(
                f"{self._name} draws random numbers by '{function.overloadpacket}' in eval mode. What is measured must "
                f"be a function of the input alone. {_REMEDY}"
            )
        return function(*args, **kwargs)
