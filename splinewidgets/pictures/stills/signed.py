"""Signed numbers as colors: one hue above zero, another below, and the background where they are zero."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.diagram_layout import NEGATIVE, POSITIVE
from splinewidgets.pictures.stills.palette import BACKGROUND, Color, Floats
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.inspection import WireInspected, WireMatrix
from splinewidgets.pictures.wire_types.manifold import WireOutput

# As in js/src/inspector/signed.ts; on a dark page that of JupyterLab.
ZERO: dict[str, Color] = {"light": BACKGROUND, "dark": (17 / 255, 17 / 255, 17 / 255)}
# Pixels in color are gray where they are zero.
GRAY = 0.5


def signed_colors(shares: npt.ArrayLike, theme: str = "light") -> Floats:
    """Numbers from -1 to 1, (...), as colors (..., 3); as in js/src/inspector/signed.ts."""
    shares = np.clip(np.asarray(shares, np.float64), -1, 1)[..., None]
    zero = np.array(ZERO[theme])
    ends = np.where(shares > 0, np.array(POSITIVE[theme]), np.array(NEGATIVE[theme]))
    return zero + np.abs(shares) * (ends - zero)


def signed_images(matrix: WireMatrix, theme: str = "light") -> list[npt.NDArray[np.uint8]]:
    """Each row of a matrix as pixels (height, width, 3); one that is no image as one line."""
    shape = matrix["shape"]
    rows = decode(matrix["rows"]).astype(np.float64) / (matrix["largest"] or 1.0)
    if len(shape) == 3:
        colors = GRAY * (1 + np.clip(rows, -1, 1)).reshape(-1, *shape)
    else:
        colors = signed_colors(rows.reshape(-1, *(shape if len(shape) == 2 else (1, *shape))), theme)
    return list(np.round(255 * colors).astype(np.uint8))


def input_image(picture: WireOutput) -> npt.NDArray[np.uint8]:
    """An input as pixels (height, width, 3)."""
    height, width, *channels = picture["shape"]
    pixels = decode(picture["pixels"]).reshape(height, width, *(channels or [1]))
    return np.ascontiguousarray(np.broadcast_to(pixels, (height, width, 3)))


def has_images(told: WireInspected) -> bool:
    """Whether rows of A are told, and are images."""
    return "matrix" in told and len(told["matrix"]["shape"]) > 1
