"""Weights in log space: what a share of each is drawn, and how many equal ones they are worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.argument_types import real_number

Floats = npt.NDArray[np.float64]

# Beyond, weights are those of a handful of latents whatever the pool.
SAFE = 5.0


def check_rho(rho: float) -> float:
    """The polarity; raises ValueError for one that is out of range."""
    polarity = real_number(rho, "rho", "Choose one from -1 to 2 at first.")
    if not -SAFE <= polarity <= SAFE:
        raise ValueError(
            f"rho is {rho:g}. It must be from {-SAFE:g} to {SAFE:g}: 0 is the generator as it is, 1 is uniform on the "
            "manifold. Choose one from -1 to 2 at first."
        )
    return polarity


def check_alpha(alpha: float) -> None:
    """Raise ValueError for a power of the latents' density that is out of range."""
    if not -SAFE <= real_number(alpha, "alpha", "Leave it out for 1 - rho.") <= SAFE:
        raise ValueError(
            f"alpha is {alpha:g}. It must be from {-SAFE:g} to {SAFE:g}: 1 is the density of the latents as it is, 0 "
            "takes it for constant. Leave it out for 1 - rho."
        )


def normalized(log_weights: Floats) -> Floats:
    """The weights, whose logarithms may be as large and small as they will, made to have the sum 1."""
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def effective_size(weights: Floats) -> float:
    """Effective sample size of weights: (sum w)^2 / sum w^2."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def flattening(log_weights: Floats, last: float) -> float:
    """By how much the share of some of N, among those drawn without return, differs from their weight at most.

    A draw without return is a race: each arrives at a time of the exponential distribution with its weight as rate, and
    those before some time are drawn.

    Parameters
    ----------
    last
        Minus the logarithm of that time, as the largest of `log_weights` plus Gumbel noise have it.
    """
    with np.errstate(over="ignore"):  # of rates that arrive for certain
        chances = -np.expm1(-np.exp(log_weights - last))
    return float(np.abs(chances / chances.sum() - normalized(log_weights)).sum() / 2)
