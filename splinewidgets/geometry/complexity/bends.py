"""Where functions bend, in terms of their operands: named as torch calls them, from Python or below.

Affine pieces of `clamp` end where the operand meets a bound, those of `maximum` where both operands do. What takes one
or some of many values has no such place for a single one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from torch import Tensor

from ..smooth.activations import ACTIVATIONS

# Functions of one variable that bend, or jump, where it is zero, and smooth ones, which bend around there.
AT_ZERO = {*ACTIVATIONS, "relu", "leaky_relu", "prelu", "rrelu", "abs", "absolute", "sign", "sgn", "signbit"}
# Where those of one variable do that have parameters: their positions, names and defaults, and the bends.
ELSEWHERE: dict[str, tuple[Sequence[tuple[int, str, float]], Any]] = {
    "relu6": ((), lambda: (0.0, 6.0)),
    "hardsigmoid": ((), lambda: (-3.0, 3.0)),
    "hardtanh": (((1, "min_val", -1.0), (2, "max_val", 1.0)), lambda low, high: (low, high)),
    "softshrink": (((1, "lambd", 0.5),), lambda width: (-width, width)),
    "hardshrink": (((1, "lambd", 0.5),), lambda width: (-width, width)),
    "threshold": (((1, "threshold", 0.0),), lambda at: (at,)),
}
# These bend where their operand meets a bound, or another operand.
CLAMPS = {"clamp", "clip", "clamp_min", "clamp_max"}
PAIRS = {"maximum", "minimum", "fmax", "fmin", "heaviside", "l1_loss"}
# As these do with "max" and "min" of two tensors.
EXTREMES = {"max", "min"}
# Where an operand meets another these change, and with them what a mask takes.
COMPARISONS = {"gt", "ge", "lt", "le", "greater", "greater_equal", "less", "less_equal"}
# Sums or maxima of absolute values, if they are of this order.
NORMS = {"norm": 2, "linalg_norm": 2, "linalg_vector_norm": 2, "linalg_matrix_norm": "fro"}
DISTANCES = {"cdist", "pairwise_distance"}
ORDERS = (1, inf, -inf)
# Of many values one, or some: no single unit has a sign there.
MANY = {"amax", "amin", "aminmax", "sort", "msort", "argsort", "topk", "kthvalue", "median", "nanmedian", "cummax"}
MANY |= {"cummin", "quantile", "nanquantile", "mode", "argmax", "argmin"}
# Losses of margins, which torch takes whole.
MANY |= {"multi_margin_loss", "multilabel_margin_loss", "multilabel_margin_loss_forward"}
# These reduce by "amax" or "amin", or by something else.
REDUCED = {"scatter_reduce", "index_reduce", "segment_reduce"}
# Jumps at many values of one operand.
STAIRS = {"round", "floor", "ceil", "trunc", "fix", "frac", "remainder", "fmod", "floor_divide", "bucketize"}


def cuts(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[Tensor]:
    """Expressions that change their signs where a function bends."""
    operand: Any = args[0] if args else kwargs.get("input")
    if name in AT_ZERO:
        yield operand
    elif name in ELSEWHERE:
        parameters, places = ELSEWHERE[name]
        yield from (_less(operand, at) for at in places(*(_argument(args, kwargs, *one) for one in parameters)))
    elif name == "piecewise_affine":
        # What stands in for a smooth function is counted as that is.
        yield from [operand] if _argument(args, kwargs, 5, "activation", "") else (_less(operand, at) for at in args[1])
    elif name in CLAMPS:
        names = ("max",) if name == "clamp_max" else ("min", "max")
        bounds = [_argument(args, kwargs, i, bound) for i, bound in enumerate(names, 1)]
        yield from (_less(operand, bound) for bound in bounds if bound is not None)
    elif name in PAIRS or (name in EXTREMES and is_pair(args, kwargs)):
        other = "target" if name == "l1_loss" else "values" if name == "heaviside" else "other"
        # Of a heaviside the second is what it is at zero.
        yield operand if name == "heaviside" else operand - _argument(args, kwargs, 1, other)
    elif name in NORMS and _order(name, args, kwargs) in ORDERS:
        yield _argument(args, kwargs, 0, "A", operand) if name == "linalg_matrix_norm" else operand
    elif name in DISTANCES and _order(name, args, kwargs) in ORDERS:
        one, other = _argument(args, kwargs, 0, "x1"), _argument(args, kwargs, 1, "x2")
        yield one.unsqueeze(-2) - other.unsqueeze(-3) if name == "cdist" else one - other + _small(args, kwargs)


def takes_some(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
    """Test whether a function takes one or some of many values, or jumps in many places."""
    if name in NORMS or name in DISTANCES:
        order = _order(name, args, kwargs)
        return order in ORDERS and (order != 1 or name == "linalg_matrix_norm")
    if name in REDUCED:
        return any(
            part in ("amax", "amin", "max", "min") for part in (*args, *kwargs.values()) if isinstance(part, str)
        )
    many = name in MANY or name in STAIRS or "max_pool" in name
    return many or (name in EXTREMES and not is_pair(args, kwargs))


def is_pair(args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
    """Test whether these are two tensors, of which "max" or "min" takes the larger or smaller."""
    return isinstance(_argument(args, kwargs, 1, "other"), Tensor)


def _order(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Order of a norm, or of a distance's."""
    if name in DISTANCES:
        return _argument(args, kwargs, 2, "p", 2)
    return _argument(args, kwargs, 1, "p" if name == "norm" else "ord", NORMS[name])


def _small(args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """What a pairwise distance adds to differences."""
    return _argument(args, kwargs, 3, "eps", 1e-6)


def _argument(args: Sequence[Any], kwargs: dict[str, Any], position: int, name: str, default: Any = None) -> Any:
    return args[position] if len(args) > position else kwargs.get(name, default)


def _less(operand: Tensor, bound: Any) -> Tensor:
    # The operand itself where it can be: nothing is computed, and nothing rounded.
    return operand if isinstance(bound, int | float) and bound == 0 else operand - bound
