"""Does a network compute what its model computes, each input on its own? Tried on three inputs."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from ..network.network import Network

ROWS = 3
# Outputs agree in this share of their dtype's digits: far above rounding, far below what a mixed batch does.
DIGITS = 0.5


def near(example: Tensor, rows: int = ROWS) -> Tensor:
    """Some inputs about an example, always the same."""
    scale = float(example.abs().max()) if example.numel() else 0.0
    return example + (_noise((rows, *example.shape)) * (scale or 1.0)).to(example.device, example.dtype)


def check_agreement(network: Network, model: str, batch: Tensor, wanted: Tensor) -> None:
    """Compare the network with the model, with itself on single inputs, and with itself on a batch that grows.

    Parameters
    ----------
    network
        The network.
    model
        The model's name.
    batch, wanted
        Inputs, and what the model returns for them.

    Raises
    ------
    ValueError
        If the model's output is not finite, or one input changes the output of another.
    AssertionError
        If the network differs from the model.
    """
    with torch.no_grad():
        if not bool(torch.isfinite(wanted).all()):
            raise ValueError(
                f"{model} returns NaN or infinity near the example. Its outputs must be finite. "
                "Pass an example of the size that the model was trained on."
            )
        together = network.evaluate(batch)
        alone = torch.cat([network.evaluate(row[None]) for row in batch])
        grown = network.evaluate(batch[:1], at_knot=lambda layer, z: lambda values: torch.cat([values, values[:1]]))
    if not close(alone, together, wanted):
        raise ValueError(
            f"{model} gives an input another output when other inputs are in its batch. A tessellation "
            "needs a function of one input. Remove what mixes the batch, such as statistics over it."
        )
    if not close(together, wanted, wanted) or not close(grown, together[:1].expand_as(grown), wanted):
        raise AssertionError(
            f"The exported graph of {model} differs from the model. This is a fault of splinewidgets. "
            "Please report it with the model."
        )


def close(one: Tensor, other: Tensor, wanted: Tensor) -> bool:
    """Test whether outputs of about the size of those that are wanted agree."""
    if not one.numel():
        return True
    tolerance = torch.finfo(wanted.dtype).eps ** DIGITS * max(float(wanted.abs().max()), 1.0)
    return float((one - other).abs().max()) <= tolerance


@functools.lru_cache(maxsize=16)
def _noise(shape: tuple[int, ...]) -> Tensor:
    """Between -1/2 and 1/2; not to be written to."""
    random = torch.Generator().manual_seed(0)
    return torch.rand(shape, generator=random, dtype=torch.float64, device="cpu") - 0.5
