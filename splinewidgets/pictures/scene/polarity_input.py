"""Arguments of `PolarityExplorer`, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from splinewidgets.generation.pool import Pool
from splinewidgets.pictures.scene.samples import MOST_LABELS

# From the modes of a generator to its anti-modes; beyond, a handful of latents are all that is drawn.
RHO_RANGE = (-1.0, 2.0)


def read_rho(given: Any) -> float:
    """A polarity that can be shown."""
    rho, (low, high) = float(given), RHO_RANGE
    if not low <= rho <= high:
        raise ValueError(
            f"rho is {rho:g}. Between {low:g} and {high:g} samples are many enough to be shown. Choose one there; "
            "Pool and ManifoldSampler take others."
        )
    return rho


def names_of(given: Pool, class_names: Sequence[str] | None) -> list[str]:
    """A name for each class of a pool."""
    if given.labels is None:
        if class_names is not None:
            raise ValueError("class_names were given without labels. They name classes. Pass labels= as well.")
        return []
    count = int(given.labels.max()) + 1
    if count > MOST_LABELS:
        raise ValueError(
            f"The labels go up to {count - 1}. At most {MOST_LABELS} classes can be told apart. "
            "Number fewer classes from 0 on, or leave labels out."
        )
    names = [str(i) for i in range(count)] if class_names is None else [str(name) for name in class_names]
    if len(names) < count or given.labels.min() < 0:
        raise ValueError(
            f"class_names has {len(names)} names. The labels go from {given.labels.min()} to {count - 1}. "
            "Labels are from 0 on, each with a name."
        )
    return names
