"""Points of two or more classes in the plane, that lie in about [-1, 1] x [-1, 1]."""

from __future__ import annotations

import numpy as np
import torch

from splinewidgets.geometry.whole_numbers import whole_number

from .datasets import Dataset
from .formula import Formula


def spirals(samples: int = 500, noise: float = 0.02, turns: float = 1.25, seed: int = 0) -> Dataset:
    """Return two spirals that wind around each other.

    Parameters
    ----------
    samples
        Half of them, or one more, of the first class.
    noise
        Standard deviation of the noise in each input.
    turns
        How often each winds around the origin.
    seed
        Of places along the spirals, and of the noise.

    Examples
    --------
    >>> spirals(100).inputs.shape
    torch.Size([100, 2])
    """
    random, labels = _begin(samples, seed)
    along = random.uniform(0.05, 1.0, samples)
    angle = 2 * np.pi * turns * along + np.pi * labels
    return _dataset(along[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), labels, noise, random)


def circles(samples: int = 500, noise: float = 0.05, seed: int = 0) -> Dataset:
    """Return a disc, and a ring around it, of radius 1.

    Examples
    --------
    >>> circles(100).class_names
    ('inside', 'outside')
    """
    random, labels = _begin(samples, seed)
    # Uniform in the area of each.
    low, high = np.where(labels == 0, 0.0, 0.7), np.where(labels == 0, 0.45, 1.0)
    radius = np.sqrt(random.uniform(low**2, high**2))
    angle = random.uniform(0, 2 * np.pi, samples)
    inputs = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    return _dataset(inputs, labels, noise, random, ("inside", "outside"))


def checkerboard(samples: int = 500, noise: float = 0.02, cells: int = 2, seed: int = 0) -> Dataset:
    """Return a square of `cells` x `cells` fields, that are of two classes in turns; with two it is exclusive or.

    Examples
    --------
    >>> checkerboard(100, noise=0).labels.unique().tolist()
    [0, 1]
    """
    cells = whole_number(cells, "cells", "2 is exclusive or.")
    random, _ = _begin(samples, seed)
    inputs = random.uniform(-1, 1, (samples, 2))
    labels = np.floor((inputs + 1) / 2 * cells).astype(np.int64).sum(1) % 2
    return _dataset(inputs, labels, noise, random)


def gaussians(samples: int = 500, noise: float = 0.2, classes: int = 2, seed: int = 0) -> Dataset:
    """Return one normal distribution for each class, with means on a circle of radius 0.6.

    Examples
    --------
    >>> gaussians(90, classes=3).labels.bincount().tolist()
    [30, 30, 30]
    """
    classes = whole_number(classes, "classes", "2 are usual.", least=2)
    random, labels = _begin(samples, seed, classes)
    angle = np.pi / 4 + 2 * np.pi * labels / classes
    names = tuple(str(label) for label in range(classes))
    return _dataset(0.6 * np.stack([np.cos(angle), np.sin(angle)], 1), labels, noise, random, names)


def formula_targets(
    formula: str | Formula, samples: int = 500, noise: float = 0.0, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return points of [-1, 1] x [-1, 1] and what a formula is there: inputs (N, 2) and targets (N, 1), float32.

    Parameters
    ----------
    formula
        Such as "sin(3 x1) x2"; see `Formula`.
    samples
        How many points.
    noise
        Standard deviation of what is added to the targets.
    seed
        Of points and noise.

    Raises
    ------
    ValueError, TypeError
        If the formula cannot be read, or is NaN or infinite at one of the points.

    Examples
    --------
    >>> inputs, targets = formula_targets("x1 + 2 x2", 100)
    >>> torch.allclose(targets[:, 0], inputs[:, 0] + 2 * inputs[:, 1], atol=1e-6)
    True
    """
    read = formula if isinstance(formula, Formula) else Formula(formula)
    random, _ = _begin(samples, seed)
    inputs = random.uniform(-1, 1, (samples, 2))
    targets = read(inputs) + noise * random.normal(size=samples)
    return torch.tensor(inputs, dtype=torch.float32), torch.tensor(targets[:, None], dtype=torch.float32)


def _begin(samples: int, seed: int, classes: int = 2) -> tuple[np.random.Generator, np.ndarray]:
    """A random generator, and the classes in turns."""
    samples = whole_number(samples, "samples", "500 are usual.")
    return np.random.default_rng(seed), np.arange(samples) % classes


def _dataset(
    inputs: np.ndarray,
    labels: np.ndarray,
    noise: float,
    random: np.random.Generator,
    names: tuple[str, ...] = ("0", "1"),
) -> Dataset:
    noisy = inputs + noise * random.normal(size=inputs.shape)
    return Dataset(torch.tensor(noisy, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64), names)
