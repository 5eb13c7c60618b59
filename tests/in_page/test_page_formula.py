"""Formulas in the page: the values and the sentences of Python's `Formula`."""

from __future__ import annotations

import numpy as np
from asked_page import Page, Refused
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from splinewidgets.zoo import Formula

POINTS = np.random.default_rng(0).normal(size=(20, 2))
WRITTEN = [
    *("sin(3 x1) x2", "x^2 + y^2 - 1/2", "|x1| - |x2|", "2|x| |y|", "||x| - 1|", "|x (2 - |y|)|", "-x^2", "2^-1 x"),
    *("2^3^2", "x - y - 1", "x / 2 / y", "x / 2 y", "x - -y", "3x1x2", "3 x₁ x₂", "xy", "2(x + 1)(y - 1)", "2e + pi"),
    *("1.5e3 x ** 2", "exp(-r^2)", "max(x, min(y, 0)) + atan2(y, x)", "tan(x)", " 7 ", "1.e2", ".5x", "1^(1/0)"),
    "sign(cos(x)) sqrt(r) tanh(y) log(2 + r)",
    *("", "x +", "x y )", "(x", "|x", "sin x", "max(x)", "cos(x, y)", "z + 1", "x & y", "__import__('os')", "lambda"),
    *("x.real", "x'", "x\n+\t😀", "log(x)", "1/0", "sqrt(-1)", "exp(exp(exp(9)))", "0 / (x - x)", "-exp(999)"),
    *("toString", "constructor + 1", "x + __proto__", "(" * 99 + "x" + ")" * 99, "-" * 99 + "x", "x + " * 200 + "x"),
    *("(" * 49 + "x" + ")" * 49, "-" * 49 + "x", "2^" * 200 + "1"),
]


def agrees(text: str, found: object) -> None:
    """Whether the page has the values of Python, or refuses in the same sentences."""
    try:
        values = Formula(text)(POINTS)
    except ValueError as refused:
        assert isinstance(found, Refused) and found == str(refused)
    else:
        assert not isinstance(found, Refused), (text, found)
        np.testing.assert_allclose(np.array(found, np.float64), values, rtol=1e-11, atol=1e-13, err_msg=text)


def test_the_page_reads_as_python_does(page: Page) -> None:
    answers = page("formula", [{"text": text, "points": POINTS.flatten().tolist()} for text in WRITTEN])
    for text, found in zip(WRITTEN, answers, strict=True):
        agrees(text, found)


# Many at a time, for each example starts a process, of which a smaller one would take many.
@settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.text(alphabet="x12yr()|+-*/^,. esincop₁é'\"", max_size=30), min_size=100, max_size=100))
def test_any_text_has_the_same_value_or_the_same_refusal(page: Page, texts: list[str]) -> None:
    answers = page("formula", [{"text": text, "points": POINTS.flatten().tolist()} for text in texts])
    for text, found in zip(texts, answers, strict=True):
        agrees(text, found)
