from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.pictures.projection import Projection, read_projection


def test_outputs_are_drawn_as_they_are() -> None:
    rows = np.random.default_rng(0).normal(size=(7, 5))
    projection = Projection.outputs((3, 0, 4), 5)
    np.testing.assert_array_equal(projection(rows), rows[:, [3, 0, 4]])
    assert projection.names == ("output 3", "output 0", "output 4")


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_other_axes_hold_more_of_the_spread_than_principal_components(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(50, 6)) * random.uniform(0.1, 3, 6) + random.normal(size=6)
    projection = Projection.components(rows, 3)
    np.testing.assert_allclose(projection.directions.T @ projection.directions, np.eye(3), atol=1e-12)
    variances = projection(rows).var(0)
    assert (np.diff(variances) <= 1e-12).all()
    others = np.linalg.qr(random.normal(size=(6, 3))).Q
    assert (rows @ others).var(0).sum() <= variances.sum() + 1e-12
    # The names say how much of it each holds.
    shares = [float(name.split("· ")[1].split("\u2009")[0]) for name in projection.names]
    np.testing.assert_allclose(shares, 100 * variances / rows.var(0).sum(), atol=0.5 + 1e-9)


def test_components_keep_the_sign_of_those_before() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 4)) * [4, 3, 2, 1]
    before = Projection.components(rows, 3)
    flipped = Projection(before.names, before.middle, -before.directions)
    np.testing.assert_allclose(Projection.components(1.01 * rows, 3, like=flipped).directions, flipped.directions)


@pytest.mark.parametrize("given_", [(0, 1), (0, 1, 1), (0, 1.5, 2), "umap", (0, 1, 9)])
def test_what_is_no_projection_is_refused(given_: object) -> None:
    with pytest.raises(ValueError, match=r"projection is|Outputs 0, 1, 9 are to be drawn"):
        read_projection(given_, 6)


def test_of_three_outputs_there_is_nothing_to_choose() -> None:
    assert read_projection("pca", 3) == "pca" and read_projection((5, 0, 1), 6) == [5, 0, 1]
    with pytest.raises(ValueError, match=r"Two or three outputs are drawn as they are"):
        read_projection((0, 1, 2), 3)
