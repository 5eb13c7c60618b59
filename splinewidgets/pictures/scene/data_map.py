"""The data map: the plane of the data's two main directions, in which anchors are moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.explorer import WireMap

# Enough rows for the two leading directions of anything one draws; keeps the fit under a second.
MOST_FITTED = 4000
# A page draws so many within a frame, and they travel in a megabyte. Of more data each class keeps its share.
MOST_DRAWN = 100_000
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
    fitted : int
        From how many of the data they were found: an even choice of `MOST_FITTED` where there are more.
    """

    mean: npt.NDArray[np.float64]
    components: npt.NDArray[np.float64]
    explained: npt.NDArray[np.float64]
    fitted: int

    @classmethod
    def of(cls, inputs: npt.NDArray[np.float64]) -> DataMap | None:
        """The map of inputs (N, *shape), or None where they have none."""
        try:
            return cls.fit(inputs)
        except ValueError:
            return None

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
        return cls(mean, components, squares[:2] / total, len(rows))

    def coordinates(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Coordinates on the map of inputs (k, *shape), (k, 2)."""
        at: npt.NDArray[np.float64] = (inputs.reshape(len(inputs), -1) - self.mean) @ self.components.T
        return at

    def moved(self, anchor: npt.NDArray[np.float64], at: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The anchor (*shape) moved to `at` (2,) on the map, keeping its residual."""
        step = np.asarray(at, np.float64) - self.coordinates(anchor[None])[0]
        return anchor + (step @ self.components).reshape(anchor.shape)

    def trait(self, samples: Samples) -> WireMap:
        """Data of the side panel: all, or `MOST_DRAWN` of them, each class in proportion."""
        drawn = thinned(samples.labels, MOST_DRAWN)
        trait: WireMap = {
            "count": len(samples.inputs),
            "fitted": self.fitted,
            "inputs": math.prod(samples.inputs.shape[1:]),
            "points": encode(in_float32(self.coordinates(samples.inputs[drawn]))),
            "labels": encode(samples.labels[drawn]),
            "names": list(samples.names),
            "axes": [f"PC {i + 1} · {100 * share:.0f}\u2009%" for i, share in enumerate(self.explained)],
        }
        if len(drawn) < len(samples.labels):
            trait["rows"] = encode(drawn.astype(np.uint32))
        return trait


def thinned(labels: npt.NDArray[np.uint8], most: int) -> npt.NDArray[np.intp]:
    """Rows of at most `most` data, in order: of each class its share, rounded, and at least one."""
    if len(labels) <= most:
        return np.arange(len(labels))
    counts = np.bincount(labels)
    shares = counts * most / len(labels)
    # By largest remainders, so that they add up.
    kept = np.floor(shares).astype(int)
    left = most - kept.sum()
    kept[np.argsort(kept - shares, kind="stable")[:left]] += 1
    for label in np.flatnonzero((kept == 0) & (counts > 0)):
        kept[kept.argmax()] -= 1
        kept[label] = 1
    random = np.random.default_rng(0)
    chosen = [random.choice(np.flatnonzero(labels == i), kept[i], replace=False) for i in np.flatnonzero(kept)]
    return np.sort(np.concatenate(chosen))
