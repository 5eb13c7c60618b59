"""Arguments of `PolarityExplorer`, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from splinewidgets.generation.pool import Pool
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.samples import MOST_LABELS

# From the modes of a generator to its anti-modes; beyond, a handful of latents are all that is drawn.
RHO_RANGE = (-1.0, 2.0)


def read_rho(given: Any) -> float:
    """A polarity that can be shown."""
    low, high = RHO_RANGE
    rho = plain_values.real(given, "rho", f"a number from {low:g} to {high:g}", "0 is the generator as it is.")
    if not low <= rho <= high:
        raise ValueError(
            f"rho is {rho:g}. Between {low:g} and {high:g} samples are many enough to be shown. Choose one there; "
            "Pool and ManifoldSampler take others."
        )
    return rho


def names_of(pool: Pool, class_names: Sequence[str] | None) -> list[str]:
    """A name for each class of a pool."""
    if pool.labels is None:
        if class_names is not None:
            raise ValueError("class_names were given without labels. They name classes. Pass labels= as well.")
        return []
    count = int(pool.labels.max()) + 1
    if count > MOST_LABELS:
        raise ValueError(
            f"The labels go up to {count - 1}. At most {MOST_LABELS} classes can be told apart. "
            "Number fewer classes from 0 on, or leave labels out."
        )
    given = range(count) if class_names is None else class_names
    names = plain_values.names(given, "class_names", "a list of names", "Name each class, or leave it out.")
    if len(names) < count or pool.labels.min() < 0:
        raise ValueError(
            f"class_names has {len(names)} names. The labels go from {pool.labels.min()} to {count - 1}. "
            "Labels are from 0 on, each with a name."
        )
    return names
