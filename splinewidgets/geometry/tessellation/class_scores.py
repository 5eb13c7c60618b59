"""The scores whose largest is the predicted class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..network.network import Network

if TYPE_CHECKING:
    from .decisions import Decisions
    from .segment_tessellation import SegmentTessellation

# Inputs at once; more are no faster.
BATCH = 1024


def class_scores(tessellation: Decisions | SegmentTessellation) -> npt.NDArray[np.float64]:
    """The scores (V, classes) whose largest is predicted; a scalar output f becomes (0, f).

    They are the outputs, or where these are what `linearize` makes of a sigmoid, which is flat far from zero, what
    goes into it.
    """
    network = tessellation.network
    if network.end is None:
        scores = _rows(tessellation.outputs)
    else:
        given: Any = tessellation
        inputs = given.segment.embed(given.ends) if hasattr(given, "segment") else given.slice.embed(given.vertices)
        parts = inputs.to(network.device, network.dtype).split(BATCH)
        scores = np.concatenate([scores_before_end(network, part) for part in parts])
    return _of_classes(scores)


@torch.no_grad()
def scores_at(network: Network, inputs: Tensor) -> npt.NDArray[np.float64]:
    """The same scores (n, classes) at inputs (n, *input_shape)."""
    parts = inputs.to(network.device, network.dtype).split(BATCH)
    before = network.end is not None
    return _of_classes(
        np.concatenate([scores_before_end(network, part) if before else _rows(network(part)) for part in parts])
    )


def _of_classes(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.concatenate([np.zeros_like(scores), scores], 1) if scores.shape[1] == 1 else scores


@torch.no_grad()
def scores_before_end(network: Network, inputs: Tensor) -> npt.NDArray[np.float64]:
    """Operands (n, outputs) of the sigmoid at the end of a linearized model, at inputs (n, *input_shape)."""
    found = network.evaluation(inputs).to_knot(len(network.layers) - 1)
    assert network.end is not None and found is not None
    operands = found[1].shape[1] // len(network.end.knots)
    # The cuts of a knot are its operand minus each of the knots, one after the other.
    return _rows(found[1][:, :operands] + network.end.knots[0])


def _rows(values: Tensor) -> npt.NDArray[np.float64]:
    rows: npt.NDArray[np.float64] = values.detach().cpu().double().numpy().reshape(len(values), -1)
    return rows
