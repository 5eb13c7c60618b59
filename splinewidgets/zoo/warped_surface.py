"""A surface in space that a generator fills unevenly, with its area in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from math import sinh

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from .cache import trained
from .models import mlp
from .steps import check_steps, descend, take_steps

# Part of the cache key. To be raised when what is trained changes.
RECIPE = 1

BATCH = 512
EARLY_RATE, LATE_RATE = 2e-3, 3e-4

# How strongly latents crowd at the center: the map's slope there is 2.5 / sinh(2.5) = 0.41, and 2.5 at the rim.
CROWDING = 2.5


@dataclass(frozen=True, eq=False)
class WarpedSurface:
    """A graph over the square [-1, 1]^2, and a network that has learned to draw it from warped coordinates.

    The network maps a latent z to `lift(warp(z))`. Latents that are uniform in the square crowd at the center of the
    surface, so what it generates is uneven, and `area_element` tells how uneven.

    Attributes
    ----------
    generator : Sequential
        Maps latents (N, 2) in [-1, 1]^2 to points (N, 3); in eval mode.

    Examples
    --------
    >>> WarpedSurface.area_element(torch.zeros(1, 2))
    tensor([1.6008])
    """

    generator: nn.Sequential

    @staticmethod
    def warp(latents: Tensor) -> Tensor:
        """Return the coordinates (N, 2) on the surface that latents (N, 2) have: sinh(2.5 z) / sinh(2.5) for each."""
        return torch.sinh(CROWDING * latents) / sinh(CROWDING)

    @staticmethod
    def lift(coordinates: Tensor) -> Tensor:
        """Return the points (N, 3) of the surface above coordinates (N, 2), at a height of sin(2.5 s) cos(1.5 t) / 2.

        The first two entries of a point are its coordinates.
        """
        s, t = coordinates.unbind(-1)
        return torch.stack((s, t, 0.5 * torch.sin(2.5 * s) * torch.cos(1.5 * t)), -1)

    @staticmethod
    def area_element(coordinates: Tensor) -> Tensor:
        """Return how many times as large the surface is as the square below it, (N,), at coordinates (N, 2)."""
        s, t = coordinates.unbind(-1)
        slope_s = 1.25 * torch.cos(2.5 * s) * torch.cos(1.5 * t)
        slope_t = -0.75 * torch.sin(2.5 * s) * torch.sin(1.5 * t)
        return (1 + slope_s.square() + slope_t.square()).sqrt()


def warped_surface(*, steps: int = 3000, seed: int = 0, progress: bool = True, cache: bool = True) -> WarpedSurface:
    """Train a 2-128-128-3 ReLU network to draw a warped surface, in a few seconds, or remember it.

    It is fitted to mean squares by Adam, on 512 new latents in each step, with the learning rate 2e-3 and in the last
    third of the steps 3e-4.

    Parameters
    ----------
    steps
        How many.
    seed
        Of the initial weights and the latents.
    progress
        Show a progress bar.
    cache
        Look for the result in the cache, and leave it there, as `train` does.

    Raises
    ------
    ValueError
        If there are no steps.

    Examples
    --------
    >>> surface = warped_surface(steps=100)
    >>> surface.generator(torch.zeros(5, 2)).shape
    torch.Size([5, 3])
    """
    check_steps(steps)
    surface = WarpedSurface(mlp((2, 128, 128, 3), seed).eval())

    def fit() -> None:
        optimizer = torch.optim.Adam(surface.generator.parameters(), lr=EARLY_RATE, fused=True)
        rates = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2 * steps // 3], LATE_RATE / EARLY_RATE)
        random = torch.Generator().manual_seed(seed)

        def step(_: int) -> Tensor:
            latents = 2 * torch.rand(BATCH, 2, generator=random) - 1
            loss = mse_loss(surface.generator(latents), surface.lift(surface.warp(latents)))
            descend(loss, optimizer)
            rates.step()
            return loss

        take_steps(step, steps, progress=progress)

    trained(surface.generator, fit, settings=f"warped surface {RECIPE} {steps} {seed}", data=(), cache=cache)
    return surface
