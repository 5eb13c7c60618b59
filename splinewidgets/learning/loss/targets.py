"""The losses that can be told exactly, and the targets of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.progress import Progress
from splinewidgets.geometry.refusals import UnsupportedOperation
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from ..class_labels import check_classes, class_labels
from .cross_entropy import CrossEntropy
from .squared import SquaredLoss
from .tile_loss import TileLoss

LOSSES: dict[str, Callable[[Tessellation, Tensor, Progress | None], TileLoss]] = {
    "squared": SquaredLoss,
    "cross_entropy": CrossEntropy,
}


def check_loss(given: Any) -> str:
    """The name of a loss.

    Raises
    ------
    TypeError, ValueError
        If it is none of `LOSSES`.
    """
    remedy = "Others can be sampled, not told exactly."
    check_type(given, str, "The loss", '"squared" or "cross_entropy"', remedy)
    if given not in LOSSES:
        raise ValueError(
            f'The loss is {given!r}. It must be "squared" or "cross_entropy", which are convex on each tile. {remedy}'
        )
    return given


def targets_for(network: Network, given: Any, loss: str) -> Tensor:
    """Targets for a network whose output has a row for each data point: float64, or labels.

    Raises
    ------
    TypeError, ValueError
        If they do not fit.
    UnsupportedOperation
        If the network leaves out an end on which the loss depends.
    """
    if network.dropped is not None and (loss, network.dropped) != ("cross_entropy", "log_softmax"):
        raise UnsupportedOperation(
            f"The model ends in {network.dropped}, which is not piecewise affine. The exact loss is one of affine "
            'outputs. Leave the end out of the model; "cross_entropy" takes the scores before a softmax.'
        )
    count, *shape = network.output_shape
    if loss == "squared":
        targets = finite_tensor(given, "targets").to("cpu", torch.float64)
        if tuple(targets.shape) != network.output_shape:
            raise ValueError(
                f"The targets have shape {tuple(targets.shape)}. The outputs have the shape {network.output_shape}, "
                f"of {count} data points. Pass targets of that shape."
            )
        return targets
    if len(shape) != 1 or shape[0] < 2:
        raise ValueError(
            f"The outputs have the shape {network.output_shape}, of {count} data points. Cross-entropy needs a score "
            'for each of several classes, (n, classes). Choose loss="squared", or another model.'
        )
    labels = class_labels(given, count)
    check_classes(labels, shape[0])
    return labels
