"""Decomposition of torch's operations, as far as torch or we know how.

torch knows most operations as some of others: `kron` is a product of views, a recurrent layer is its steps. Those that
the tables hold, and those that are refused by name, stay whole.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from math import inf, prod
from typing import Any

import torch
from torch import Tensor

from ..refusals import REFUSED
from .operations import KNOWN
from .scattered_maxima import in_place, index_reduce, scatter_reduce
from .written_memory import plain_name

aten = torch.ops.aten


@functools.cache
def parts_of(function: Any) -> Callable[..., Any] | None:
    """Function that does the same by other operations, or returns NotImplemented; None for what stays whole."""
    if function in OURS:
        return OURS[function]
    if plain_name(function) in KNOWN | REFUSED:
        return None
    if function._can_decompose():
        decompose: Callable[..., Any] = function.decompose
        return decompose
    return _table().get(function)


@functools.cache
def _table() -> dict[Any, Callable[..., Any]]:
    from torch.export import default_decompositions  # which takes seconds to import

    return dict(default_decompositions().items())


def _norm(x: Tensor, order: Any, dims: Any, keepdim: bool) -> Any:
    """A norm of order 1 or plus or minus infinity; any norm of one number."""
    dims = list(range(x.dim())) if dims is None or dims == [] else [dims] if isinstance(dims, int) else dims
    size = x.abs()
    alone = prod(x.shape[dim] for dim in dims) == 1
    if order == 1 or (alone and order != 0):
        return size.sum(dims, keepdim)
    if order == inf:
        return size.amax(dims, keepdim)
    return size.amin(dims, keepdim) if order == -inf else NotImplemented


def _vector_norm(x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    return _norm(x, ord, dim, keepdim)


def _old_norm(x: Tensor, p: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    return _norm(x, 2 if p is None else p, dim, keepdim)


def _cdist(one: Tensor, other: Tensor, p: float = 2, compute_mode: Any = None) -> Any:
    return _norm(one.unsqueeze(-2) - other.unsqueeze(-3), p, -1, False)


def _nan_mean(x: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    return x.mean(list(range(x.dim())) if dim is None else dim, keepdim)


def _power(x: Tensor, exponent: Any) -> Any:
    return x.clone() if exponent == 1 else NotImplemented


def _conjugate(x: Tensor) -> Tensor:
    return torch.view_as_complex(torch.stack([x.real, -x.imag], -1)) if x.is_complex() else x


# What a transform of half a spectrum and its inverse are normalized by, in terms of that of a real signal.
_OTHER_SIDE = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


def _hfft(x: Tensor, n: Any = None, dim: int = -1, norm: Any = None) -> Tensor:
    return torch.fft.irfft(_conjugate(x), n, dim, _OTHER_SIDE[norm])


def _ihfft(x: Tensor, n: Any = None, dim: int = -1, norm: Any = None) -> Tensor:
    return _conjugate(torch.fft.rfft(x, n, dim, _OTHER_SIDE[norm]))


# What torch keeps whole, or takes apart into operations that are not piecewise affine.
OURS: dict[Any, Callable[..., Any]] = {
    aten.linalg_vector_norm.default: _vector_norm,
    **dict.fromkeys([aten.norm.Scalar, aten.norm.ScalarOpt_dim, aten.norm.ScalarOpt_dtype], _old_norm),
    aten.norm.ScalarOpt_dim_dtype: _old_norm,
    aten.cdist.default: _cdist,
    aten.nanmean.default: _nan_mean,
    aten.pow.Tensor_Scalar: _power,
    # torch marks a conjugate as such and forgets it below autograd, where operations are followed.
    aten._conj.default: _conjugate,
    aten.fft_hfft.default: _hfft,
    aten.fft_ihfft.default: _ihfft,
    aten.scatter_reduce.two: scatter_reduce,
    aten.scatter_reduce_.two: in_place(scatter_reduce),
    aten.index_reduce.default: index_reduce,
    aten.index_reduce_.default: in_place(index_reduce),
}
