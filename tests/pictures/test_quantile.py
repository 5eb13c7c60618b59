from __future__ import annotations

import numpy as np
import pytest

from splinewidgets.pictures.quantile import quantiles


@pytest.mark.parametrize("count", [1, 2, 3, 100, 101, 1797])
def test_quantiles_are_those_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).lognormal(0, 4, count)
    shares = [0.0, 0.01, 0.05, 0.5, 0.99, 1.0]
    before = values.copy()
    np.testing.assert_allclose(quantiles(values, shares), np.quantile(values, shares), rtol=1e-12)
    np.testing.assert_array_equal(values, before)
