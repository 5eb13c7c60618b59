"""What walks over slices of any dimension have in common: a network that fits, a limit, and word of how far it is."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .device_precision import widest_dtype
from .network import Network
from .progress import Progress as Progress
from .remembered_network import remembered_network
from .rounding import ROUNDINGS


class TooManyTiles(ValueError):
    """The slice has more tiles than `max_tiles` allows."""


def check_limit(max_tiles: int | None) -> None:
    """Raise ValueError where a limit allows no tile at all."""
    if max_tiles is not None and max_tiles < 1:
        raise ValueError(f"max_tiles is {max_tiles}. It must be at least 1. Leave it out for no limit.")


def too_many(count: int, layer: int, name: str) -> TooManyTiles:
    """The error for a slice with more than `count` tiles."""
    return TooManyTiles(
        f"The slice has more than {count:,} tiles at layer {layer} ({name}). "
        f"max_tiles is {count:,}. Take a smaller window or raise max_tiles."
    )


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
    network = model if isinstance(model, Network) else remembered_network(model, example, output, progress)
    where = network.device if device is None else torch.device(device)
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
