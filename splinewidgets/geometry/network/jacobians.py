"""Jacobians of a network at a batch of inputs, by autograd, and their norms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..device_precision import full_precision
from ..differentiating import differentiating, variable

if TYPE_CHECKING:
    from .network import Network


def outputs_and_jacobians(
    network: Network, inputs: Tensor, which: Iterable[int] | None = None
) -> tuple[Tensor, Tensor]:
    """Outputs (N, C) and Jacobians (N, C, *input_shape) at a batch of inputs; of some of the outputs, or of all."""
    with differentiating(), full_precision(network.device):
        inputs = variable(inputs)
        outputs = network(inputs).reshape(len(inputs), -1)
        chosen = list(range(outputs.shape[1]) if which is None else which)
        values = torch.stack([outputs.detach()[:, c] for c in chosen], 1)
        if not outputs.requires_grad:  # they are constants
            return values, outputs.new_zeros((len(outputs), len(chosen), *network.input_shape))
        rows = [
            torch.autograd.grad(outputs[:, c].sum(), inputs, retain_graph=True, materialize_grads=True)[0]
            for c in chosen
        ]
    return values, torch.stack(rows, 1)


def offsets(values: Tensor, jacobians: Tensor, inputs: Tensor) -> Tensor:
    """`c` (N, C) of the maps A x + c that have these values (N, C) at inputs (N, *input_shape)."""
    return values - (jacobians.flatten(2) @ inputs.flatten(1)[:, :, None])[:, :, 0]


def spectral_norms(maps: Tensor) -> npt.NDArray[np.float64]:
    """The 2-norm of each of the matrices (N, outputs, inputs), (N,)."""
    # The smaller Gram matrix: its largest eigenvalue is the squared norm.
    gram = (maps @ maps.mT) if maps.shape[1] <= maps.shape[2] else (maps.mT @ maps)
    largest = torch.linalg.eigvalsh(gram.cpu().double())[:, -1]
    return np.asarray(largest.clamp_min(0).sqrt().numpy(), np.float64)
