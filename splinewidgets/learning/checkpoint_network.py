"""The network of a model at another time of its training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from splinewidgets.geometry.model.fitting_tensors import fitting
from splinewidgets.geometry.model.model_copy import model_copy
from splinewidgets.geometry.model.state_dict_check import AnotherForward
from splinewidgets.geometry.network.network import Network

from .state_dict_file import shapes_of


def checkpoint_network(model: nn.Module, network: Network, example: Any, state_dict: Mapping[str, Tensor]) -> Network:
    """The model's network with the tensors of a checkpoint.

    The graph is the given network's. Only where the forward reads one of the tensors in Python, as a branch on a
    buffer does, and it has another value, a copy of the model is read anew.

    Parameters
    ----------
    model, network, example
        The network was read from the model, with an example like this one.
    state_dict
        With the model's own names, or as `fitting` reads them.

    Raises
    ------
    ValueError
        If names or shapes differ from the model's, or a value is NaN or infinite.
    UnsupportedOperation
        If the forward does what is not piecewise affine with these tensors.
    """
    try:
        return network.with_parameters(state_dict)
    except AnotherForward:
        copied = model_copy(model, functions=False)
        copied.load_state_dict(fitting(state_dict, shapes_of(copied.state_dict())), strict=False)
        return Network(copied, example)
