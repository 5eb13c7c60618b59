"""What is drawn from a manifold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int64
from torch import Tensor


@dataclass(frozen=True, eq=False)
class ManifoldSamples:
    """Independent draws.

    Attributes
    ----------
    latents : (n, *input_shape) float64 tensor
    outputs : (n, *output_shape) tensor
    tiles : (n,) int64
        The tile that each latent lies in.

    Examples
    --------
    >>> samples = uniform_on_manifold(nn.Linear(2, 3), Slice.box((-1, 1), (-1, 1)), 4)
    >>> samples.latents.shape, samples.outputs.shape, samples.tiles
    (torch.Size([4, 2]), torch.Size([4, 3]), array([0, 0, 0, 0]))
    """

    latents: Float64[Tensor, "samples *input"]
    outputs: Float[Tensor, "samples *output"]
    tiles: Int64[np.ndarray, "samples"]
