"""Outputs of many dimensions in the two or three that can be drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.array_like import numbers
from splinewidgets.pictures.number_format import THIN_SPACE

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Projection:
    """An affine map of outputs onto axes that have names.

    Attributes
    ----------
    names : tuple of str
    middle : (C,)
        What goes to the origin.
    directions : (C, k)
        Orthonormal.
    """

    names: tuple[str, ...]
    middle: Floats
    directions: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Outputs (N, C) on the axes, (N, k)."""
        projected: Floats = (rows - self.middle) @ self.directions
        return projected

    @classmethod
    def outputs(cls, axes: Sequence[int], dimensions: int) -> Projection:
        """Some of the outputs as they are; raises ValueError if there are no such outputs."""
        if not all(0 <= axis < dimensions for axis in axes):
            raise ValueError(
                f"Outputs {', '.join(map(str, axes))} are to be drawn. The generator has outputs 0 to "
                f"{dimensions - 1}. Choose some of these."
            )
        directions = np.zeros((dimensions, len(axes)))
        directions[list(axes), range(len(axes))] = 1
        return cls(tuple(f"output {axis}" for axis in axes), np.zeros(dimensions), directions)

    @classmethod
    def components(cls, rows: Floats, count: int, like: Projection | None = None) -> Projection:
        """The first principal components of outputs (N, C), which have to be at least `count`.

        A component has no sign of its own: it gets that which agrees with `like`, so that what moves does not flip.
        """
        middle = rows.mean(0)
        _, spread, directions = np.linalg.svd(rows - middle, full_matrices=False)
        shares = spread**2 / max((spread**2).sum(), math.ulp(0.0))
        chosen = directions[:count].T
        if like is not None and like.directions.shape == chosen.shape:
            chosen = chosen * np.where((chosen * like.directions).sum(0) < 0, -1, 1)
        return cls(tuple(f"PC {i + 1} · {100 * shares[i]:.0f}{THIN_SPACE}%" for i in range(count)), middle, chosen)


def read_projection(given: Any, dimensions: int) -> str | list[int]:
    """Outputs to draw: "pca", or three of more than three.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if isinstance(given, str) and given == "pca":
        return given
    axes = [] if given is None or isinstance(given, str) else numbers(given, "projection").ravel().tolist()
    if dimensions <= 3 or not len(axes) == len(set(axes)) == 3 or any(axis != int(axis) for axis in axes):
        raise ValueError(
            f"projection is {given!r}. It must be 'pca', or three different ones of more than three outputs. "
            "Two or three outputs are drawn as they are."
        )
    chosen = [int(axis) for axis in axes]
    Projection.outputs(chosen, dimensions)
    return chosen
