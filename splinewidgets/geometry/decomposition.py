"""A graph that torch has exported, in operations of the tables, as far as torch or we know how.

torch knows most operations as some of others: `kron` is a product of views, a recurrent layer is its steps. Those that
the tables hold, and those that are refused by name, stay whole.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf, prod
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.export import ExportedProgram, default_decompositions
from torch.export.graph_signature import InputKind
from torch.fx import Node

from .in_place import without_writes
from .operations import KNOWN
from .refusals import REFUSED

aten = torch.ops.aten


def in_known_operations(program: ExportedProgram) -> ExportedProgram:
    """The program, perhaps the same object, with no write in place and no operation that is some others together."""
    if not any(map(_is_unknown, _dependent(program))):
        program = without_writes(program)  # now what was written depends on what writes to it
    if any(map(_is_unknown, _dependent(program))):
        with _without_traces_of_vmap():
            program = program.run_decompositions(_table())
    return program


@contextmanager
def _without_traces_of_vmap() -> Iterator[None]:
    """Leave torch's stack of transforms as it was: what fails inside a `torch.vmap` of the graph would stay in it."""
    depth: int = torch._C._functorch.get_dynamic_layer_stack_depth()
    try:
        yield
    finally:
        torch._C._functorch.pop_dynamic_layer_stack_and_undo_to_depth(depth)


def _dependent(program: ExportedProgram) -> list[Node]:
    """The calls whose results depend on the model's input."""
    given = {s.arg.name for s in program.graph_signature.input_specs if s.kind is InputKind.USER_INPUT}
    found: dict[Node, None] = {}
    for node in program.graph.nodes:
        if node.name in given or any(operand in found for operand in node.all_input_nodes):
            found[node] = None
    return [node for node in found if node.op == "call_function"]


def _is_unknown(node: Node) -> bool:
    target = node.target
    if isinstance(target, OpOverload):
        name = target.overloadpacket.__name__
        if target._schema.is_mutable:
            name = name.removesuffix("_")
        return target in OURS or name not in KNOWN | REFUSED
    return getattr(target, "__name__", "") not in KNOWN  # what torch.vmap leaves in the graph


@functools.cache
def _table() -> dict[Any, Callable[..., Any]]:
    """What stands for each operation that is to be taken apart."""
    names = {operation: operation.overloadpacket.__name__ for operation in default_decompositions()}
    table = {
        operation: decomposition
        for operation, decomposition in default_decompositions().items()
        if names[operation] not in KNOWN | REFUSED and not _is_checked(names[operation])
    }
    return {**table, **OURS}


def _is_checked(name: str) -> bool:
    """Whether an operation may consist of one that raises for some numbers: torch keeps these in a way of their own."""
    return name == "inverse" or (name.startswith("linalg_") and name not in UNCHECKED)


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


UNCHECKED = {f"linalg_{name}" for name in "cross matmul matrix_norm matrix_power multi_dot norm vander vecdot".split()}

# What torch keeps whole, or takes apart into operations that are not piecewise affine.
OURS: dict[Any, Callable[..., Any]] = {
    aten.linalg_vector_norm.default: _vector_norm,
    **dict.fromkeys([aten.norm.Scalar, aten.norm.ScalarOpt_dim, aten.norm.ScalarOpt_dtype], _old_norm),
    aten.norm.ScalarOpt_dim_dtype: _old_norm,
    aten.cdist.default: _cdist,
    aten.nanmean.default: _nan_mean,
    aten.pow.Tensor_Scalar: _power,
}
