"""Weights in log space: what a share of each is drawn, and how many equal ones they are worth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Beyond, weights are those of a handful of latents whatever the pool.
SAFE = 5.0
# Newton's method ends when so small a share is missing; it does after some ten steps, and where nearly all are drawn
# after as many as their weights have digits.
ARRIVED, MOST_STEPS = 1e-4, 200


def check_rho(rho: float) -> None:
    """Raise ValueError for a polarity that is out of range."""
    if not -SAFE <= rho <= SAFE:
        raise ValueError(
            f"rho is {rho:g}. It must be from {-SAFE:g} to {SAFE:g}: 0 is the generator as it is, 1 is uniform on the "
            "manifold. Choose one from -1 to 2 at first."
        )


def normalized(log_weights: Floats) -> Floats:
    """The weights, whose logarithms may be as large and small as they will, made to have the sum 1."""
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def effective_size(weights: Floats) -> float:
    """How many equal weights the weights are worth: (sum w)^2 / sum w^2."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def inclusion(weights: Floats, count: int) -> Floats:
    """The chance of each of N weights, of sum 1, to be among `count` that are drawn one after the other without return.

    That of a race, in which each arrives at a time of the exponential distribution with its weight as rate, up to the
    time at which `count` are expected: off by a share of about 1 / count.
    """
    if count >= np.count_nonzero(weights):
        return (weights > 0).astype(np.float64)
    time = float(count)
    for _ in range(MOST_STEPS):
        # Newton's steps come from below, for the number that have arrived is concave in time.
        waiting = np.exp(-weights * time)
        missing = count - (1 - waiting).sum()
        if missing < ARRIVED * count:
            break
        time += missing / (weights * waiting).sum()
    chances: Floats = 1 - waiting
    return chances


def flattening(weights: Floats, count: int) -> float:
    """By how much the share of some latents, among `count` drawn without return, differs from their weight at most."""
    return float(np.abs(inclusion(weights, count) / count - weights).sum() / 2)
