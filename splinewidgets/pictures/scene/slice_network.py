"""The network of a slice's model, read with one of the inputs that are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.export.look import InputRefused
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.program.program import Ends


def network_of(
    model: nn.Module,
    anchors: Any,
    data: npt.NDArray[np.float64] | None,
    name: str = "data",
    output: str | int | None = None,
    leaves_out: Ends = "classes",
) -> Network:
    """The model's network, read with an anchor, or else with one of the data, of a name of their own."""
    if anchors is not None and (inputs := numbers(anchors, "anchors")).ndim > 1 and len(inputs):
        return remembered_network(model, inputs[0], output, leaves_out=leaves_out)
    if data is not None and data.ndim > 1 and len(data):
        return remembered_network(model, data[0], output, leaves_out=leaves_out)
    if anchors is not None:
        raise without_data(anchors, "*input_shape")
    try:
        # Without anchors and data only the plane can be meant.
        return remembered_network(model, np.zeros(2), output, leaves_out=leaves_out)
    except InputRefused as failure:
        raise ValueError(
            f"Neither anchors nor {name} were given, and the model takes no inputs of shape (2,) "
            f"({str(failure).split('. ')[0]}). A slice of other inputs needs three anchors. Pass anchors=, three "
            f"inputs (3, *input_shape), or {name}= to choose from."
        ) from failure


def without_data(given: Any, shape: str) -> ValueError:
    """The error for anchors that are indices, where there are no data."""
    return ValueError(
        f"anchors are {np.asarray(given).tolist()} and there are no data of which these could be indices. "
        f"Anchors are inputs, (3, {shape}). Pass inputs, or data= as well."
    )
