"""Where lines cross at small angles, against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from splinewidgets.geometry.planar.crossing import crossing


@pytest.mark.parametrize("angle", [2.0**-k for k in (6, 20, 30, 40)])
def test_a_crossing_is_known_to_the_last_digits_however_small_the_angle(angle):
    random, compared = np.random.default_rng(0), 0
    for _ in range(200):
        # Two units on a square: the second is the first, turned by an angle about a point near the middle.
        values = np.empty((4, 2))
        values[:, 0] = random.normal(size=4)
        values[:, 1] = values[:, 0] + angle * random.normal(size=4)
        cut = [e for e in ((0, 1), (1, 2), (2, 3), (3, 0)) if values[e[0], 0] * values[e[1], 0] < 0]
        if len(cut) != 2:
            continue
        exact = [[Fraction(x) for x in row] for row in values]
        ends = [(exact[a][1] * exact[b][0] - exact[b][1] * exact[a][0]) / (exact[b][0] - exact[a][0]) for a, b in cut]
        found = crossing(values, np.array(cut, np.int32), 4, (4, 5), 0, 1)
        if ends[0] * ends[1] < 0:
            compared += 1
            assert found == pytest.approx(float(ends[0] / (ends[0] - ends[1])), abs=1e-14)
        else:
            assert np.isnan(found)
    assert compared > 20


def test_an_end_at_an_old_vertex_has_the_value_there():
    values = np.array([[0.0, -1.0], [2.0, 5.0], [-2.0, 1.0]])
    assert crossing(values, np.array([[1, 2]], np.int32), 3, (0, 3), 0, 1) == 1 / 4
