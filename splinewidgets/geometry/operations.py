"""The table of operations: which are affine, which are knots, and what to do about the rest.

Names are those of ATen, without the overload. To support one more operation, add its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from . import windows
from .convolution import conv2d
from .piecewise_affine import jumps, piecewise_affine
from .windows import FindWindows

aten = torch.ops.aten


class UnsupportedOperation(NotImplementedError):
    """The model has an operation that is not piecewise affine, or that the table does not hold."""


@dataclass(frozen=True)
class Affine:
    """An operation that is affine in the operands that depend on the input.

    Parameters
    ----------
    function
        Called instead of the ATen overload: the same thing through a shorter way.
    factors
        Positions of the operands that are multiplied: at most one of them may depend on the input.
    fixed
        Positions of the operands that must not depend on the input.
    reshapes
        The result has the operand's entries in the same row-major order.
    shares
        The result may share memory with its operand.
    training
        Position of a flag that must be False, or None.
    """

    function: Callable[..., Any] | None = None
    factors: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()
    reshapes: bool = False
    shares: bool = False
    training: int | None = None


@dataclass(frozen=True)
class Knot:
    """An operation that is affine on either side of the zero sets of `cuts`, or while the same entry is the largest.

    Parameters
    ----------
    function
        The operation.
    in_place
        The operation on its first operand's own memory, or None.
    cuts
        Maps the operands to the tensors whose zero sets separate the affine pieces; None: the first operand itself.
    fixed
        Positions of the operands that must not depend on the input.
    windows
        Instead of cuts: where the windows lie in whose largest entry the operation takes.
    holds
        Whether the operation is continuous and piecewise affine with these operands; None: with all.
    jumps
        By how much the slope of the result grows where each of the cuts becomes positive, relative to the cut's slope;
        None where that cannot be said. Not needed without cuts.
    """

    function: Callable[..., Tensor]
    in_place: Callable[..., Tensor] | None = None
    cuts: Callable[..., list[Tensor]] | None = None
    fixed: tuple[int, ...] = ()
    windows: FindWindows | None = None
    holds: Callable[..., bool] | None = None
    jumps: Callable[..., Sequence[float] | None] | None = None


def _values(function: Callable[..., Any]) -> Callable[..., Tensor]:
    """The function without the indices that it returns second."""
    return lambda *args: function(*args)[0]


def _bounds(x: Tensor, low: Any = None, high: Any = None) -> list[Tensor]:
    return [x - bound for bound in (low, high) if bound is not None]


def _clamp_jumps(x: Any, low: Any = None, high: Any = None) -> Sequence[float] | None:
    known = all(bound is None or isinstance(bound, int | float) for bound in (low, high))
    if not known or (low is not None and high is not None and low > high):
        return None
    return [jump for bound, jump in ((low, 1.0), (high, -1.0)) if bound is not None]


def _batch_norm(
    x: Tensor, weight: Any, bias: Any, mean: Tensor, variance: Tensor, momentum: float, epsilon: float
) -> tuple[Tensor]:
    return (torch.batch_norm(x, weight, bias, mean, variance, False, momentum, epsilon, False),)


def _written(over: Tensor, values: Tensor, non_blocking: bool = False) -> Tensor:
    """The values in the shape of what they are written over: `copy`, which torch does not differentiate."""
    return values.expand_as(over).clone()


def _rows(names: Iterable[str], **row: Any) -> dict[str, Affine]:
    return {name: Affine(**row) for name in names}


AFFINE: dict[str, Affine] = {
    # Sums, signs and the like: affine in all operands together.
    "add": Affine(torch.add),
    "sub": Affine(torch.sub),
    "cat": Affine(torch.cat),
    "stack": Affine(torch.stack),
    **_rows("rsub neg negative concat concatenate hstack mean sum cumsum diff".split()),
    **_rows("avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d".split()),
    **_rows("pad flip roll tile repeat rot90 tril triu select_scatter slice_scatter fill".split()),
    "copy": Affine(_written),
    **_rows("upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d".split()),
    **_rows("_upsample_nearest_exact2d _upsample_nearest_exact3d upsample_linear1d upsample_bilinear2d".split()),
    **_rows("upsample_trilinear3d upsample_bicubic2d _upsample_bilinear2d_aa _upsample_bicubic2d_aa".split()),
    **_rows("pixel_shuffle pixel_unshuffle channel_shuffle im2col col2im".split()),
    # Products: affine when one factor alone depends on the input.
    "linear": Affine(F.linear, factors=(0, 1)),
    "mul": Affine(torch.mul, factors=(0, 1)),
    "conv1d": Affine(torch.conv1d, factors=(0, 1)),
    "conv2d": Affine(conv2d, factors=(0, 1)),
    "conv3d": Affine(torch.conv3d, factors=(0, 1)),
    "matmul": Affine(torch.matmul, factors=(0, 1)),
    **_rows("mm bmm multiply tensordot conv_transpose1d conv_transpose2d conv_transpose3d".split(), factors=(0, 1)),
    "convolution": Affine(factors=(0, 1)),
    **_rows("addmm baddbmm addcmul".split(), factors=(1, 2)),
    "einsum": Affine(factors=(1,), shares=True),
    # Affine in the first operand, the others being constants.
    "div": Affine(torch.div, fixed=(1,)),
    **_rows("divide true_divide index index_select gather masked_fill".split(), fixed=(1, 2)),
    "where": Affine(fixed=(0,)),
    "lerp": Affine(fixed=(2,)),
    "batch_norm": Affine(torch.batch_norm, fixed=(1, 2, 3, 4), training=5),
    "native_batch_norm": Affine(fixed=(1, 2, 3, 4), training=5),
    "instance_norm": Affine(torch.instance_norm, fixed=(1, 2, 3, 4), training=5),
    "_native_batch_norm_legit_no_training": Affine(_batch_norm, fixed=(1, 2, 3, 4)),
    # The same entries under another shape.
    "reshape": Affine(torch.reshape, reshapes=True, shares=True),
    # Some of the entries, or in another order.
    "permute": Affine(torch.permute, shares=True),
    "transpose": Affine(torch.transpose, shares=True),
    **_rows("t numpy_T mT swapaxes swapdims movedim moveaxis select slice narrow".split(), shares=True),
    **_rows("diagonal expand expand_as broadcast_to split split_with_sizes chunk".split(), shares=True),
    **_rows("tensor_split unbind getitem unfold".split(), shares=True),
}

# Operations that hand their operand on. Casts between floating types are among them: the network has one dtype.
# The number is the position of a flag that makes the operation random.
IDENTITIES: dict[str, int | None] = {
    **dict.fromkeys("alias detach lift_fresh lift_fresh_copy contiguous clone to _to_copy type_as positive".split()),
    **dict.fromkeys("dropout feature_dropout alpha_dropout feature_alpha_dropout".split(), 2),
}

# Operations that are `reshape` to the shape of their result.
RESHAPES = frozenset("view _unsafe_view reshape flatten unflatten squeeze unsqueeze view_as reshape_as".split())

# Tensors filled with one value, whatever the input: the position of that value, or the value itself.
FILLED: dict[str, int | float] = {
    **dict.fromkeys("zeros zeros_like new_zeros".split(), 0.0),
    **dict.fromkeys("ones ones_like new_ones".split(), 1.0),
    **{"full": 1, "full_like": 1, "new_full": 2},
}

KNOTS: dict[str, Knot] = {
    "relu": Knot(torch.relu, torch.relu_),
    "leaky_relu": Knot(F.leaky_relu, F.leaky_relu_),
    "prelu": Knot(torch.prelu, fixed=(1,)),
    "abs": Knot(torch.abs, torch.abs_),
    "relu6": Knot(F.relu6, aten.relu6_.default, lambda x: [x, x - 6], jumps=lambda x: [1.0, -1.0]),
    "hardtanh": Knot(
        F.hardtanh, F.hardtanh_, lambda x, low=-1.0, high=1.0: [x - low, x - high], jumps=lambda x, *_: [1.0, -1.0]
    ),
    "clamp": Knot(torch.clamp, torch.clamp_, _bounds, fixed=(1, 2), jumps=_clamp_jumps),
    "clamp_min": Knot(torch.clamp_min, torch.clamp_min_, lambda x, low: [x - low], fixed=(1,), jumps=lambda *_: [1.0]),
    "clamp_max": Knot(
        torch.clamp_max, torch.clamp_max_, lambda x, high: [x - high], fixed=(1,), jumps=lambda *_: [-1.0]
    ),
    "hardsigmoid": Knot(
        F.hardsigmoid, aten.hardsigmoid_.default, lambda x: [x + 3, x - 3], jumps=lambda x: [1 / 6, -1 / 6]
    ),
    "softshrink": Knot(F.softshrink, cuts=lambda x, width=0.5: [x + width, x - width], jumps=lambda *_: [-1.0, 1.0]),
    "threshold": Knot(
        F.threshold,
        aten.threshold_.default,
        lambda x, at, below: [x - at],
        fixed=(1, 2),
        holds=lambda x, at, below: at == below,
        jumps=lambda *_: [1.0],
    ),
    "rrelu": Knot(F.rrelu, F.rrelu_, holds=lambda x, lower=0, upper=0, training=False, generator=None: not training),
    "maximum": Knot(torch.maximum, cuts=lambda a, b: [b - a], jumps=lambda a, b: [1.0]),
    "minimum": Knot(torch.minimum, cuts=lambda a, b: [b - a], jumps=lambda a, b: [-1.0]),
    "piecewise_affine": Knot(
        piecewise_affine, cuts=lambda x, knots, *_: [x - knot for knot in knots], jumps=lambda x, *about: jumps(*about)
    ),
    # Of many entries: max(a, b, c, ...).
    "max_pool1d": Knot(torch.max_pool1d, windows=windows.pooled),
    "max_pool2d": Knot(torch.max_pool2d, windows=windows.pooled),
    "max_pool3d": Knot(torch.max_pool3d, windows=windows.pooled),
    "adaptive_max_pool1d": Knot(_values(torch.adaptive_max_pool1d), windows=windows.adaptive),
    "adaptive_max_pool2d": Knot(_values(aten.adaptive_max_pool2d), windows=windows.adaptive),
    "adaptive_max_pool3d": Knot(_values(aten.adaptive_max_pool3d), windows=windows.adaptive),
    "amax": Knot(torch.amax, windows=windows.largest),
    "amin": Knot(torch.amin, windows=windows.smallest),
    "max": Knot(_values(torch.max), windows=windows.largest),
    "min": Knot(_values(torch.min), windows=windows.smallest),
}
_SYNONYMS = {
    "absolute": "abs",
    "clip": "clamp",
    "fmax": "maximum",
    "fmin": "minimum",
    **{f"max_pool{n}d_with_indices": f"max_pool{n}d" for n in (1, 2, 3)},
}
KNOTS.update({name: KNOTS[original] for name, original in _SYNONYMS.items()})

# Knots that return their values and then the indices of these. Only the values are piecewise affine.
WITH_INDICES = frozenset(name for name in KNOTS if name.endswith("_with_indices") or name.startswith("adaptive_max"))
WITH_INDICES |= {"max", "min"}

# At the end of a network these change neither the tiles nor the largest class: they are dropped there.
TERMINAL = frozenset({"softmax", "_softmax", "log_softmax", "_log_softmax", "sigmoid", "log_sigmoid"})

_TRAINING = "Call model.eval() first; batch normalization must keep running statistics."
_STATISTICS = "It divides by a statistic of the input. Use batch normalization and model.eval() instead."
_UNBOUNDED = "Use a piecewise-affine function instead."
_SMOOTH = "Wrap the model in linearize(model), which states its error, or use nn.ReLU, nn.LeakyReLU or nn.Hardtanh."
_COMPARISON = "Write the choice with torch.relu, clamp, maximum or minimum, which are continuous."
_JUMPS = "It is not continuous. Use nn.Softshrink, nn.ReLU or a clamp instead."
_CHOICE = "It returns positions, not values. Use the values alone, or return the scores and choose among them outside."
_SORTING = "Use amax, amin, max or min along an axis, or max-pooling, which take one entry of many."
_REWRITE = "Rewrite it with affine operations and relu, leaky_relu, prelu, abs, clamp, maximum, minimum or amax."
_REMEDIES = {
    _TRAINING: "batch_norm dropout native_dropout feature_dropout alpha_dropout feature_alpha_dropout bernoulli rand "
    "rand_like randn randn_like rrelu _native_batch_norm_legit _native_batch_norm_legit_functional "
    "native_batch_norm _batch_norm_with_update",
    _STATISTICS: "layer_norm native_layer_norm group_norm native_group_norm instance_norm rms_norm _fused_rms_norm "
    "softmax log_softmax _softmax _log_softmax scaled_dot_product_attention var std var_mean linalg_vector_norm",
    _SMOOTH: "gelu silu mish softplus tanh sigmoid log_sigmoid elu selu celu hardswish softsign",
    _UNBOUNDED: "erf exp sin cos tanhshrink glu pow square sqrt rsqrt reciprocal log expm1 log1p",
    _COMPARISON: "gt ge lt le eq ne where sign heaviside masked_fill round floor ceil",
    _JUMPS: "threshold hardshrink",
    _CHOICE: "argmax argmin argsort",
    _SORTING: "topk sort kthvalue median nanmedian mode cummax cummin aminmax fractional_max_pool2d "
    "fractional_max_pool3d max_unpool2d max_unpool3d",
}
_REMEDY_OF = {name: remedy for remedy, names in _REMEDIES.items() for name in names.split()}


def refusal(name: str, place: str) -> UnsupportedOperation:
    """The error for an operation that is not in the table."""
    remedy = _REMEDY_OF.get(name, _REWRITE)
    what = "depends on chance or on the other inputs of the batch" if remedy is _TRAINING else "is not piecewise affine"
    return UnsupportedOperation(
        f"'aten.{name}' {place} {what}. A tessellation needs a piecewise-affine model. {remedy}"
    )


def batch_refusal(what: str, place: str) -> UnsupportedOperation:
    """The error for an operation whose result has no row for each input."""
    return UnsupportedOperation(
        f"The {what} {place} combines the inputs of a batch. A tessellation needs a model that treats each on its own, "
        "with the batch along the first axis. Keep the first axis out of sums, means and reshapes."
    )


def product_refusal(name: str, place: str) -> UnsupportedOperation:
    """The error for a product of two values that both depend on the input."""
    return UnsupportedOperation(
        f"'aten.{name}' {place} combines two values that both depend on the input. It is affine only when the other "
        "operands are constants. Replace one of them by a constant or a parameter."
    )
