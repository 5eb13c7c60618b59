from __future__ import annotations

import numpy as np
import pytest

from splinewidgets.widgets.coloring import robust_range, steady


def test_a_few_slivers_do_not_set_the_range() -> None:
    values = np.concatenate([np.linspace(1, 2, 1000), [1e9, -1e9, np.nan, np.inf]])
    low, high = robust_range(values, False)
    assert 1 <= low < 1.05 and 1.95 < high <= 2


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [3.0, 3.0], [0.0], [-1.0, 0.0], [0.0, 1e-300, 1.0]])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_range_is_never_empty(values: list[float], logarithmic: bool) -> None:
    low, high = robust_range(np.array(values, float), logarithmic)
    assert low < high and (low > 0 or not logarithmic)


def test_a_range_stays_while_it_fits() -> None:
    assert steady((1.0, 2.0), None, False) == (1.0, 2.0)
    assert steady((1.0, 2.0), (1.05, 2.1), False) == (1.05, 2.1)
    assert steady((1.0, 2.0), (1.0, 2.5), False) == (1.0, 2.0)
    assert steady((1e-3, 1.0), (1.2e-3, 1.1), True) == (1.2e-3, 1.1)
    assert steady((1e-3, 1.0), (1e-2, 1.0), True) == (1e-3, 1.0)
