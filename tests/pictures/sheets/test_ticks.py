"""Round numbers along scales, and how they are written."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.pictures.sheets.ticks import even_labels, even_ticks, labels, linear_ticks, log_ticks, written

ENDS = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def number(text: str) -> float:
    """What a text without powers says."""
    return float(text.replace("\u2212", "-").replace("\u2009", ""))


@given(ENDS)
def test_linear_ticks_are_few_even_and_within(ends: tuple[float, float]) -> None:
    low, high = ends
    ticks = linear_ticks(low, high)
    slack = 1e-6 * (high - low) + 1e-9 * max(abs(low), abs(high))
    assert 2 <= len(ticks) <= 6
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    steps = [b - a for a, b in itertools.pairwise(ticks)]
    assert max(steps) - min(steps) <= slack + 1e-9 * abs(ticks[-1])


@given(st.floats(-8, 8), st.floats(0.01, 12))
def test_log_ticks_are_within(exponent: float, decades: float) -> None:
    low, high = 10.0**exponent, 10.0 ** (exponent + decades)
    ticks = log_ticks(low, high)
    assert ticks and all(low * (1 - 1e-6) <= tick <= high * (1 + 1e-6) for tick in ticks)
    assert len(ticks) <= 7


@given(st.floats(1e-3, 1e6), st.sampled_from([1, -1]))
def test_a_number_is_written_with_three_digits(size: float, sign: int) -> None:
    assert number(written(sign * size)) == pytest.approx(sign * size, rel=6e-3)


# As the page writes them: js/test/color/numbers.test.ts.
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (-0.25, "\u22120.25"),
        (1234, "1\u2009230"),
        (1e-4, "10⁻⁴"),
        (2.5e-5, "2.5\u2009×\u200910⁻⁵"),
        (12.3456, "12.3"),
        (3e7, "3\u2009×\u200910⁷"),
    ],
)
def test_numbers_are_written_as_on_the_page(value: float, text: str) -> None:
    assert written(value) == text


def test_ticks_of_a_scale_have_one_form() -> None:
    assert labels([1e-4, 1.0]) == ["10⁻⁴", "10⁰"]
    assert even_labels([-0.1, 0.0, 0.1]) == ["\u22120.1", "0.0", "0.1"]
    texts = even_labels(even_ticks(1000.0, 1000.4, 4))
    assert len(set(texts)) == len(texts)


def test_an_empty_range_has_its_value_and_what_is_no_number_none() -> None:
    assert linear_ticks(2.0, 2.0) == [2.0]
    assert linear_ticks(math.nan, math.nan) == []
    assert log_ticks(-1.0, 1.0) == linear_ticks(-1.0, 1.0)
