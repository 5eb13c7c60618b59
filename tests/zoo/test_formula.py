"""Formulas: what is written is what is computed, and nothing else is run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.zoo import Formula

POINTS = np.random.default_rng(0).normal(size=(20, 2))
X, Y = POINTS.T
R = np.hypot(X, Y)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sin(3 x1) x2", np.sin(3 * X) * Y),
        ("x^2 + y^2 - 1/2", X**2 + Y**2 - 0.5),
        ("|x1| - |x2|", abs(X) - abs(Y)),
        ("2|x| |y|", 2 * abs(X) * abs(Y)),
        ("||x| - 1|", abs(abs(X) - 1)),
        ("|x (2 - |y|)|", abs(X * (2 - abs(Y)))),
        ("-x^2", -(X**2)),
        ("2^-1 x", X / 2),
        ("2^3^2", np.full(20, 2.0**9)),
        ("x - y - 1", X - Y - 1),
        ("x / 2 / y", X / 2 / Y),
        ("x / 2 y", X / 2 * Y),
        ("x - -y", X + Y),
        ("3x1x2", 3 * X * Y),
        ("3 x₁ x₂", 3 * X * Y),
        ("xy", X * Y),
        ("2(x + 1)(y - 1)", 2 * (X + 1) * (Y - 1)),
        ("2e + pi", np.full(20, 2 * np.e + np.pi)),
        ("1.5e3 x ** 2", 1500 * X**2),
        ("exp(-r^2)", np.exp(-(R**2))),
        ("max(x, min(y, 0)) + atan2(y, x)", np.maximum(X, np.minimum(Y, 0)) + np.arctan2(Y, X)),
        ("sign(cos(x)) sqrt(r) tanh(y) log(2 + r)", np.sign(np.cos(X)) * np.sqrt(R) * np.tanh(Y) * np.log(2 + R)),
        ("tan(x)", np.tan(X)),
        (" 7 ", np.full(20, 7.0)),
    ],
)
def test_it_is_read_as_in_mathematics(text: str, expected: np.ndarray) -> None:
    np.testing.assert_allclose(Formula(text)(POINTS), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "Something is missing in '', at letter 1"),
        ("x +", r"Something is missing in 'x \+', at letter 4"),
        ("x y )", r"'\)' was not expected in 'x y \)', at letter 5"),
        ("(x", r"'\)' is missing"),
        ("|x", "'\\|' is missing"),
        ("sin x", r"'\(' is missing in 'sin x', at letter 5"),
        ("max(x)", "max takes 2 arguments, but 1 were written"),
        ("cos(x, y)", "cos takes 1 arguments, but 2 were written"),
        ("z + 1", "'z' is no name that is known in 'z \\+ 1', at letter 1"),
        ("x & y", "'&' in 'x & y', letter 3, is none of a formula's signs"),
        ("__import__('os')", "'_' in .*, letter 1, is none"),
        ("lambda", "'lambda' is no name"),
        ("x.real", r"'\.' in 'x\.real', letter 2, is none"),
        ("(" * 99 + "x" + ")" * 99, "More than 50 brackets"),
        ("-" * 99 + "x", "More than 50 signs"),
        ("x + " * 200 + "x", "801 letters"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(text: str, where: str) -> None:
    with pytest.raises(ValueError, match=where) as refused:
        Formula(text)
    assert str(refused.value).count(". ") >= 2


@pytest.mark.parametrize("text", ["log(x)", "1/0", "sqrt(-1)", "exp(exp(exp(9)))", "0 / (x - x)"])
def test_what_is_no_number_is_told_with_its_place(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"(nan|inf) at x1 = .*, NaN or infinite|and NaN or infinite at \d+ of 20 points"
    ):
        Formula(text)(POINTS)


def test_points_and_texts_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(3,\)\. A formula is of two variables"):
        Formula("x")([1, 2, 3])
    with pytest.raises(TypeError, match="of type int"):
        Formula(3)  # type: ignore[arg-type]


@given(st.text(alphabet="x12yr()|+-*/^,. esincop₁", max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        values = Formula(text)(POINTS)
    except ValueError as refused:
        assert len(str(refused)) > 20
    else:
        assert values.shape == (20,) and np.isfinite(values).all()
