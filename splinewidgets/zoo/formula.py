"""Formulas in two variables, read and evaluated by rules of their own: never as Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Term = Callable[[Values], Values]

CONSTANTS = {"pi": np.pi, "e": np.e}
VARIABLES: dict[str, Term] = {
    "x1": lambda points: points[:, 0],
    "x2": lambda points: points[:, 1],
    "x": lambda points: points[:, 0],
    "y": lambda points: points[:, 1],
    "r": lambda points: np.hypot(points[:, 0], points[:, 1]),
}
FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    **{name: (1, getattr(np, name)) for name in ("sin", "cos", "tan", "tanh", "exp", "log", "sqrt", "abs", "sign")},
    **{"max": (2, np.maximum), "min": (2, np.minimum), "atan2": (2, np.arctan2)},
}
SUBSCRIPTS = str.maketrans("₁₂", "12")
# Known names first, the longest first, so that x1x2 is a product of two.
NAME = "|".join([*sorted([*CONSTANTS, *VARIABLES, *FUNCTIONS], key=len, reverse=True), r"[A-Za-z]\w*"])
NUMBER, SIGN = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", r"\*\*|[-+*/^(),|]"
TOKEN = re.compile(rf"\s*(?:(?P<number>{NUMBER})|(?P<name>{NAME})|(?P<sign>{SIGN}))")
# Deeper brackets than anybody writes, and none that would exhaust Python's stack.
MOST_DEPTH = 50
MOST_LETTERS = 500
KNOWN = (
    "There are x1, x2 (or x, y), r = sqrt(x1^2 + x2^2), pi, e, numbers, + - * / ^, brackets, |...| and "
    f"{', '.join(FUNCTIONS)}."
)


class Formula:
    """A function of two variables, from how it is written: "sin(3 x1) x2", "x^2 + y^2 - 1/2", "|x1| - |x2|".

    A product needs no sign: "3 x1 x2" and "2(x1 + 1)" are read as in mathematics. Angles are in radians.

    Parameters
    ----------
    text : str
        Of at most 500 letters.

    Attributes
    ----------
    text : str

    Raises
    ------
    TypeError
        If it is no text.
    ValueError
        If it cannot be read; the error tells where.

    Examples
    --------
    >>> Formula("sin(pi x1 / 2) x2 - 1")(np.array([[1.0, 3.0], [0.0, 5.0]]))
    array([ 2., -1.])
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(
                f"The formula is {text!r:.80}, of type {type(text).__name__}. It must be a text. Write 'sin(3 x1) x2'."
            )
        if len(text) > MOST_LETTERS:
            raise ValueError(
                f"The formula has {len(text)} letters. At most {MOST_LETTERS} are read. Write a shorter one."
            )
        self.text = text
        self._term = _Reader(text).read()

    def __call__(self, points: npt.ArrayLike) -> Values:
        """The values (N,) float64 at points (N, 2).

        Raises
        ------
        ValueError
            If points have another shape, or a value is NaN or infinite.
        """
        given = np.asarray(points, np.float64)
        if given.ndim != 2 or given.shape[1] != 2:
            raise ValueError(f"The points have shape {given.shape}. A formula is of two variables. Pass points (N, 2).")
        with np.errstate(all="ignore"):
            values = np.broadcast_to(self._term(given), len(given)).astype(np.float64)
        if (wrong := ~np.isfinite(values)).any():
            x1, x2 = given[wrong][0]
            raise ValueError(
                f"{self.text} is {values[wrong][0]} at x1 = {x1:.3g}, x2 = {x2:.3g}, and NaN or infinite at "
                f"{wrong.sum()} of {len(given)} points. It must be a number at each. "
                "Change it, as log(|x1| + 0.01) for log(x1)."
            )
        return values

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"


class _Reader:
    """Recursive descent over the tokens of a formula."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split(text.translate(SUBSCRIPTS)))
        self._at = self._depth = 0
        # Whether a bar is open, which the next one closes; within brackets others begin.
        self._barred = False

    def read(self) -> Term:
        term = self._sum()
        if self._at < len(self._tokens):
            raise self._wrong(f"{self._tokens[self._at][1]!r} was not expected")
        return term

    def _split(self, text: str) -> Any:
        at, end = 0, len(text.rstrip())
        while at < end:
            found = TOKEN.match(text, at)
            if found is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise ValueError(
                    f"{text[start]!r} in {self._text!r}, letter {start + 1}, is none of a formula's signs. {KNOWN} "
                    "Use these alone."
                )
            kind = str(found.lastgroup)
            yield kind, found[kind], found.start(kind)
            at = found.end()

    def _wrong(self, what: str) -> ValueError:
        at = self._tokens[self._at][2] + 1 if self._at < len(self._tokens) else len(self._text) + 1
        return ValueError(f"{what} in {self._text!r}, at letter {at}. {KNOWN} Write it as 'sin(3 x1) x2'.")

    @property
    def _next(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise self._wrong("Something is missing")
        kind, word, _ = self._tokens[self._at]
        self._at += 1
        return kind, word

    def _expect(self, sign: str) -> None:
        if self._next != sign:
            raise self._wrong(f"{sign!r} is missing")
        self._at += 1

    def _sum(self) -> Term:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._wrong(f"More than {MOST_DEPTH} brackets are open")
        term = self._product()
        while self._next in ("+", "-"):
            term = _both(np.add if self._take()[1] == "+" else np.subtract, term, self._product())
        self._depth -= 1
        return term

    def _product(self) -> Term:
        term = self._signed()
        while self._next in ("*", "/") or self._begins_factor():
            over = self._next == "/"
            if self._next in ("*", "/"):
                self._at += 1
            term = _both(np.divide if over else np.multiply, term, self._signed())
        return term

    def _begins_factor(self) -> bool:
        """Whether a factor follows without a sign."""
        if self._at == len(self._tokens):
            return False
        kind, word, _ = self._tokens[self._at]
        return kind in ("number", "name") or word == "(" or (word == "|" and not self._barred)

    def _signed(self) -> Term:
        if self._next in ("+", "-"):
            self._depth += 1
            if self._depth > MOST_DEPTH:
                raise self._wrong(f"More than {MOST_DEPTH} signs follow each other")
            minus, term = self._take()[1] == "-", self._signed()
            self._depth -= 1
            return (lambda points: -term(points)) if minus else term
        return self._power()

    def _power(self) -> Term:
        base = self._atom()
        if self._next in ("^", "**"):
            self._at += 1
            return _both(np.power, base, self._signed())
        return base

    def _atom(self) -> Term:
        kind, word = self._take()
        if kind == "number":
            return lambda points, value=float(word): np.full(len(points), value)  # type: ignore[misc]
        if word == "(":
            inner = self._within(False)
            self._expect(")")
            return inner
        if word == "|":
            barred = self._within(True)
            self._expect("|")
            return lambda points: np.abs(barred(points))
        if word in FUNCTIONS:
            return self._call(word)
        if word in CONSTANTS:
            return lambda points, value=CONSTANTS[word]: np.full(len(points), value)  # type: ignore[misc]
        if word in VARIABLES:
            return VARIABLES[word]
        self._at -= 1
        raise self._wrong(f"{word!r} is no name that is known" if kind == "name" else f"{word!r} was not expected")

    def _within(self, barred: bool) -> Term:
        before, self._barred = self._barred, barred
        inner = self._sum()
        self._barred = before
        return inner

    def _call(self, name: str) -> Term:
        count, function = FUNCTIONS[name]
        self._expect("(")
        arguments = [self._within(False)]
        while self._next == ",":
            self._at += 1
            arguments.append(self._within(False))
        if len(arguments) != count:
            raise self._wrong(f"{name} takes {count} arguments, but {len(arguments)} were written")
        self._expect(")")
        return lambda points: function(*(argument(points) for argument in arguments))


def _both(function: Callable[..., Any], one: Term, other: Term) -> Term:
    return lambda points: function(one(points), other(points))
