"""What is asked of an affine spline by its graph, as other weights: a knot moved, a height, a fit to points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ..array_like import numbers
from .affine_spline import AffineSpline

Floats = npt.NDArray[np.float64]

# Singular values below this share of the largest are rounding: directions in which nothing changes.
RANK_TOLERANCE = 1e-11


def with_knot_at(spline: AffineSpline, unit: int, x: float, y: float) -> AffineSpline:
    """Move the knot of a unit to a point (x, y), by its bias and by output weights.

    The knot is exactly at x, and the graph exactly at y there. Then, as nearly as the units allow and in this order:
    the graph keeps its heights at all other knots, the outer pieces keep their slopes, and weights change least.

    Raises
    ------
    ValueError
        If the unit has no knot, for its w is 0.
    """
    if unit not in spline.bends:
        raise ValueError(f"Unit {unit + 1} has w = 0, and so no knot. A knot is where w x + b = 0. Give it another w.")
    others = np.setdiff1d(spline.bends, [unit])
    moved = spline.with_unit(unit, bias=-spline.weights[unit] * x)
    # As it is rounded, so that the height is that of the knot itself.
    return _through(moved, float(moved.knots[unit]), y, spline.knots[others], spline(spline.knots[others]))


def with_height(spline: AffineSpline, x: float, y: float) -> AffineSpline:
    """Move the graph to height y at x by output weights; all knots stay where they are, as `with_knot_at` says."""
    knots = spline.knots[spline.bends]
    return _through(spline, x, y, knots, spline(knots))


def _through(spline: AffineSpline, x: float, y: float, at: Floats, heights: Floats) -> AffineSpline:
    bends = spline.bends
    steepness = np.abs(spline.weights[bends])
    here, there = _hinges(spline, np.array([x])), _hinges(spline, at)
    # The outer slopes are those of the hinges far to the left and to the right.
    facing = np.sign(spline.weights[bends])
    left = np.where(facing > 0, spline.leak, -1.0)
    right = np.where(facing > 0, 1.0, -spline.leak)
    slopes = np.column_stack([np.vstack([left, right]), np.zeros(2)])
    change = _in_order((here, y - spline(np.array([x]))), (there, heights - spline(at)), (slopes, np.zeros(2)))
    outputs = spline.output_weights.copy()
    outputs[bends] += change[:-1] / steepness
    return replace(spline, output_weights=outputs, output_bias=spline.output_bias + change[-1])


def _hinges(spline: AffineSpline, x: Floats) -> Floats:
    """What each unit with a knot adds at x for |w| v = 1, and the output bias for c = 1, (k, bends + 1)."""
    bends = spline.bends
    z = np.sign(spline.weights[bends]) * (x[:, None] - spline.knots[bends])
    return np.column_stack([np.where(z > 0, z, spline.leak * z), np.ones(len(x))])


def _in_order(*wishes: tuple[Floats, Floats]) -> Floats:
    """The smallest x that fulfils A x = r for each (A, r) in turn, as nearly as those before it allow."""
    x = np.zeros(wishes[0][0].shape[1])
    free = np.eye(len(x))
    for matrix, wanted in wishes:
        if not len(matrix) or not free.shape[1]:
            continue
        left, values, right = np.linalg.svd(matrix @ free)
        rank = int((values > RANK_TOLERANCE * max(values[0], np.abs(matrix).max())).sum())
        x = x + free @ (right[:rank].T @ ((left[:, :rank].T @ (wanted - matrix @ x)) / values[:rank]))
        free = free @ right[rank:].T
    return x


@dataclass(frozen=True)
class SplineFit:
    """Least squares over the output weights and the output bias; knots stay where they are, so that it is exact.

    Attributes
    ----------
    spline : AffineSpline
        The best of all those with these knots.
    unknowns, rank : int
        Output weights and bias, and how many of them the points determine. Where there are fewer, the smallest of the
        best solutions was taken.
    """

    spline: AffineSpline
    unknowns: int
    rank: int


def fitted(spline: AffineSpline, x: Any, y: Any) -> SplineFit:
    """Fit the output weights and the output bias to points (n,), (n,); raises ValueError where there is none."""
    x, y = numbers(x, "x"), numbers(y, "y")
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError(
            f"x has shape {x.shape}, and y {y.shape}. There must be a y for each x, and at least one point. "
            "Give some points."
        )
    ones = replace(spline, output_weights=np.ones(spline.unit_count), output_bias=0.0)
    matrix = np.column_stack([ones.contributions(x).T, np.ones(len(x))])
    solution, _, rank, _ = np.linalg.lstsq(matrix, y, RANK_TOLERANCE)
    best = replace(spline, output_weights=solution[:-1], output_bias=float(solution[-1]))
    return SplineFit(best, matrix.shape[1], int(rank))
