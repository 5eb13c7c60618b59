"""Data with modes: Gaussians of one width, some drawn from more often than others."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi

import numpy.typing as npt
import torch
from torch import Tensor

# Weights are numbers that people write down, as 0.1 or 0.33333; so near one must their sum be.
SUM_TOLERANCE = 1e-4


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """Round Gaussians with weights.

    Attributes
    ----------
    modes : (K, D) float64
        Their centers.
    weights : (K,) float64
        The share of samples that each has; they add up to one.
    deviation : float
        The standard deviation of each, along any direction.

    Raises
    ------
    ValueError
        If shapes do not fit together, the weights are no shares of one, or the deviation is not positive.

    Examples
    --------
    >>> modes, weights = torch.tensor([[0.0], [4.0]]), torch.tensor([0.75, 0.25])
    >>> mixture = GaussianMixture(modes, weights, 0.1)
    >>> mixture.labels([[0.5], [3.0], [9.0]])
    tensor([0, 1, 1])
    """

    modes: Tensor
    weights: Tensor
    deviation: float

    def __post_init__(self) -> None:
        if self.modes.ndim != 2 or self.weights.shape != self.modes.shape[:1]:
            raise ValueError(
                f"The modes have shape {tuple(self.modes.shape)}, the weights {tuple(self.weights.shape)}. "
                "K modes in D dimensions are (K, D), with (K,) weights. Give each mode a weight."
            )
        if not (self.weights > 0).all() or abs(self.weights.sum().item() - 1) > SUM_TOLERANCE:
            raise ValueError(
                f"The weights are {self.weights.tolist()}. They must be positive and add up to 1. "
                "Divide them by their sum."
            )
        if not self.deviation > 0:
            raise ValueError(
                f"The standard deviation is {self.deviation}. It must be positive. Choose how wide the modes are."
            )

    def sample(self, count: int, seed: int = 0) -> Tensor:
        """Draw points, (count, D) float32."""
        _check_count(count)
        random = torch.Generator().manual_seed(seed)
        chosen = torch.multinomial(self.weights, count, replacement=True, generator=random)
        noise = torch.randn(count, self.modes.shape[1], generator=random)
        return self.modes[chosen].to(noise.dtype) + self.deviation * noise

    def log_density(self, points: npt.ArrayLike | Tensor) -> Tensor:
        """Return the natural logarithm of the density at points (N, D), (N,) float64."""
        exponents = -(self._distances(points) / self.deviation).square() / 2
        scale = self.modes.shape[1] * log(self.deviation * (2 * pi) ** 0.5)
        return torch.logsumexp(self.weights.log() + exponents, 1) - scale

    def labels(self, points: npt.ArrayLike | Tensor) -> Tensor:
        """Return the index of the mode that is nearest to each point (N, D), (N,) int64."""
        return self._distances(points).argmin(1)

    def shares(self, points: npt.ArrayLike | Tensor) -> Tensor:
        """Return the share of points (N, D) that is nearest to each mode, (K,) float64."""
        labels = self.labels(points)
        _check_count(len(labels))
        return torch.bincount(labels, minlength=len(self.modes)).double() / len(labels)

    def deviations(self, points: npt.ArrayLike | Tensor) -> Tensor:
        """Return how many standard deviations each point (N, D) is away from the nearest mode, (N,) float64."""
        return self._distances(points).amin(1) / self.deviation

    def _distances(self, points: npt.ArrayLike | Tensor) -> Tensor:
        given = torch.as_tensor(points, dtype=torch.float64, device="cpu").detach()
        if given.ndim != 2 or given.shape[1] != self.modes.shape[1]:
            raise ValueError(
                f"The points have shape {tuple(given.shape)}. The modes lie in {self.modes.shape[1]} dimensions. "
                f"Give points of shape (N, {self.modes.shape[1]})."
            )
        return torch.linalg.vector_norm(given[:, None] - self.modes, dim=2)


def _check_count(count: int) -> None:
    if count < 1:
        raise ValueError(f"There are {count} points. It takes at least one. Give or draw more points.")


def five_gaussians() -> GaussianMixture:
    """Return five Gaussians of standard deviation 0.2 on a circle of radius 1.5, one five times as frequent as another.

    Their weights are 0.40, 0.25, 0.15, 0.12 and 0.08, counter-clockwise from the positive first axis.

    Examples
    --------
    >>> five_gaussians().sample(1000).shape
    torch.Size([1000, 2])
    """
    angles = 2 * pi / 5 * torch.arange(5, dtype=torch.float64)
    weights = torch.tensor([0.40, 0.25, 0.15, 0.12, 0.08], dtype=torch.float64)
    return GaussianMixture(1.5 * torch.stack((angles.cos(), angles.sin()), 1), weights, 0.2)
