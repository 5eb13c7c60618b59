from __future__ import annotations

import pytest

from splinewidgets.pictures.number_format import count, duration, number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1.0, "1.00"),
        (0.012345, "0.0123"),
        (0.9999, "1.00"),
        (12.345, "12.3"),
        (999.9, "1 000"),
        (12345, "12 300"),
        (-12345, "−12 300"),
        (1.234e-5, "1.23 × 10⁻⁵"),
        (2e12, "2.00 × 10¹²"),
        (float("inf"), "inf"),
    ],
)
def test_numbers_have_three_significant_digits(value: float, text: str) -> None:
    assert number(value) == text.replace(" ", "\u2009")


def test_counts_have_thin_spaces() -> None:
    assert count(1234567) == "1\u2009234\u2009567"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0032, "3.2 ms"), (0.0144, "14 ms"), (0.9996, "1 s"), (1.23, "1.2 s"), (75.2, "75 s")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text.replace(" ", "\u2009")
