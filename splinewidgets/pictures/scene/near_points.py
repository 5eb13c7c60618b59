"""Data points that lie near the slice, to be drawn on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.quantile import quantiles
from splinewidgets.pictures.scene.equal_arrays import shared
from splinewidgets.pictures.scene.samples import Samples

# More than this hide the tiles under them.
MOST_SHOWN = 500
# Beyond this many rows an even choice is searched, so that a drag stays smooth.
MOST_SEARCHED = 5000
# Without a cut-off from the caller, points count as near within this share of the anchors' typical distance, or
# as the nearest twentieth where hardly any come that near: in high dimension all data are far from any plane.
NEAR_SHARE = 0.25
NEAREST_SHARE = 0.05


@dataclass(frozen=True, eq=False)
class NearPoints:
    """Data near a slice.

    Attributes
    ----------
    uv : (k, 2) float64
    labels : (k,) uint8
    nearness : (k,) float32
        1 on the slice, 0 at the cut-off distance.
    rows : (k,) int
        Which of the data they are.
    missed : (k,) bool
        Whether the network puts them into another class than theirs.
    left_out : str
        What is said where not all near data are among them.
    """

    uv: npt.NDArray[np.float64]
    labels: npt.NDArray[np.uint8]
    nearness: npt.NDArray[np.float32]
    rows: npt.NDArray[np.intp]
    missed: npt.NDArray[np.bool_]
    left_out: str = ""

    @classmethod
    def none(cls) -> NearPoints:
        """No points."""
        return cls(
            np.empty((0, 2)), np.empty(0, np.uint8), np.empty(0, np.float32), np.empty(0, np.intp), np.empty(0, bool)
        )


class Neighborhood:
    """Finds the data near a slice, thousands of times a minute: one matrix product over all data.

    Parameters
    ----------
    samples
        The data.
    cutoff
        Distance in input space, or None to choose it for each slice.
    """

    def __init__(self, samples: Samples, cutoff: float | None = None) -> None:
        chosen = np.arange(len(samples.inputs))
        if len(chosen) > MOST_SEARCHED:
            chosen = np.sort(np.random.default_rng(0).choice(len(chosen), MOST_SEARCHED, replace=False))
        rows = samples.inputs[chosen].reshape(len(chosen), -1)
        self._middle = rows.mean(0)
        # Centered before it is rounded to float32, so that distances keep their digits.
        self._rows = shared((rows - self._middle).astype(np.float32))
        self._squares = np.einsum("nd,nd->n", self._rows, self._rows, dtype=np.float64)
        self._chosen, self._labels = chosen, samples.labels[chosen]
        self._every = len(samples.inputs) / max(1, len(chosen))
        # In the plane all points are equally near; data may be sorted by class.
        self._order = np.random.default_rng(1).permutation(len(chosen))
        self._cutoff = cutoff

    def near(self, slice: Slice, anchor_distance: float) -> NearPoints:
        """The points within the slice's bounds and the cut-off, nearest first, at most `MOST_SHOWN`.

        `anchor_distance` is the median distance between anchors, in input space.
        """
        origin = slice.origin.reshape(-1).numpy() - self._middle
        axes = slice.axes.reshape(2, -1).numpy()
        products = (np.vstack([axes, origin]).astype(np.float32) @ self._rows.T).astype(np.float64)
        along = products[:2] - (axes @ origin)[:, None]
        uv = np.linalg.inv(axes @ axes.T) @ along
        squared = self._squares - 2 * products[2] + origin @ origin - np.einsum("in,in->n", uv, along)
        # A point on the slice comes out as a difference of equal numbers.
        distance = np.sqrt(np.maximum(squared, 0)) if self._rows.shape[1] > 2 else np.zeros(len(squared))
        cutoff = self._cutoff
        if cutoff is None:
            cutoff = max(NEAR_SHARE * anchor_distance, *quantiles(distance, [NEAREST_SHARE]))
        u0, u1, v0, v1 = slice.bounds
        u, v = uv
        shown = np.flatnonzero((distance <= cutoff) & (u >= u0) & (u <= u1) & (v >= v0) & (v <= v1))
        found = len(shown)
        ties = self._order[shown] if found > MOST_SHOWN else shown
        shown = shown[np.lexsort((ties, distance[shown]))[:MOST_SHOWN]]
        nearness = 1 - distance[shown] / cutoff if cutoff > 0 else np.ones(len(shown))
        missed = np.zeros(len(shown), bool)
        return NearPoints(
            uv[:, shown].T,
            self._labels[shown],
            nearness.astype(np.float32),
            self._chosen[shown],
            missed,
            self._left_out(len(shown), found),
        )

    def _left_out(self, shown: int, found: int) -> str:
        """What is said of data that are near and not drawn; of those that were not searched by estimate."""
        there = round(found * self._every)
        if shown == there:
            return ""
        about = "about " * (self._every > 1)
        return f"data thinned: {count(shown)} of {about}{count(there)} near ones drawn"
