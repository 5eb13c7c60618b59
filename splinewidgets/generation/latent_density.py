"""Density of the latents that a generator was trained with, over a window of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from scipy.special import ndtri
from torch import Tensor
from torch.distributions import Distribution, Independent, MultivariateNormal, Normal

from splinewidgets.geometry.argument_types import wrong_type
from splinewidgets.geometry.slices.slice import Slice

from .weights import Floats

# What the default window leaves out of a density.
LEFT_OUT = 1e-6
# The share of a triangle's range by which a function may be larger within than where it was asked.
SLACK = 0.25
# Where a function falls to zero, the bound of its logarithm is this much higher at most.
MOST_SLACK = 0.5

LogDensity = Callable[[Tensor], Any]
# What `density=` may be.
Given = str | Distribution | LogDensity


class LatentDensity(Protocol):
    """The logarithm of a density in coordinates of a window, up to a constant."""

    # Whether `bounds` are certain.
    certain: bool

    def log_at(self, uv: Floats) -> Floats:
        """At points (n, 2)."""

    def bounds(self, corners: Floats) -> tuple[Floats, Floats]:
        """The least and the largest on each of many triangles (n, 3, 2)."""


@dataclass(frozen=True)
class Gaussian:
    """A normal distribution of two latents.

    Attributes
    ----------
    mean : (2,)
    factor : (2, 2)
        Lower triangular, a square root of the covariance.
    """

    mean: Floats
    factor: Floats

    def window(self) -> tuple[float, float, float, float]:
        """A rectangle outside of which there is no more than a millionth."""
        reach = -ndtri(LEFT_OUT / 4) * np.linalg.norm(self.factor, axis=1)
        (u0, v0), (u1, v1) = self.mean - reach, self.mean + reach
        return float(u0), float(u1), float(v0), float(v1)

    def on(self, window: Slice) -> GaussianOnWindow:
        """The distribution in coordinates of a window of both latents."""
        axes, origin = window.axes.reshape(2, 2).numpy().T, window.origin.reshape(2).numpy()
        whitening = np.linalg.inv(self.factor)
        return GaussianOnWindow(whitening @ axes, whitening @ (origin - self.mean))


@dataclass(frozen=True)
class GaussianOnWindow:
    """The same, by the affine map (u, v) -> matrix (u, v) + offset that makes it the standard one."""

    matrix: Floats
    offset: Floats
    certain = True

    @property
    def log_norm(self) -> float:
        """The logarithm of its value at the mean, per unit of (u, v)."""
        return float(np.log(abs(np.linalg.det(self.matrix))) - np.log(2 * np.pi))

    def log_at(self, uv: Floats) -> Floats:
        """Minus half of the squared distance from the mean, in standard deviations."""
        values: Floats = -((uv @ self.matrix.T + self.offset) ** 2).sum(-1) / 2
        return values

    def bounds(self, corners: Floats) -> tuple[Floats, Floats]:
        """By the nearest and the farthest point of each triangle."""
        placed = corners @ self.matrix.T + self.offset
        sides = np.roll(placed, -1, 1) - placed
        lengths = (sides**2).sum(2)
        with np.errstate(divide="ignore", invalid="ignore"):
            foot = np.clip(np.nan_to_num(-(placed * sides).sum(2) / lengths), 0, 1)
        squares = (placed**2).sum(2)
        nearest = ((placed + foot[..., None] * sides) ** 2).sum(2).min(1)
        turns = placed[..., 0] * sides[..., 1] - placed[..., 1] * sides[..., 0]
        nearest[(turns > 0).all(1) | (turns < 0).all(1)] = 0
        return -squares.max(1) / 2, -nearest / 2


@dataclass(frozen=True)
class FunctionOnWindow:
    """A function of latents (n, *latent_shape) that returns their log-density, in coordinates of a window."""

    function: LogDensity
    window: Slice
    certain = False

    def log_at(self, uv: Floats) -> Floats:
        """Raises ValueError if the function returns anything but a number for each, or minus infinity."""
        latents = self.window.embed(uv)
        with torch.no_grad():
            returned = self.function(latents)
        try:
            values = np.asarray(returned.detach().cpu() if isinstance(returned, Tensor) else returned, np.float64)
        except (TypeError, ValueError):
            values = np.empty(())
        if values.shape != (len(latents),) or np.isnan(values).any() or np.isposinf(values).any():
            what = f"shape {values.shape}" if values.ndim else f"a {type(returned).__name__}"
            raise ValueError(
                f"density makes {what} of {len(latents)} latents, or NaN. It must return the logarithm of the density "
                "of each, (n,), minus infinity where there is none. Sum over the coordinates of a latent."
            )
        return values

    def bounds(self, corners: Floats) -> tuple[Floats, Floats]:
        """By the values at the corners, in the middles of sides and of triangles, and some room beside."""
        nodes = np.concatenate([corners, (corners + np.roll(corners, -1, 1)) / 2, corners.mean(1, keepdims=True)], 1)
        values = self.log_at(nodes.reshape(-1, 2)).reshape(len(corners), -1)
        low, high = values.min(1), values.max(1)
        with np.errstate(invalid="ignore"):
            room = np.where(high > low, np.minimum(SLACK * (high - low), MOST_SLACK), 0)
        return low - room, high + room


def read_density(given: Any, latents: int = 2) -> Gaussian | LogDensity | None:
    """The density of two latents: a Gaussian, a function, or None where they are uniform.

    Raises
    ------
    TypeError, ValueError
        If it is none of what `density=` may be.
    """
    remedy = "Pass 'uniform', 'normal', a torch.distributions.Normal, or a function that returns log-densities."
    if isinstance(given, str):
        if given not in ("uniform", "normal"):
            raise ValueError(f"density is {given!r}. It must be 'uniform' or 'normal', or a distribution. {remedy}")
        return None if given == "uniform" else Gaussian(np.zeros(latents), np.eye(latents))
    while isinstance(given, Independent):
        given = given.base_dist
    if isinstance(given, Normal | MultivariateNormal):
        mean = given.mean.detach().cpu().double().numpy().reshape(-1)
        if mean.size not in (1, latents):
            raise ValueError(
                f"density is of {mean.size} coordinates. A latent here has {latents}. Give it a mean and a standard "
                "deviation for each, or one for all."
            )
        if isinstance(given, MultivariateNormal):
            factor = given.scale_tril.detach().cpu().double().numpy().reshape(mean.size, mean.size)
        else:
            factor = np.diag(np.broadcast_to(given.stddev.detach().cpu().double().numpy().reshape(-1), latents))
        return Gaussian(np.broadcast_to(mean, latents), factor)
    if isinstance(given, Distribution):
        raise ValueError(
            f"density is a {type(given).__name__}. Of distributions normal ones are known. Pass a function that "
            "returns its log_prob summed over the coordinates of a latent."
        )
    if not callable(given):
        raise wrong_type(given, "density", "a name, a normal distribution or a function", remedy)
    function: LogDensity = given
    return function


def on_window(density: Gaussian | LogDensity | None, window: Slice) -> GaussianOnWindow | FunctionOnWindow | None:
    """The density in coordinates of a window of two latents; None where it is constant."""
    if density is None or isinstance(density, Gaussian):
        return None if density is None else density.on(window)
    return FunctionOnWindow(density, window)
