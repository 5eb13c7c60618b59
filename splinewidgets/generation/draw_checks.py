"""Checks of a draw from a pool of latents, before anything is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from splinewidgets.geometry.argument_types import seed_number, truth
from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.whole_numbers import whole_number

from .weights import Floats, check_rho

Indices = npt.NDArray[np.int64]


def check_alive(logs: Floats, count: int, replace: bool) -> None:
    """Raise ValueError if too few latents have a weight, given by its logarithm, for a draw."""
    alive = int(np.isfinite(logs).sum())
    if alive == 0 or (count > alive and not replace):
        raise ValueError(
            f"{count:,} samples are to be drawn of {alive:,} latents with a volume; those without have a weight at "
            "rho=0 alone. There must be as many. Choose rho=0, other latents, or replace=True."
        )


def checked_labels(labels: Any, count: int) -> Indices | None:
    """The labels as integers (N,).

    Raises
    ------
    ValueError
        If they are not as many as there are latents, or no integers.
    """
    if labels is None:
        return None
    given = one_each(labels, "labels", count)
    whole = given.astype(np.int64)
    if not (whole == given).all():
        raise ValueError("The labels are no integers. They must be the index of a class for each latent. Round them.")
    return whole


def classes(count: int, labels: Indices | None, per_class: bool) -> list[Indices]:
    """The indices of the latents that are drawn from together.

    Raises
    ------
    ValueError
        If they are to be drawn by class and have none.
    """
    if not truth(per_class, "per_class"):
        return [np.arange(count)]
    if labels is None:
        raise ValueError(
            "The pool has no labels. To draw from each class it must know them. Pass labels when it is made."
        )
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


def check_draw(groups: list[Indices], count: int, rho: float, replace: bool, seed: int) -> None:
    """Raise ValueError if so many cannot be drawn from each of the groups, TypeError for what is of the wrong type."""
    check_rho(rho)
    seed_number(seed, least=0)
    least = min(map(len, groups))
    whole_number(count, "count", "It is how many samples are drawn.")
    if not truth(replace, "replace") and count > least:
        where = "the pool" if len(groups) == 1 else "the smallest class"
        raise ValueError(
            f"{count:,} samples are to be drawn of {least:,} latents in {where}, each at most once. There must be as "
            "many. Make a larger pool or pass replace=True."
        )


def checked_log_volumes(given: Any, count: int) -> Floats:
    """The log-volumes (N,), of which those of latents without volume are minus infinity.

    Raises
    ------
    ValueError
        If they are not as many as there are latents, or NaN or plus infinity.
    """
    array = np.asarray(given.detach().cpu() if isinstance(given, Tensor) else given)
    if array.dtype.kind != "f":
        return one_each(given, "log-volumes", count).astype(np.float64)
    dead = np.isneginf(array)
    return np.where(dead, -np.inf, one_each(np.where(dead, 0, array), "log-volumes", count).astype(np.float64))


def one_each(given: Any, name: str, count: int) -> npt.NDArray[Any]:
    """Finite numbers (N,), one for each latent; else a ValueError."""
    array = finite_tensor(given, name).cpu().numpy()
    if array.shape != (count,):
        raise ValueError(
            f"The {name} have shape {array.shape}, there are {count:,} latents. They must be one number for each. "
            "Pass them in the order of the latents."
        )
    return array
