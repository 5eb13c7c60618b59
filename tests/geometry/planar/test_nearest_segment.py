"""The nearest of many segments, against all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry.planar.nearest_segment import SegmentTree


def distance(one, other) -> float:
    """Between two segments: the least of a convex quadratic over the unit square, by its corners, sides and inside."""
    p, d, q, e = one[0], one[1] - one[0], other[0], other[1] - other[0]
    found = []
    for fixed in (0.0, 1.0):
        for a, b, c in ((p + fixed * d, q, e), (q + fixed * e, p, d)):
            t = np.clip((a - b) @ c / (c @ c), 0, 1) if c @ c > 0 else 0.0
            found.append(np.hypot(*(a - b - t * c)))
    if abs(np.linalg.det([d, e])) > 0:
        s, t = np.linalg.solve(np.stack([d, -e], 1), q - p)
        found += [0.0] if 0 <= s <= 1 and 0 <= t <= 1 else []
    return min(found)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 70), st.sampled_from(["long", "short", "points", "on one line", "alike"]))
def test_the_nearest_is_the_least_of_all(seed: int, count: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    starts = random.uniform(-1, 1, (count, 2)) * ([1, 0] if kind == "on one line" else [1, 1])
    reach = {"long": 1.0, "short": 0.05, "points": 0.0}.get(kind, 0.1) * random.normal(size=(count, 2))
    segments = np.stack([starts, starts + reach * ([1, 0] if kind == "on one line" else [1, 1])], 1)
    if kind == "alike":
        segments[:] = segments[0]
    points = np.repeat(random.uniform(-2, 2, (10, 1, 2)), 2, 1)
    queries = np.concatenate([points, random.uniform(-1, 1, (10, 2, 2))])
    found, distances = SegmentTree(segments).nearest(queries)
    for query, segment, least in zip(queries, found, distances, strict=True):
        every = [distance(query, other) for other in segments]
        assert least == pytest.approx(min(every), abs=1e-12)
        assert every[segment] == pytest.approx(min(every), abs=1e-12)
