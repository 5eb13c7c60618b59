"""A classifier's scores before the softmax or sigmoid that it may end in, which rounds sure ones to 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.model.model_output import find_output, pick
from splinewidgets.geometry.model.torch_calls import FunctionCall, FunctionCalls, tensors_in

# Functions of scores that keep their order within an input.
SIGMOIDS = {"sigmoid", "special_expit", "log_sigmoid", "logsigmoid"}
SOFTMAXES = {"softmax", "log_softmax", "special_softmax", "special_log_softmax"}
# What keeps the order of probabilities, too, beside numbers alone: behind these they are still as good as scores.
ORDERLY = {"log", "log1p", "log2", "log10", "sqrt", "logit", "clamp", "clip", "clamp_min", "clamp_max", "add", "radd"}
ORDERLY |= {"to", "type", "float", "double", "half", "bfloat16"}


def logits(model: nn.Module, points: Tensor, output: str | int | None = None) -> Tensor:
    """The scores of inputs (n, *input_shape), (n, classes), in the device's widest dtype.

    One score is that of the second of two classes, whose first has the score 0: the model says which by its sign, or
    by the sigmoid of it. Of several tensors that a model returns, `output` is the key or the position of the scores.

    Raises
    ------
    ValueError
        If the model fails, returns no scores (n, classes), (n, 1) or (n,), or several tensors and none is chosen.
    """
    with _Ends(model) as ends:
        try:
            outputs = model(points)
        except torch.OutOfMemoryError:
            raise
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
            raise ValueError(
                f"The model fails on inputs of shape {tuple(points.shape[1:])}: {first}. It must take batches of them. "
                "Put one input in each row, of a shape that it accepts."
            ) from error
    if output is not None or isinstance(outputs, Mapping | tuple | list):
        outputs = pick(outputs, find_output(outputs, output, type(model).__name__))
    shape = tuple(outputs.shape) if isinstance(outputs, Tensor) else None
    if shape is None or len(shape) not in (1, 2) or shape[0] != len(points) or not outputs.is_floating_point():
        what = f"scores of shape {shape}" if shape is not None else f"a {type(outputs).__name__}"
        raise ValueError(
            f"The model maps {len(points)} inputs to {what}. They must be ({len(points)}, classes), or one score for "
            "each of two classes. Pass a classifier with one score per class."
        )
    scores = ends.before(outputs).to(widest_dtype(points.device))
    return torch.cat([torch.zeros_like(scores), scores], 1) if scores.shape[1] == 1 else scores


class _Ends(FunctionCalls):
    """Within, remembers what the last softmax or sigmoid returned, or what follows it, and what it was applied to."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__(chain(model.parameters(), model.buffers()))
        self._last: tuple[Tensor, Tensor] | None = None

    def call(self, called: FunctionCall) -> Any:
        args, kwargs = called.args, called.kwargs
        ends = called.name in SIGMOIDS or (called.name in SOFTMAXES and _over_classes(args, kwargs))
        operand: Any = args[0] if args else kwargs.get("input")
        before = self._before(called)
        if called.written is not None:
            self._last = None  # what it returned may be written to
            operand = operand.clone() if ends else operand  # which is
        result = called.returned()
        if ends:
            self._last = result, operand
        elif before is not None:
            self._last = result, before
        return result

    def _before(self, called: FunctionCall) -> Tensor | None:
        """The scores, where a function that keeps their order is called with what the end returned."""
        given = list(tensors_in((called.args, called.kwargs)))
        if called.name not in ORDERLY or self._last is None or len(given) != 1:
            return None
        result, operand = self._last
        return operand if _same(given[0], result) else None

    def before(self, outputs: Tensor) -> Tensor:
        """The outputs (n,) or (n, classes), in two dimensions, as they were before the end."""
        rows = outputs.reshape(len(outputs), -1)
        if self._last is not None:
            result, operand = self._last
            if _same(result, outputs):
                return operand.reshape(rows.shape)
        return rows


def _same(one: Tensor, other: Tensor) -> bool:
    """Test whether two tensors hold the same numbers, perhaps in other shapes."""
    return one.data_ptr() == other.data_ptr() and one.numel() == other.numel()


def _over_classes(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    dimension = args[1] if len(args) > 1 else kwargs.get("dim")
    return dimension in (1, -1)
