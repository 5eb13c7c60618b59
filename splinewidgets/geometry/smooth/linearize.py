"""A copy of a model whose smooth activations are replaced by piecewise-affine functions with a stated error."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from numbers import Integral
from typing import Any

from torch import Tensor, nn

from ..argument_types import real_numbers
from ..model.torch_calls import FunctionCall
from .activations import ACTIVATIONS
from .interpolant import Span, interpolant
from .piecewise_affine import PiecewiseAffine
from .rewriting import Rewriting, Rules, rewritten
from .written_out import WrittenOut, recognized

KNOTS = 16


def linearize(model: nn.Module, knots: int | Sequence[float] = KNOTS, span: Span | None = None) -> nn.Module:
    """Replace smooth activations by the continuous piecewise-affine functions through some of their points.

    These are GELU (either form), SiLU, Softplus, Tanh, Sigmoid, ELU, SELU, CELU, Mish, LogSigmoid, Softsign,
    Tanhshrink, Hardswish, and what `soften` makes of ReLU and its like; as modules, as functions, as methods and, but
    for ELU, SELU and CELU, written out with single numbers or parameters for constants, such as
    `x * torch.sigmoid(1.702 * x)`. A function
    of parameters alone stays exact. The copy is a module like the model, with the same names; what it is tessellated
    into is exact for it. How far it is from the model is stated: `Network` and `Tessellation` list their
    `approximations` and show them.

    Parameters
    ----------
    model
        Any module.
    knots
        How many places each activation is interpolated at, the span's ends among them, placed so that the error is
        about the same between any two (it falls with the square of their number); or these places, increasing.
        Places at which an activation does not bend are left out.
    span
        The pre-activations (low, high) on which the error is stated. Outside, the function goes on in parallel to the
        activation's asymptote, and `tessellate` warns (`OutsideSpan`) where a slice gets there. By default each
        activation has as wide a span as makes its error hold everywhere, within -16 and 16. Given places are their
        own span.

    Returns
    -------
    Module
        A copy, of a compiled module that of its original. Its class is a subclass of the model's; it can be pickled
        where the model can.

    Raises
    ------
    TypeError
        If the model is no module, or knots or span are no numbers.
    ValueError
        If the knots or the span are not increasing and finite; when the copy is called, if there are too few knots.

    References
    ----------
    The density of knots is the square root of the curvature (de Boor, A Practical Guide to Splines, chapter XII).

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(2, 8), nn.GELU(), nn.Linear(8, 1))
    >>> Network(linearize(model, knots=16, span=(-4, 4)), [0.0, 0.0]).approximations
    (Approximation(activation='gelu', error=0.0049..., span=(-4.0, 4.0), beyond=0.0001..., reached=None),)
    """
    places, checked = _checked(knots, span)

    rules = {name: functools.partial(_chords, name, places, checked) for name in ACTIVATIONS}
    return rewritten(model, rules, "Linearized", _Linearizing)


class _Linearizing(Rewriting):
    """Replaces activations, also where they are written out."""

    def __init__(self, rules: Rules, constants: Iterable[Tensor]) -> None:
        super().__init__(rules, constants)
        self._written_out = WrittenOut()

    def call(self, called: FunctionCall) -> Any:
        result = super().call(called)
        if called.written is None and isinstance(result, Tensor):
            functions = self._written_out.functions(called.name, called.args, called.kwargs, self.is_constant)
            if called.name not in self.rules and (found := recognized(functions)) is not None:
                operand, activation, given = found
                result = self.rules[activation](operand, *given)
            self._written_out.take_in(result, functions)
        return result


def _chords(
    name: str, knots: int | tuple[float, ...], span: Span | None, input: Tensor, *args: Any, **kwargs: Any
) -> Tensor:
    return _function(name, args, tuple(sorted(kwargs.items())), knots, span)(input)


@functools.lru_cache(maxsize=256)
def _function(
    name: str,
    args: tuple[Any, ...],
    kwargs: tuple[tuple[str, Any], ...],
    knots: int | tuple[float, ...],
    span: Span | None,
) -> PiecewiseAffine:
    return interpolant(ACTIVATIONS[name](*args, **dict(kwargs)), knots, span)


def _checked(knots: Any, span: Any) -> tuple[int | tuple[float, ...], Span | None]:
    """The knots and the span in one form."""
    if isinstance(knots, Integral):
        knots = int(knots)
        if knots < 2:
            raise ValueError(f"{knots} knots were asked for. A chord needs two. Ask for more.")
        return knots, None if span is None else _increasing(span, "span", 2)
    places = _increasing(knots, "knots", None)
    if span is not None:
        raise ValueError(
            f"Both {len(places)} knots and the span {tuple(span)} were given. Given knots are their own span. "
            "Leave the span out, or give a number of knots."
        )
    return places, None


def _increasing(given: Any, name: str, count: int | None) -> Any:
    wanted = "(low, high)" if count == 2 else "two or more places"
    places = real_numbers(given, f"The {name}", wanted, "Leave it out for the usual.")
    right = len(places) == count if count is not None else len(places) >= 2
    if not (right and all(map(math.isfinite, places)) and all(a < b for a, b in pairwise(places))):
        raise ValueError(f"The {name} are {places}. They must be {wanted}, finite and increasing. Sort them.")
    return places
