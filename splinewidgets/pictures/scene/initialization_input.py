"""What an `InitializationExplorer` is to show, and its arguments, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.wire_types.initialization import Look, WireDataSet
from splinewidgets.zoo.point_sets import star, two_clusters

# The survey's Figure 8 has 11 layers of 1,024 units.
MOST_LAYERS, MOST_UNITS = 16, 1024
# As many points are still drawn and sent while one of them is dragged.
MOST_POINTS = 1000
MOST_SEED = 2**32 - 1

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Sketch:
    """What is to be shown: networks by depth, width and seed, for points, as lines or as densities of one layer."""

    points: Points
    depth: int
    width: int
    seed: int
    look: Look
    layer: int


def read_points(given: Any, window: Slice, clamping: bool) -> list[list[float]]:
    """Points (N, 2) of a window as lists; with `clamping` those beyond it are moved to its edge.

    Raises
    ------
    TypeError, ValueError
        If they are no such points, or have no variance.
    """
    array = numbers(given, "points")
    if array.size == 0:
        array = array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(
            f"points has shape {array.shape}. They are in the plane, (N, 2). For inputs of more dimensions, look at a "
            "slice with SliceExplorer."
        )
    if len(array) < 2:
        raise ValueError(
            f"There {'is 1 point' if len(array) else 'are no points'}. Batch normalization needs at least two, for "
            "one has no variance. Add another."
        )
    if len(array) > MOST_POINTS:
        raise ValueError(
            f"{len(array):,} points were given. At most {MOST_POINTS:,} can be shown and dragged. Pass fewer."
        )
    low, high = window.bounds[::2], window.bounds[1::2]
    inside = np.clip(array, low, high)
    if clamping:
        array = inside
    elif (inside != array).any():
        beyond = array[(inside != array).any(1)][0]
        raise ValueError(
            f"The point ({beyond[0]:g}, {beyond[1]:g}) lies outside of the window {_words(window)}. All points must be "
            "seen. Move it, or pass another window=."
        )
    if (array == array[0]).all():
        raise ValueError(
            f"All {len(array)} points coincide. Batch normalization divides by their standard deviation, which is 0. "
            "Move one of them."
        )
    kept: list[list[float]] = array.tolist()
    return kept


def read_window(given: Any) -> Slice:
    """The window (x0, x1, y0, y1) of the plane."""
    ends = numbers(given, "window")
    if ends.shape != (4,):
        raise ValueError(f"window has shape {ends.shape}. It is (x0, x1, y0, y1). Pass (-3, 3, -3, 3).")
    x0, x1, y0, y1 = ends.tolist()
    return Slice.box((x0, x1), (y0, y1))


def read_depth(given: Any) -> int:
    """A number of layers."""
    return _between(given, "depth", 1, MOST_LAYERS, "layers")


def read_width(given: Any) -> int:
    """A number of units in each layer."""
    return _between(given, "width", 1, MOST_UNITS, "units in each layer")


def read_seed(given: Any) -> int:
    """The seed of random numbers."""
    return _between(given, "seed", 0, MOST_SEED, "a seed")


def read_layer(given: Any, depth: int) -> int:
    """The number of a layer, from 1 on."""
    return _between(given, "layer", 1, depth, "the number of a layer")


def default_window(points: Any) -> Sequence[float]:
    """The survey's window, or a larger one around points that lie beyond it."""
    try:
        farthest = float(np.abs(numbers(points, "points")).max(initial=0.0))
    except (TypeError, ValueError):  # which is said when the points are read
        farthest = 0.0
    half = 3.0 if not 3.0 < farthest < np.inf else 1.25 * farthest
    return -half, half, -half, half


def data_sets(window: Slice) -> list[WireDataSet]:
    """The points of the survey's figures, as far as they lie in the window."""
    given = [
        ("Star", "50 points along the outline of a star, as in Figure 8", star()),
        ("Clusters", "Two clusters of 20 points, as in Figure 7", two_clusters()),
    ]
    low, high = window.bounds[::2], window.bounds[1::2]
    return [
        {"name": name, "title": title, "points": points.tolist()}
        for name, title, points in given
        if bool(((points.numpy() >= low) & (points.numpy() <= high)).all())
    ]


def _between(given: Any, name: str, least: int, most: int, what: str) -> int:
    wanted, remedy = f"a whole number from {least} to {most}", f"It is {what}."
    value = plain_values.whole(given, name, wanted, remedy)
    if not least <= value <= most:
        raise ValueError(f"{name} is {value}. It must be {wanted}. {remedy}")
    return value


def _words(window: Slice) -> str:
    u0, u1, v0, v1 = window.bounds
    return f"[{u0:g}, {u1:g}] x [{v0:g}, {v1:g}]"
