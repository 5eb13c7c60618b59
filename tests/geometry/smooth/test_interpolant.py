"""The chords in the place of an activation, and how far they are from it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from smooth_modules import MODULES, both, stated

from splinewidgets.geometry import (
    Slice,
)
from splinewidgets.geometry.smooth.activations import ACTIVATIONS, swish

UNIT = Slice.box((-1, 1), (-1, 1))

SPANS = [None, (-4.0, 4.0), (-1.0, 7.0), (1.0, 2.0)]


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("knots", [5, 16])
def test_the_stated_error_is_the_largest_one_on_a_dense_grid(name, span, knots) -> None:
    module = MODULES[name]
    about = stated(name, knots=knots, span=span)
    assert about.activation == name
    assert about.span == (span if span or name != "softsign" or knots == 5 else (-16, 16))
    span = about.span
    low, high = span or (about.knots[0], about.knots[-1])
    inside, away = torch.linspace(low, high, 20_001).double(), torch.logspace(-3, 4, 5000).double()
    function, chords = both(module, inside, knots=knots, span=span)
    within = float((function - chords).abs().max())
    function, chords = both(module, torch.cat([low - away, high + away]), knots=knots, span=span)
    beyond = float((function - chords).abs().max())
    jump = float(np.log1p(np.exp(-module.threshold)) / module.beta) if "softplus" in name else 0.0
    rounding = 1e-12 + 2 * jump  # the bound adds torch's jump wherever it is
    assert within <= about.error + 1e-12
    assert beyond <= about.beyond + 1e-11
    assert about.beyond <= 1.01 * beyond + rounding
    largest = max(within, beyond) if span is None else within
    assert about.error <= 1.001 * largest + rounding


@pytest.mark.parametrize("name", MODULES)
def test_the_interpolant_agrees_with_the_activation_at_its_knots(name) -> None:
    about = stated(name, knots=12)
    function, chords = both(MODULES[name], torch.tensor(about.knots, dtype=torch.float64), knots=12)
    jump = 0.04 if "threshold=4" in name else 1e-8
    assert float((function - chords).abs().max()) < jump
    assert 2 <= len(about.knots) <= 12


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(MODULES)),
    st.lists(st.floats(-9, 9).map(lambda x: round(x, 2)), min_size=2, max_size=9, unique=True),
)
def test_given_knots_are_taken_and_their_error_is_stated(name, places) -> None:
    places = sorted(places)
    module = MODULES[name]
    about = stated(name, knots=places)
    assert set(about.knots) <= set(places)
    assert about.span == (places[0], places[-1])
    function, chords = both(module, torch.linspace(*about.span, 20_001, dtype=torch.float64), knots=places)
    error = float((function - chords).abs().max())
    jump = 2 * float(np.log1p(np.exp(-module.threshold)) / module.beta) if "softplus" in name else 0.0
    assert error <= about.error + 1e-12
    assert about.error <= 1.01 * error + 1e-6 + jump


@pytest.mark.parametrize(("name", "high"), [("hardswish", 3.0), ("tanh", 4.0), ("gelu", 4.0), ("softplus", 4.0)])
def test_the_error_is_near_the_least_that_theory_allows(name, high) -> None:
    """With n intervals that is (integral of |f''|^(1/2))^2 / (8 n^2); next to an inflection it is 2 / sqrt(3) of it."""
    x = torch.linspace(-high, high, 200_001, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(MODULES[name](x).sum(), x, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.sum(), x)
    integral = float(torch.trapezoid(curvature.abs().sqrt(), x.detach()))
    for knots in (65, 257):
        about = stated(name, knots=knots, span=(-high, high))
        assert 0.97 < about.error / (integral**2 / (8 * (knots - 1) ** 2)) < 1.2


def test_hardswish_is_a_parabola_with_equal_chords() -> None:
    about = stated("hardswish", 7)
    np.testing.assert_allclose(about.knots, np.linspace(-3, 3, 7), atol=1e-9)
    assert about.error == pytest.approx(1 / 24)  # h^2 |f''| / 8 with h = 1, f'' = 1/3


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_slopes_are_monotone_between_turns_and_formulas_are_torchs(name) -> None:
    """On these facts the stated error rests."""
    activation = ACTIVATIONS[name](*[7.0] * (name == "swish"))
    function = {
        "swish": lambda x: swish(x, 7.0),
        "special_expit": torch.special.expit,
        "log_sigmoid": F.logsigmoid,
    }.get(name) or getattr(F, name)
    forms = [(activation, function)]
    if name == "gelu":
        forms.append((ACTIVATIONS["gelu"]("tanh"), lambda x: F.gelu(x, approximate="tanh")))
    for activation, function in forms:
        x = torch.linspace(-11.003, 11, 50_001, dtype=torch.float64, requires_grad=True)
        value = function(x)
        (slope,) = torch.autograd.grad(value.sum(), x)
        at = x.detach().numpy()
        np.testing.assert_allclose(activation.value(at), value.detach().numpy(), atol=activation.defect + 1e-12)
        np.testing.assert_allclose(activation.slope(at), slope.numpy(), atol=activation.defect + 1e-7)
        for low, high in zip((-np.inf, *activation.turns), (*activation.turns, np.inf), strict=True):
            change = np.diff(activation.slope(at[(low < at) & (at < high)]))
            assert (change >= -1e-14).all() or (change <= 1e-14).all()
        for side, (slope, intercept) in ((-1, activation.left), (1, activation.right)):
            far = side * np.array([1e6])
            assert abs(float(activation.value(far)[0]) - slope * far[0] - intercept) < 1e-5
