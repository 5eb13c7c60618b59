"""The data that stand beside a slice: inputs with labels, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.array_like import as_numpy, numbers
from splinewidgets.pictures.scene.equal_arrays import shared

# Labels travel as bytes; more classes than this are numbers, not names.
MOST_LABELS = 256


@dataclass(frozen=True, eq=False)
class Samples:
    """Data in the network's input space.

    Attributes
    ----------
    inputs : (N, *input_shape) float64
    labels : (N,) uint8
        Index into `names`; all 0 without labels.
    names : tuple of str
        Empty without labels.
    """

    inputs: npt.NDArray[np.float64]
    labels: npt.NDArray[np.uint8]
    names: tuple[str, ...]

    @classmethod
    def read(cls, data: Any, labels: Any = None, class_names: Sequence[str] = ()) -> Samples:
        """Data and labels as given by a caller.

        Labels that are names or indices of `class_names` keep that numbering, so that a point has the color of its
        class; any others are numbered in sorted order.

        Raises
        ------
        ValueError
            If the data are not finite numbers, or the labels do not fit them.
        """
        inputs = shared(numbers(data, "data"))
        if inputs.ndim < 2 or len(inputs) == 0:
            raise ValueError(
                f"data has shape {inputs.shape}. It must be inputs stacked along a first dimension, (N, *input_shape). "
                "Pass data[None] for a single input."
            )
        if labels is None:
            return cls(inputs, np.zeros(len(inputs), np.uint8), ())
        given = as_numpy(labels)
        if given.shape != (len(inputs),):
            raise ValueError(
                f"labels has shape {given.shape}. There are {len(inputs)} data, so it must be ({len(inputs)},). "
                "Give one label for each."
            )
        if given.dtype.kind == "f":
            if not np.isfinite(given).all():
                raise ValueError(
                    "There are NaN or infinite entries in labels. Each must name a class. Leave such data out."
                )
            whole = given.astype(np.int64)
            given = whole if (whole == given).all() else given
        distinct, numbered = np.unique(given, return_inverse=True)
        if len(distinct) > MOST_LABELS:
            raise ValueError(
                f"labels has {len(distinct)} different values. At most {MOST_LABELS} can be told apart. "
                "Give class labels, or leave labels out."
            )
        names = [str(name) for name in class_names]
        if names and np.issubdtype(distinct.dtype, np.integer) and distinct.min() >= 0 and distinct.max() < len(names):
            return cls(inputs, given.astype(np.uint8), tuple(names))
        texts = [str(value) for value in distinct.tolist()]
        if set(texts) <= set(names) and len(names) <= MOST_LABELS:
            place = np.array([names.index(text) for text in texts])
            return cls(inputs, place[numbered].astype(np.uint8), tuple(names))
        return cls(inputs, numbered.astype(np.uint8), tuple(texts))

    def rows_of(self, points: npt.NDArray[np.float64]) -> tuple[int, ...]:
        """Which of the data each of points (k, *input_shape) is, the first of equal ones; -1 where it is none."""
        rows = self.inputs.reshape(len(self.inputs), -1)
        found = []
        for point in np.asarray(points).reshape(len(points), rows.shape[1]):
            # One number tells most of them apart, a whole one of few others.
            telling = int(np.abs(point).argmax())
            alike = np.flatnonzero(rows[:, telling] == point[telling])
            same = alike[(rows[alike] == point).all(1)]
            found.append(int(same[0]) if len(same) else -1)
        return tuple(found)

    def three_apart(self) -> list[int]:
        """Indices of three samples to begin with: of different classes where there are three, else far apart."""
        if len(self.inputs) < 3:
            raise ValueError(
                f"data has {len(self.inputs)} inputs. A slice needs three anchors. Pass anchors=, or more data."
            )
        _, first = np.unique(self.labels, return_index=True)
        if len(first) >= 3:
            return [int(i) for i in np.sort(first)[:3]]
        rows = self.inputs.reshape(len(self.inputs), -1)
        chosen = [0]
        distance = np.full(len(rows), np.inf)
        for _ in range(2):
            distance = np.minimum(distance, np.linalg.norm(rows - rows[chosen[-1]], axis=1))
            chosen.append(int(distance.argmax()))
        return chosen
