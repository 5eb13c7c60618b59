"""A network at the points of a grid over a window: what stands in for tiles where these are too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.subdivision.resolution import relative_size

Values = npt.NDArray[np.float64]

# Bytes that the values of one batch may take, and the most rows of a batch: more are no faster.
MOST_BYTES, MOST_ROWS = 2**27, 512
# Samples nearer to each other than this, relative to their inputs, differ by too few digits of float32.
FLOAT32_SPACING = 1e-4


@dataclass(frozen=True, eq=False)
class Sampling:
    """Measures at the points of a grid, each in the middle of its cell.

    Attributes
    ----------
    columns, rows : int
    measures : dict of (rows * columns,) float64
        "class": index of the largest output (1 for a scalar output above 0). "slope" and "volume": how much the map
        from one sample to the next ones, to the right and above, stretches lengths at most, and areas. Row by row from
        the lower left; NaN outside of the window.
    confidence : (rows * columns,) float64
        Softmax probability of the class.
    dtype : torch.dtype
        What the network was evaluated in.
    """

    columns: int
    rows: int
    measures: dict[str, Values]
    confidence: Values
    dtype: torch.dtype

    @property
    def count(self) -> int:
        """Number of points."""
        return self.columns * self.rows


def sampling_dtype(network: Network, window: Slice, columns: int) -> torch.dtype:
    """float32, which is faster, unless the network is in float64 or the samples are too near to each other.

    On a device without float64 it is float32 in any case.
    """
    near = relative_size(window) / columns < FLOAT32_SPACING
    return widest_dtype(network.device) if network.dtype == torch.float64 or near else torch.float32


@torch.no_grad()
def sample(network: Network, window: Slice, columns: int, rows: int, progress: Callable[[], None]) -> Sampling:
    """Evaluate a network at `columns` x `rows` points of a window, both at least 2, a batch at a time.

    Parameters
    ----------
    network
        In any dtype.
    progress
        Called before each batch; what it raises ends it.
    """
    u0, u1, v0, v1 = window.bounds
    steps = np.array([(u1 - u0) / columns, (v1 - v0) / rows])
    u = u0 + (np.arange(columns) + 0.5) * steps[0]
    v = v0 + (np.arange(rows) + 0.5) * steps[1]
    # Of one score, which a linearized sigmoid has brought to 0..1, if the model ends in one.
    found = _Found.empty(rows, columns, 0.5 if network.end is not None and network.end.activation == "sigmoid" else 0.0)
    dtype = sampling_dtype(network, window, columns)
    before: Values | None = None
    # Outputs may be larger than their type holds: then nothing is known there.
    with np.errstate(invalid="ignore", over="ignore"):
        for i, outputs in enumerate(_outputs(network.to(dtype=dtype), window, u, v, progress)):
            found.take(i, outputs, before, steps)
            before = outputs
        measured = found.measures()
    outside = np.zeros((rows, columns), bool)
    if window.polygon is not None:
        outside = _outside(window, *np.meshgrid(u, v))
    measures = {name: np.where(outside, np.nan, values).ravel() for name, values in measured.items()}
    return Sampling(columns, rows, measures, found.confidence.ravel(), dtype)


def _outputs(network: Network, window: Slice, u: Values, v: Values, progress: Callable[[], None]) -> Iterator[Values]:
    """The outputs (columns, C) of one row of the grid after another, evaluated in batches that may span rows."""
    most = int(MOST_BYTES // (network.memory_footprint.whole() * network.dtype.itemsize))
    batch = max(1, min(MOST_ROWS, most))
    points = np.stack(np.meshgrid(u, v), -1).reshape(-1, 2)
    waiting: list[Values] = []
    held = 0
    for begin in range(0, len(points), batch):
        progress()
        inputs = window.embed(points[begin : begin + batch]).to(network.device, network.dtype)
        waiting.append(rows_of(network(inputs)))
        held += len(waiting[-1])
        if held < len(u):
            continue
        ready = np.concatenate(waiting)
        for end in range(len(u), len(ready) + 1, len(u)):
            yield ready[end - len(u) : end]
        waiting = [ready[len(ready) - len(ready) % len(u) :]]
        held = len(waiting[0])


@dataclass(eq=False)
class _Found:
    """Sampled values so far: classes, and the products of differences to the right and upwards.

    One score is that of the second class where it is above `threshold`.
    """

    threshold: float
    classes: Values
    confidence: Values
    uu: Values
    uv: Values
    vv: Values

    @classmethod
    def empty(cls, rows: int, columns: int, threshold: float) -> _Found:
        return cls(threshold, *(np.empty((rows, columns)) for _ in range(5)))

    def take(self, i: int, outputs: Values, below: Values | None, steps: Values) -> None:
        """Row i, with outputs (columns, C), above the row `below`."""
        scores = (
            np.concatenate([np.full_like(outputs, self.threshold), outputs], 1) if outputs.shape[1] == 1 else outputs
        )
        first = scores.argmax(1)
        self.classes[i] = first
        best = np.take_along_axis(scores, first[:, None], 1)
        self.confidence[i] = 1 / np.exp(scores - best).sum(1)
        self.uu[i] = _squares(_right(outputs, steps))
        if below is None:
            return
        up = (outputs - below) / steps[1]
        # The last row has none above it: its differences are those of the row below it.
        for row, right in ((i - 1, _right(below, steps)), (i, _right(outputs, steps))):
            self.vv[row] = _squares(up)
            self.uv[row] = np.einsum("nc,nc->n", right, up)

    def measures(self) -> dict[str, Values]:
        """The measures of all rows, (rows, columns)."""
        uu, uv, vv = self.uu, self.uv, self.vv
        slope = np.sqrt((uu + vv) / 2 + np.hypot((uu - vv) / 2, uv))
        return {"class": self.classes, "slope": slope, "volume": np.sqrt(np.maximum(uu * vv - uv * uv, 0))}


def _right(outputs: Values, steps: Values) -> Values:
    """Difference quotients (columns, C) along a row; the last column has that of the one before."""
    between = np.diff(outputs, axis=0) / steps[0]
    return np.concatenate([between, between[-1:]])


def _squares(differences: Values) -> Values:
    squares: Values = np.einsum("nc,nc->n", differences, differences)
    return squares


def _outside(window: Slice, u: Values, v: Values) -> npt.NDArray[np.bool_]:
    """Mask of the points outside of a window with counter-clockwise corners."""
    corners = window.corners
    outside = np.zeros(u.shape, bool)
    for (a, b), (c, d) in zip(corners, np.roll(corners, -1, 0), strict=True):
        outside |= (c - a) * (v - b) - (d - b) * (u - a) < 0
    return outside
