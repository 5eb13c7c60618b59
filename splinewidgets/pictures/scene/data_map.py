"""The data map: the plane of the data's two main directions, in which anchors are moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.explorer import WireMap

# Enough rows for the two leading directions of anything one draws; keeps the fit under a second.
MOST_FITTED = 4000
# More dots than this read as a blot, and would make the map slow to draw.
MOST_DRAWN = 3000
# Data whose second direction has less than this share of their variance lie on a line: squares of rounding.
ON_A_LINE = 1e-12


@dataclass(frozen=True, eq=False)
class DataMap:
    """Principal components of the data: x = mean + at @ components + residual.

    An anchor keeps its residual while `at` moves it, so a sample stands on the map where it is and remains itself
    until it is moved.

    Attributes
    ----------
    mean : (D,) float64
    components : (2, D) float64
        Orthonormal; the sign of each makes its largest entry positive, so that maps of the same data agree.
    explained : (2,) float64
        Share of the data's variance along each.
    """

    mean: npt.NDArray[np.float64]
    components: npt.NDArray[np.float64]
    explained: npt.NDArray[np.float64]

    @classmethod
    def fit(cls, inputs: npt.NDArray[np.float64]) -> DataMap:
        """The map of inputs (N, *shape).

        Raises
        ------
        ValueError
            If the data have no two directions to span a map.
        """
        rows = inputs.reshape(len(inputs), -1)
        if len(rows) > MOST_FITTED:
            rows = rows[np.random.default_rng(0).choice(len(rows), MOST_FITTED, replace=False)]
        mean = rows.mean(0)
        centered = rows - mean
        # The smaller Gram matrix has the same leading eigenvectors at the least cost.
        wide = centered.shape[1] > centered.shape[0]
        squares, vectors = np.linalg.eigh(centered @ centered.T if wide else centered.T @ centered)
        squares = np.maximum(squares[::-1], 0)
        total = squares.sum()
        if len(squares) < 2 or not squares[1] > ON_A_LINE * total:
            raise ValueError(
                f"The data ({len(inputs)} inputs) lie on a line. A map needs data that spread in two directions. "
                "Give more data, or none: anchors are then moved within the slice."
            )
        leading = vectors[:, :-3:-1]
        components = (centered.T @ leading if wide else leading).T
        components = components / np.linalg.norm(components, axis=1, keepdims=True)
        largest = np.abs(components).argmax(1)
        components = components * np.sign(components[[0, 1], largest])[:, None]
        return cls(mean, components, squares[:2] / total)

    def coordinates(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Coordinates on the map of inputs (k, *shape), (k, 2)."""
        at: npt.NDArray[np.float64] = (inputs.reshape(len(inputs), -1) - self.mean) @ self.components.T
        return at

    def moved(self, anchor: npt.NDArray[np.float64], at: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The anchor (*shape) moved to `at` (2,) on the map, keeping its residual."""
        step = np.asarray(at, np.float64) - self.coordinates(anchor[None])[0]
        return anchor + (step @ self.components).reshape(anchor.shape)

    def trait(self, samples: Samples) -> WireMap:
        """Data of the side panel: all, or an even choice of `MOST_DRAWN`."""
        drawn = np.arange(len(samples.inputs))
        if len(drawn) > MOST_DRAWN:
            drawn = np.sort(np.random.default_rng(0).choice(len(drawn), MOST_DRAWN, replace=False))
        return {
            "points": encode(in_float32(self.coordinates(samples.inputs[drawn]))),
            "labels": encode(samples.labels[drawn]),
            "names": list(samples.names),
            "axes": [f"PC {i + 1} · {100 * share:.0f}\u2009%" for i, share in enumerate(self.explained)],
        }
