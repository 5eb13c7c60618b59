"""Does a network compute what its model computes, each input on its own? Tried on three inputs."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from .model_output import pick

if TYPE_CHECKING:
    from .network import Network

ROWS = 3


def near(example: Tensor) -> Tensor:
    """Three inputs about an example, always the same."""
    scale = float(example.abs().max()) if example.numel() else 0.0
    return example + (_noise(tuple(example.shape)) * (scale or 1.0)).to(example.device, example.dtype)


def check_agreement(network: Network, model: nn.Module, example: Tensor, leaf: int = 0) -> None:
    """Compare the network with the model, with itself on single inputs, and with itself on a batch that grows.

    `leaf` is the position of the network's output among all that the model returns.

    Raises
    ------
    ValueError
        If the model's output is not finite, or one input changes the output of another.
    AssertionError
        If the network differs from the model.
    """
    batch = near(example)
    with torch.no_grad():
        wanted = pick(model(batch.clone()), leaf)  # a first operation in place would change it
        if not bool(torch.isfinite(wanted).all()):
            raise ValueError(
                f"{type(model).__name__} returns NaN or infinity near the example. Its outputs must be finite. "
                "Pass an example of the size that the model was trained on."
            )
        together = network.evaluate(batch)
        alone = torch.cat([network.evaluate(row[None]) for row in batch])
        grown = network.evaluate(batch[:1], at_knot=lambda layer, z: lambda values: torch.cat([values, values[:1]]))
    if not close(alone, together, wanted):
        raise ValueError(
            f"{type(model).__name__} gives an input another output when other inputs are in its batch. A tessellation "
            "needs a function of one input. Remove what mixes the batch, such as statistics over it."
        )
    if not close(together, wanted, wanted) or not close(grown, together[:1].expand_as(grown), wanted):
        raise AssertionError(
            f"The exported graph of {type(model).__name__} differs from the model. This is a fault of splinewidgets. "
            "Please report it with the model."
        )


def close(one: Tensor, other: Tensor, wanted: Tensor) -> bool:
    """Whether outputs of about the size of those that are wanted agree.

    To half the digits: far above rounding, far below what a mixed batch does.
    """
    if not one.numel():
        return True
    tolerance = torch.finfo(wanted.dtype).eps ** 0.5 * max(float(wanted.abs().max()), 1.0)
    return float((one - other).abs().max()) <= tolerance


@functools.lru_cache(maxsize=16)
def _noise(shape: tuple[int, ...]) -> Tensor:
    """Between -1/2 and 1/2, (ROWS, *shape); not to be written to."""
    random = torch.Generator().manual_seed(0)
    return torch.rand((ROWS, *shape), generator=random, dtype=torch.float64, device="cpu") - 0.5
