"""Ranges and scales of color bars."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from splinewidgets.pictures.color_range import read_color_range, recolored, robust_range
from splinewidgets.pictures.stills.palette import NEUTRAL, SATURATION, SHADES, pattern_colors, ramp_colors, value_colors
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.colors import Scale, WireColors


def colors_of(values: list[float], scale: Scale = "linear", ends: tuple[float, float] = (0.0, 4.0)) -> WireColors:
    return {
        "picture": 1,
        "name": "slope",
        "label": "Slope",
        "unit": "",
        "scale": scale,
        "range": list(ends),
        "values": encode(np.array(values, np.float32)),
    }


@pytest.mark.parametrize(
    "given", [(1, 2), [1.0, 2.0], np.array([1, 2]), iter([1, 2])], ids=lambda each: str(type(each))
)
def test_ends_come_in_anything_that_holds_two(given: Any) -> None:
    assert read_color_range(given) == [1.0, 2.0]
    assert read_color_range(None) is None


@pytest.mark.parametrize(
    "wrong", [(2, 1), (1, 1), (1,), (1, 2, 3), (0, np.inf), (np.nan, 1), "12", 3, ("a", 1)], ids=repr
)
def test_what_is_no_range_is_refused(wrong: Any) -> None:
    with pytest.raises(
        (TypeError, ValueError), match=r"color_range is .* It must be \(low, high\), two finite numbers"
    ):
        read_color_range(wrong)


def at(colors: Any) -> NDArray[np.float64]:
    return value_colors(colors, "magma")


def test_a_chosen_range_is_that_of_the_ramp() -> None:
    shown = recolored(colors_of([0, 1, 2, 3, 4]), [1.0, 3.0], "auto")
    np.testing.assert_allclose(at(shown), ramp_colors("magma", [0, 0, 0.5, 1, 1]))


def test_another_scale_is_fitted_anew_and_what_has_no_logarithm_has_no_color() -> None:
    values = [0.0, 1.0, 10.0, 100.0]
    shown = recolored(colors_of(values), None, "log")
    assert shown["scale"] == "log" and tuple(shown["range"]) == robust_range(np.array(values), True)
    np.testing.assert_allclose(at(shown)[0], NEUTRAL)
    # From a range around zero there is no logarithm: the one fitted stays.
    assert recolored(colors_of(values), [0.0, 5.0], "log")["range"] == shown["range"]
    assert recolored(shown, None, "linear")["scale"] == "linear"


def test_a_negative_number_has_no_logarithm() -> None:
    colors = colors_of([-1.0, 1.0], ends=(-1.0, 1.0))
    assert recolored(colors, None, "log") == colors


def test_classes_and_nothing_stay_as_they_are() -> None:
    classes = colors_of([0, 1], scale="class")
    assert recolored(classes, [1.0, 2.0], "log") is classes
    assert recolored({}, [1.0, 2.0], "log") == {}


def test_patterns_have_the_hues_of_the_front_end() -> None:
    golden = (5**0.5 - 1) / 2
    exact = [colorsys.hls_to_rgb(i * golden % 1, SHADES[i % 3], SATURATION) for i in range(256)]
    np.testing.assert_allclose(pattern_colors(range(256)), exact, atol=1e-9)
