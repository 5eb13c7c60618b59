"""Images of two textures, waves and blobs, of any size: what photographs of two kinds of cats are in the survey."""

from __future__ import annotations

import numpy as np
import torch

from splinewidgets.geometry.whole_numbers import whole_number

from .datasets import Dataset

# Waves across an image, and the standard deviation of a blob as a share of its width.
FREQUENCIES, WIDTHS = (2.0, 3.5), (0.08, 0.16)
BLOBS, MARGIN = 3, 0.1


def textures(samples: int = 1000, size: int = 16, noise: float = 0.05, seed: int = 0) -> Dataset:
    """Return square gray images of two classes, waves in any direction and three blobs: 0 to 1 but for noise.

    A wave has 2 to 3.5 periods across the image and any phase.

    Parameters
    ----------
    samples
        Half of them, or one more, are waves.
    size
        Pixels along each side.
    noise
        Standard deviation of the noise in each pixel.
    seed
        Of all that is random.

    Examples
    --------
    >>> textures(100, size=8).inputs.shape
    torch.Size([100, 8, 8])
    """
    samples = whole_number(samples, "samples", "1000 are usual.")
    size = whole_number(size, "size", "16 pixels are usual.", least=2)
    random, labels = np.random.default_rng(seed), np.arange(samples) % 2
    y, x = np.mgrid[0:size, 0:size] / (size - 1)
    images = np.empty((samples, size, size))
    for image, label in zip(images, labels, strict=True):
        image[:] = _wave(x, y, random) if label == 0 else _blobs(x, y, random)
    images += noise * random.normal(size=images.shape)
    return Dataset(torch.tensor(images, dtype=torch.float32), torch.tensor(labels), ("waves", "blobs"))


def _wave(x: np.ndarray, y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    angle, phase = random.uniform(0, np.pi), random.uniform(0, 2 * np.pi)
    across = np.cos(angle) * x + np.sin(angle) * y
    return np.asarray((1 + np.sin(2 * np.pi * random.uniform(*FREQUENCIES) * across + phase)) / 2)


def _blobs(x: np.ndarray, y: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Gaussian functions, of which the largest counts."""
    centers, widths = random.uniform(MARGIN, 1 - MARGIN, (BLOBS, 2)), random.uniform(*WIDTHS, BLOBS)
    u, v = centers.T
    distances = np.hypot(x[..., None] - u, y[..., None] - v)
    return np.asarray(np.exp(-((distances / widths) ** 2) / 2).max(-1))
