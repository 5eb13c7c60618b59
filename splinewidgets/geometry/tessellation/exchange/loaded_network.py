"""The network for a tessellation that was read from a file, if it is the one that it was made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from ...network.absent_network import AbsentNetwork
from ...network.network import Network
from ...network.network_checksum import layers_of, network_checksum
from ...network.remembered_network import remembered_network
from ..verification import is_rounding

if TYPE_CHECKING:
    from ..tessellation import Tessellation

# So many vertices are evaluated again.
SAMPLED = 64


def fitting_network(
    model: Any, tessellation: Tessellation, absent: AbsentNetwork, weights: dict[str, Tensor]
) -> Network:
    """The network of a model, with the file's weights if it has any, in the dtype that decided.

    Raises
    ------
    ValueError
        If it is not the network that was tessellated.
    """
    network = model if isinstance(model, Network) else remembered_network(model, tessellation.slice.origin)
    if weights:
        shapes = {name: tuple(tensor.shape) for name, tensor in weights.items()}
        if shapes != {name: tuple(tensor.shape) for name, tensor in network.tensors.items()}:
            raise _another("its parameters have other names or shapes")
        network = network.with_tensors({name: t.to(network.device) for name, t in weights.items()})
    network = network.to(dtype=absent.dtype)
    if layers_of(network) != layers_of(absent):
        raise _another("its layers are others")
    if network_checksum(network) != absent.checksum:
        raise _another("its parameters are others")
    # What a slope in the code is, and what else no parameter tells.
    count = len(tessellation.vertices)
    sample = np.linspace(0, count - 1, min(SAMPLED, count)).astype(np.intp)
    inputs = tessellation.slice.embed(tessellation.vertices[sample]).to(network.device, network.dtype)
    with torch.no_grad():
        values = network(inputs).cpu()
    there = tessellation.outputs[torch.from_numpy(sample)]
    same = values.shape == there.shape and is_rounding(
        network, inputs, tessellation.rounding, float((values - there).abs().max())
    )
    if not same:
        raise _another("its outputs are others")
    return network


def _another(reason: str) -> ValueError:
    return ValueError(
        f"The model is not the one that was tessellated: {reason}. A tessellation goes with its own network. "
        "Load it with that model, or without model=."
    )
