from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry.tessellation.slopes import singular_values


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6), outputs=st.integers(1, 70), thin=st.integers(-18, 3), size=st.integers(-9, 9))
def test_singular_values_are_those_of_a_library(seed: int, outputs: int, thin: int, size: int) -> None:
    random = np.random.default_rng(seed)
    slopes = 10.0**size * random.normal(size=(20, outputs, 2))
    slopes[:10, :, 1] = slopes[:10, :, 1] * 10.0**thin + random.normal(size=(10, 1)) * slopes[:10, :, 0]
    slopes[3, :, random.integers(2)] = 0
    slopes[4] = 0
    frame = random.normal(size=(2, 2))
    expected = np.zeros((20, 2))
    found = np.linalg.svd(slopes @ frame, compute_uv=False)
    expected[:, : found.shape[1]] = found
    values = singular_values(slopes, frame)
    assert (np.abs(values - expected) <= 1e-13 * expected[:, :1]).all()
    assert (values[:, 0] >= values[:, 1]).all() and (values[:, 1] >= 0).all()


def test_a_small_singular_value_keeps_its_digits() -> None:
    # Of [[1, 1], [0, h]] for small h: their product is h, and the larger is the root of 2.
    slopes = np.array([[[1.0, 1.0], [0.0, 1e-12]]])
    larger, smaller = singular_values(slopes, np.eye(2))[0]
    assert larger == pytest.approx(np.sqrt(2), rel=1e-12)
    assert smaller == pytest.approx(1e-12 / np.sqrt(2), rel=1e-9, abs=0)


def test_the_shorter_column_may_be_nothing() -> None:
    slopes = np.array([[[0.0, 3.0], [0.0, 4.0]], [[3.0, 0.0], [4.0, 0.0]]])
    np.testing.assert_allclose(singular_values(slopes, np.eye(2)), [[5, 0], [5, 0]])
