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

from ..smooth.piecewise_affine import jumps, piecewise_affine
from . import windows
from .convolution import conv2d
from .windows import FindWindows
from .writes import cropped, placed, put, scattered, written

aten = torch.ops.aten


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
    holds
        Whether the operation is affine with these arguments; None: with all.
    """

    function: Callable[..., Any] | None = None
    factors: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()
    reshapes: bool = False
    shares: bool = False
    holds: Callable[..., bool] | None = None


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
    return lambda *args, **kwargs: function(*args, **kwargs)[0]


def _bounds(x: Tensor, low: Any = None, high: Any = None) -> list[Tensor]:
    return [x - bound for bound in (low, high) if bound is not None]


def _clamp_jumps(x: Any, low: Any = None, high: Any = None) -> Sequence[float] | None:
    known = all(bound is None or isinstance(bound, int | float) for bound in (low, high))
    if not known or (low is not None and high is not None and low > high):
        return None
    return [jump for bound, jump in ((low, 1.0), (high, -1.0)) if bound is not None]


def _hardsigmoid(x: Tensor) -> Tensor:
    """The derivative of torch's has a sixth in float32."""
    return F.relu6(x + 3) / 6


def _is_kept(*args: Any) -> bool:
    """Test whether a normalization uses its running statistics."""
    return not args[5]


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
    **_rows("pad flip roll tile repeat rot90 tril triu".split()),
    **_rows("upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d".split()),
    **_rows("_upsample_nearest_exact2d _upsample_nearest_exact3d upsample_linear1d upsample_bilinear2d".split()),
    **_rows("upsample_trilinear3d upsample_bicubic2d _upsample_bilinear2d_aa _upsample_bicubic2d_aa".split()),
    **_rows("pixel_shuffle pixel_unshuffle channel_shuffle im2col col2im".split()),
    "fill": Affine(written),
    "slice_scatter": Affine(placed(aten.slice.Tensor)),
    "select_scatter": Affine(placed(torch.select)),
    "diagonal_scatter": Affine(placed(torch.diagonal)),
    # Products: affine when one factor alone depends on the input.
    "linear": Affine(F.linear, factors=(0, 1)),
    "mul": Affine(torch.mul, factors=(0, 1)),
    "conv1d": Affine(torch.conv1d, factors=(0, 1)),
    "conv2d": Affine(conv2d, factors=(0, 1)),
    "conv3d": Affine(torch.conv3d, factors=(0, 1)),
    "matmul": Affine(torch.matmul, factors=(0, 1)),
    **_rows(
        "mm bmm _sparse_mm multiply tensordot conv_transpose1d conv_transpose2d conv_transpose3d".split(),
        factors=(0, 1),
    ),
    "convolution": Affine(factors=(0, 1)),
    **_rows("addmm addmv baddbmm addcmul".split(), factors=(1, 2)),
    # Fourier transforms: linear, too, as functions of real and imaginary parts.
    **_rows(f"fft_{inverse}{kind}fft{axes}" for inverse in ("", "i") for kind in ("", "r") for axes in ("", "2", "n")),
    **_rows("fft_hfft2 fft_hfftn fft_ihfft2 fft_ihfftn".split()),
    **_rows("view_as_real view_as_complex real".split(), shares=True),
    "imag": Affine(lambda x: torch.imag(x).resolve_neg(), shares=True),
    "einsum": Affine(factors=(1,), shares=True),
    # Affine in the first operand, the others being constants.
    **_rows(["div", "divide"], function=torch.div, fixed=(1,), holds=lambda *_, rounding_mode=None: not rounding_mode),
    **_rows("true_divide index index_select gather masked_fill grid_sampler".split(), fixed=(1, 2)),
    **_rows("linalg_solve linalg_solve_triangular linalg_lu_solve".split(), fixed=(0,)),
    **_rows(["cholesky_solve", "lu_solve"], fixed=(1, 2)),
    # Writes to places that are constants.
    "index_put": Affine(put, fixed=(1,)),
    "scatter_add": Affine(cropped(torch.scatter_add), fixed=(2,)),
    "scatter": Affine(scattered, fixed=(2,), holds=lambda *_, reduce="add": reduce == "add"),
    "scatter_reduce": Affine(
        cropped(torch.scatter_reduce), fixed=(2,), holds=lambda *args, **_: args[4] in ("sum", "mean")
    ),
    "where": Affine(fixed=(0,)),
    "lerp": Affine(fixed=(2,)),
    "batch_norm": Affine(torch.batch_norm, fixed=(1, 2, 3, 4), holds=_is_kept),
    "native_batch_norm": Affine(fixed=(1, 2, 3, 4), holds=_is_kept),
    "instance_norm": Affine(torch.instance_norm, fixed=(1, 2, 3, 4), holds=_is_kept),
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
    **dict.fromkeys(
        "alias detach lift_fresh lift_fresh_copy contiguous clone to _to_copy type_as positive nan_to_num".split()
    ),
    **dict.fromkeys("dropout feature_dropout alpha_dropout feature_alpha_dropout".split(), 2),
}

# Operations that are `reshape` to the shape of their result.
RESHAPES = frozenset("view _unsafe_view reshape flatten ravel unflatten squeeze unsqueeze view_as reshape_as".split())

# Tensors filled with one value, whatever the input: the position of that value, or the value itself. What nobody has
# written yet may as well be zero, and what is computed from finite numbers is finite.
FILLED: dict[str, int | float] = {
    **dict.fromkeys("zeros zeros_like new_zeros empty empty_like new_empty".split(), 0.0),
    **dict.fromkeys("isnan isinf isposinf isneginf".split(), 0.0),
    **dict.fromkeys("ones ones_like new_ones isfinite".split(), 1.0),
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
        _hardsigmoid, aten.hardsigmoid_.default, lambda x: [x + 3, x - 3], jumps=lambda x: [1 / 6, -1 / 6]
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
    "cummax": Knot(_values(torch.cummax), windows=windows.largest_so_far),
    "cummin": Knot(_values(torch.cummin), windows=windows.smallest_so_far),
    # Of a rank among many.
    "sort": Knot(_values(torch.sort), windows=windows.sorted_along),
    "topk": Knot(
        _values(torch.topk), windows=windows.largest_few, holds=lambda *args, sorted=True: sorted and all(args[4:])
    ),
    "kthvalue": Knot(_values(torch.kthvalue), windows=windows.kth_smallest),
    "median": Knot(_values(torch.median), windows=windows.middle),
    "nanmedian": Knot(_values(torch.nanmedian), windows=windows.middle),
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
WITH_INDICES |= {"max", "min", "cummax", "cummin", "sort", "topk", "kthvalue", "median", "nanmedian"}

# At the end of a network these change neither the tiles nor the largest class: they are dropped there.
TERMINAL = frozenset({"softmax", "_softmax", "log_softmax", "_log_softmax", "sigmoid", "log_sigmoid"})

# Functions that jump where a value is zero, from their operands.
STEPS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys("gt ge lt le".split(), lambda a, b: a - b),
    **dict.fromkeys("sign sgn heaviside signbit".split(), lambda a, *_: a),
}

# What is done with masks beside arithmetics.
MASKS = frozenset(
    "logical_and logical_or logical_not logical_xor bitwise_and bitwise_or bitwise_not bitwise_xor".split()
)

# All that a graph may hold.
KNOWN = {*AFFINE, *IDENTITIES, *RESHAPES, *FILLED, *KNOTS, *TERMINAL, *STEPS, *MASKS, "getitem"}
