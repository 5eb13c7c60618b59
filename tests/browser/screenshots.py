"""What is on screenshots, as PNG."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np


def different_colors(png: bytes) -> int:
    """How many colors there are in one."""
    image = matplotlib.image.imread(io.BytesIO(png), format="png")
    return len(np.unique((255 * image[..., :3]).astype(np.uint8).reshape(-1, 3), axis=0))


def share_changed(one: bytes, other: bytes) -> float:
    """The share of pixels in which two of one size differ."""
    a, b = (matplotlib.image.imread(io.BytesIO(png), format="png")[..., :3] for png in (one, other))
    assert a.shape == b.shape
    return float((np.abs(a - b).max(axis=2) > 1 / 255).mean())
