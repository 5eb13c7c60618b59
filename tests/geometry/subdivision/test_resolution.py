"""Windows of any size and anywhere are right, or are refused with the limit."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import rational_oracle
import torch
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from rational_oracle import rectangle

from splinewidgets.geometry import Segment, Slice, tessellate, tessellate_segments
from splinewidgets.geometry.subdivision.resolution import MOVED, least_size, relative_size
from splinewidgets.pictures.budget.precision import dtype_for

REFUSED = r"In float(32|64) (nothing below \d\.\de-\d\d is resolved|they cannot be told apart there)\. Take a "
DTYPES = {torch.float64: np.float64, torch.float32: np.float32}


def exact(numbers, dtype=torch.float64) -> list:
    """Numbers, rounded to a dtype, as the fractions that they are."""
    if isinstance(numbers, list | np.ndarray):
        return [exact(x, dtype) for x in numbers]
    return Fraction(float(DTYPES[dtype](float(numbers))))


def random_steps(seed: int, widths, biased: bool):
    """A perceptron with normal weights, as steps for the oracle."""
    random, steps = np.random.default_rng(seed), []
    for before, after in zip([2, *widths], [*widths, 1], strict=True):
        weight, bias = random.normal(size=(after, before)), random.normal(size=after) * biased
        steps += [("affine", exact(weight), exact(bias)), ("knot", [0] * after)]
    return steps[:-1]


def steps_through(seed: int, widths, center, half: float, dtype=torch.float64):
    """A perceptron of which many hyperplanes of each layer pass within `half` of a point."""
    random, steps = np.random.default_rng(seed), []
    values = exact(list(center))
    for before, after in zip([2, *widths], [*widths, 1], strict=True):
        weight = exact(random.normal(size=(after, before)), dtype)
        sums = [sum((w * x for w, x in zip(row, values, strict=True)), Fraction(0)) for row in weight]
        near = random.random(after) < 0.6
        offsets = exact(np.where(near, half * random.uniform(-1, 1, after), random.normal(size=after)))
        bias = exact([offset - s for offset, s in zip(offsets, sums, strict=True)], dtype)
        values = [max(s + b, Fraction(0)) for s, b in zip(sums, bias, strict=True)]
        steps += [("affine", weight, bias), ("knot", [0] * after)]
    return steps[:-1]


def square(u: float, v: float, half: float) -> tuple[float, float, float, float]:
    return (u - half, u + half, v - half, v + half)


def shares(steps, window, dtype=torch.float64):
    """The shares of the window that tiles take, smallest first: those that are right, and those found."""
    found = tessellate(StepsNetwork(steps, dtype), Slice.box(window[:2], window[2:]), dtype=dtype)
    polygons = rational_oracle.tessellate(steps, rectangle(exact(list(window))))
    areas = [rational_oracle.area(polygon) for polygon in polygons]
    right = np.sort([float(area / sum(areas)) for area in areas])
    seen = np.sort(found.areas()) / float(sum(areas))
    # What is missing is as if it had no area.
    length = max(len(right), len(seen))
    return tuple(np.pad(one, (length - len(one), 0)) for one in (right, seen))


def good_or_refused(steps, window, dtype=torch.float64) -> bool:
    """Whether a window is tessellated; then areas are good, and otherwise the limit is named."""
    try:
        right, found = shares(steps, window, dtype)
    except ValueError as refused:
        assert re.search(REFUSED, str(refused)), refused
        return False
    np.testing.assert_allclose(found, right, rtol=0, atol=MOVED)
    return True


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", range(0, 16, 3))
def test_far_from_the_origin(dtype, exponent):
    u, v = 10.0**exponent, -0.3 * 10.0**exponent
    window = square(u, v, 1.0)
    seen = [good_or_refused(steps_through(seed, (5, 4), (u, v), 1.0, dtype), window, dtype) for seed in range(4)]
    size = relative_size(Slice.box(window[:2], window[2:])) / least_size(dtype)
    assert all(seen) if size > 10 else size > 1 or not any(seen)


@pytest.mark.parametrize("exponent", range(-14, 1, 2))
def test_small_about_the_origin_of_a_network_with_biases(exponent):
    half = 10.0**exponent
    seen = [good_or_refused(steps_through(seed, (6, 5, 4), (0, 0), half), square(0, 0, half)) for seed in range(6)]
    assert all(seen) if half > 1e-9 else half > 1e-11 or not all(seen)


@pytest.mark.parametrize("half", [1e1, 1e3, 1e5, 1e7])
@pytest.mark.parametrize("flat", [1, 1e-4])
def test_large_windows(half, flat):
    for seed in range(4):
        right, found = shares(random_steps(seed, (8, 6), biased=True), (-half, half, -flat * half, half))
        assert right[0] > 0 and found[0] > 0
        np.testing.assert_allclose(found, right, rtol=0, atol=1e-12)


@pytest.mark.parametrize("half", [1e13, 1e20, 1e60])
def test_windows_in_which_biases_are_lost_are_refused(half):
    for seed in range(4):
        assert not good_or_refused(random_steps(seed, (8, 6), biased=True), square(0, 0, half))
    model = perceptron([([[1, 0]], [1.0]), ([[1]], [0.0])])
    with pytest.raises(ValueError, match=r"the values of layer 0 \(1\) change by more than .* Take a smaller window"):
        tessellate(model, Slice.box((-half, half), (-half, half)))


@pytest.mark.parametrize("half", [1e-60, 1e-30, 1e-12, 1e12, 1e30, 1e60])
def test_networks_without_biases_look_the_same_at_any_scale(half):
    for seed in range(3):
        right, found = shares(random_steps(seed, (8, 6), biased=False), square(0, 0, half))
        np.testing.assert_allclose(found, right, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("wide", "high"), [(1, 1e6), (1e6, 1), (1e-6, 1), (1e-3, 1e4)])
def test_long_windows(wide, high):
    for seed in range(4):
        right, found = shares(random_steps(seed, (8, 6), biased=True), (-wide, wide, -high, high))
        assert right[0] > 0 and found[0] > 0
        np.testing.assert_allclose(found, right, rtol=0, atol=1e-12)


def test_windows_too_long_for_their_width_are_refused():
    for window in (Slice.box((0, 1e-12), (-1, 1)), Slice.box((0, 1e3), (0, 1e15))):
        with pytest.raises(ValueError, match=REFUSED):
            tessellate(random_perceptron([2, 4, 1], 0), window)


def test_dead_layers_and_layers_that_cancel_are_no_small_windows():
    layer = ([[1, 0], [1, 0]], [5.0, 5.0])
    for weight, bias in (([[0, 0]], [1.0]), ([[1, -1]], [0.0]), ([[1, -1]], [1.0]), ([[0.1, -0.1]], [1e-20])):
        assert tessellate(perceptron([layer, (weight, bias), ([[1]], [0.0])]), Slice.box((-1, 1), (0, 1))).tile_count


def test_a_small_window_far_away():
    model = perceptron([([[1, -1]], [0.5]), ([[1]], [0.0])]).float()
    right = (1 - 0.5 / 8) ** 2 / 2
    for exponent in range(0, 50, 2):
        center = 2.0**exponent
        window = Slice.box((center - 4, center + 4), (center - 4, center + 4))
        if relative_size(window) > least_size(torch.float64):
            tessellation = tessellate(model, window)
            np.testing.assert_allclose(np.sort(tessellation.areas()) / window.area, [right, 1 - right], atol=1e-9)
        else:
            with pytest.raises(ValueError, match=r"The window is \d\.\de-\d\d of its inputs' size\. In float64"):
                tessellate(model, window)
    with pytest.raises(ValueError, match=r"In float32 .* Take a larger window, or leave out dtype\."):
        tessellate(model, Slice.box((1e6, 1e6 + 1), (1e6, 1e6 + 1)), dtype=torch.float32)


@pytest.mark.parametrize("dtype", DTYPES)
def test_segments(dtype):
    model = random_perceptron([2, 6, 1], 0)
    for exponent in range(16):
        segment = Segment([10.0**exponent, 1.0], [10.0**exponent + 1, 2.0])
        if relative_size(segment) > least_size(dtype):
            assert tessellate(model, segment, dtype=dtype).piece_count
            continue
        with pytest.raises(ValueError, match=r"The segment is \d\.\de-\d\d of its inputs' size\. In float"):
            tessellate(model, segment, dtype=dtype)
        with pytest.raises(ValueError, match=r"The segment is"):
            tessellate_segments(model, [Segment([0, 0], [1, 1]), segment], dtype=dtype)
    with pytest.raises(ValueError, match=r"Over the segment the values of layer 0 \(1\) change by more than"):
        tessellate(model, Segment([-1e20, 0], [1e20, 0]))


numbers = st.floats(-5, 5).map(lambda x: round(x, 3))


@settings(max_examples=100, deadline=None)
@given(st.lists(numbers, min_size=9, max_size=9), st.sampled_from([1e-6, 1.0, 1e9]), st.sampled_from([1e-3, 7.0]))
def test_the_size_of_a_window_does_not_depend_on_units_or_on_the_axes_scale(given, unit, scale):
    origin, axes = np.array(given[:3]), np.array(given[3:]).reshape(2, 3)
    if np.linalg.norm(np.cross(*axes)) < 0.1:
        return
    size = relative_size(Slice(origin, axes, (-1, 2, 0, 1)))
    bounds = tuple(x / scale for x in (-1, 2, 0, 1))
    assert relative_size(Slice(unit * origin, unit * scale * axes, bounds)) == pytest.approx(size, rel=1e-9)
    polygon = Slice(origin, axes, (-9, 9, -9, 9)).with_polygon([[-1, 0], [2, 0], [2, 1], [-1, 1]])
    assert relative_size(polygon) == pytest.approx(size, rel=1e-9)


def test_the_size_of_a_window_is_its_width():
    triangle = Slice.box((-9, 9), (-9, 9)).with_polygon([[0, 0], [3, 0], [0, 4]])
    assert relative_size(triangle) == pytest.approx(12 / 5 / 4)
    rhombus = Slice([0, 0, 0], [[1, 0, 0], [1, 1e-6, 0]], (-1, 1, -1, 1))
    assert relative_size(rhombus) == pytest.approx(2e-6 / 2, rel=1e-5)


@pytest.mark.parametrize("size", [1e-14, 1e-11, 1e-9, 1e-5, 1e-3, 1.0])
@pytest.mark.parametrize("dtype", [None, *DTYPES])
def test_widgets_refuse_what_is_refused_here(size, dtype):
    window = Slice.box((1, 1 + size), (1, 1 + size))

    def refused(act) -> bool:
        try:
            act()
        except ValueError as error:
            assert "is resolved" in str(error)
            return True
        return False

    # Where no line can cross, so that the window alone decides.
    model = perceptron([([[1, 1]], [5.0]), ([[1]], [0.0])])
    assert refused(lambda: dtype_for(window, dtype, torch.device("cpu"))) == refused(
        lambda: tessellate(model, window, dtype=dtype)
    )
