"""What is on screenshots, as PNG."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import numpy.typing as npt


def read(png: bytes) -> npt.NDArray[np.float32]:
    """The colors of one, (height, width, 3) from 0 to 1."""
    image: npt.NDArray[np.float32] = matplotlib.image.imread(io.BytesIO(png), format="png")
    return image[..., :3]


def different_colors(png: bytes) -> int:
    """How many colors there are in one."""
    return len(np.unique((255 * read(png)).astype(np.uint8).reshape(-1, 3), axis=0))


def share_colored(png: bytes) -> float:
    """The share of pixels that are not gray, as all text and lines of axes are."""
    image = read(png)
    return float((image.max(2) - image.min(2) > 0.2).mean())


def share_changed(one: bytes, other: bytes) -> float:
    """The share of pixels in which two of one size differ."""
    a, b = read(one), read(other)
    assert a.shape == b.shape
    return float((np.abs(a - b).max(axis=2) > 1 / 255).mean())
