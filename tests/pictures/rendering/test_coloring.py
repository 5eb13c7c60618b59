from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.geometry.tessellation.measures import MEASURES
from splinewidgets.pictures.color_range import robust_range
from splinewidgets.pictures.rendering.coloring import STEADY, Coloring, steady


class Picture:
    """What `Coloring.fit` asks of a picture, all of whose tiles are within a range."""

    measures = MEASURES

    def __init__(self, low: float, high: float, label: str = "Slope") -> None:
        self._values, self._label = np.linspace(low, high, 50), label

    def measured_by(self, name: str) -> str:
        return name

    def values(self, name: str) -> Any:
        return self._values

    def label(self, name: str) -> str:
        return self._label


RANGES = st.tuples(st.floats(0.01, 1), st.floats(1.5, 100))


@given(st.lists(RANGES, min_size=1, max_size=8))
def test_a_widening_range_holds_all_that_was_seen(seen: list[tuple[float, float]]) -> None:
    coloring, pictures = Coloring(), [Picture(*each) for each in seen]

    def fitted() -> list[tuple[float, float]]:
        ranges = []
        for picture in pictures:
            coloring.fit(picture, "area", True)  # type: ignore[arg-type]
            ranges.append(coloring._ranges["Slope"])
        return ranges

    first, second = fitted(), fitted()
    for before, after in pairwise(first):
        assert after[0] <= before[0] and after[1] >= before[1]
    assert len({*second}) == 1 and second[0] == first[-1]
    low, high = (np.log(end) for end in second[0])
    for picture in pictures:
        mine = np.log(robust_range(picture.values("area"), True))
        room = STEADY * max(high, mine[1]) - STEADY * min(low, mine[0])
        assert low <= mine[0] + room and high >= mine[1] - room


def test_without_widening_the_range_follows() -> None:
    coloring = Coloring()
    coloring.fit(Picture(1, 100), "area", True)  # type: ignore[arg-type]
    coloring.fit(Picture(5, 9), "area")  # type: ignore[arg-type]
    low, high = coloring._ranges["Slope"]
    assert low >= 5 and high <= 9
    coloring.fit(Picture(50, 90, "Slope of the change"), "area", True)  # type: ignore[arg-type]
    assert coloring._ranges["Slope"] == (low, high) and coloring._ranges["Slope of the change"][0] > 9


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
