"""Network that fits a slice of any dimension, in the dtype and on the device asked for."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..argument_types import checked_callback, checked_dtype, device_of
from ..device_precision import widest_dtype
from ..network.network import Network
from ..network.remembered_network import remembered_network
from ..planar.rounding import ROUNDINGS
from ..progress import Progress as Progress


def fitting_network(
    model: nn.Module | Network,
    example: Tensor,
    dtype: torch.dtype | None,
    device: torch.device | str | None,
    output: str | int | None = None,
    progress: Progress | None = None,
) -> Network:
    """The network of a model for inputs like the example, in the dtype that decides: float64 unless told otherwise.

    Weights in float32 or less are exact numbers in float64, so the tiles are those of the network as stored.
    """
    if output is not None and isinstance(model, Network):
        raise ValueError(
            f"output is {output!r} and the model is a Network. A Network has one output already. "
            "Pass output= where the Network is made."
        )
    checked_callback(progress, "progress")
    dtype = checked_dtype(dtype)
    network = model if isinstance(model, Network) else remembered_network(model, example, output, progress)
    where = network.device if device is None else device_of(device)
    network = network.to(dtype=dtype or widest_dtype(where), device=where)
    if network.dtype not in ROUNDINGS:
        raise ValueError(
            f"The tessellation's dtype is {network.dtype}. It must be torch.float64, or torch.float32, which is faster "
            "and may merge slivers. Leave dtype out for torch.float64."
        )
    if tuple(example.shape) != tuple(network.input_shape):
        raise ValueError(
            f"The slice lies in inputs of shape {tuple(example.shape)}. The network takes inputs of shape "
            f"{tuple(network.input_shape)}. Build the slice from inputs of that shape."
        )
    return network
