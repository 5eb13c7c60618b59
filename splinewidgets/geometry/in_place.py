"""Writes in place as values of their own, in a graph that torch has exported.

torch does this for every graph (`run_decompositions`), but it traces the whole graph anew, which takes longer than the
export itself. Where nobody else looks at the memory that is written, as with `nn.ReLU(inplace=True)` and `y += x` in
residual networks, it is enough that whoever reads later reads the result.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind
from torch.fx import Node

from .function_calls import tensors_in
from .operations import AFFINE, KNOTS


def without_writes(program: ExportedProgram) -> ExportedProgram:
    """The program, perhaps the same object, with no operation that writes to its operands."""
    nodes = {node: position for position, node in enumerate(program.graph.nodes)}
    writes = [node for node in nodes if getattr(getattr(node.target, "_schema", None), "is_mutable", False)]
    if not writes:
        return program
    if not _unshared(program, writes, nodes):
        # An empty table keeps every operation whole.
        return program.run_decompositions({})
    for write in writes:
        operand, target = write.args[0], _returning(write)
        assert isinstance(operand, Node) and target is not None
        for user in list(operand.users):
            if nodes[user] > nodes[write]:
                user.replace_input_with(operand, write)
        write.target = target
    return program


def _returning(write: Node) -> OpOverload | None:
    """The operation that returns what this one writes to its first operand, where the tables hold it."""
    target = write.target
    if not isinstance(target, OpOverload) or target.namespace != "aten":
        return None
    name = target.overloadpacket.__name__
    plain = name.removesuffix("_")
    if plain == name or not (plain in KNOTS or plain in AFFINE):
        return None
    found: OpOverload | None = getattr(getattr(torch.ops.aten, plain, None), target._overloadname, None)
    return found


def _unshared(program: ExportedProgram, writes: list[Node], nodes: dict[Node, int]) -> bool:
    """Whether each write can become a value: who reads the memory later reads it as this very tensor.

    Two nodes share memory where the tensors that torch computed shapes with do.
    """
    kept = {s.arg.name for s in program.graph_signature.input_specs if s.kind is not InputKind.USER_INPUT}
    holders: dict[int, list[Node]] = {}
    for node in nodes:
        for tensor in tensors_in(node.meta.get("val")):
            if tensor.layout is not torch.strided:
                continue  # nothing can be written to it
            holders.setdefault(tensor.untyped_storage()._cdata, []).append(node)
    for write in writes:
        operand, after = write.args[0] if write.args else None, write.meta.get("val")
        before = operand.meta.get("val") if isinstance(operand, Node) else None
        if _returning(write) is None or not isinstance(before, Tensor) or not isinstance(after, Tensor):
            return False
        memory = before.untyped_storage()._cdata
        operands = [t for node in write.all_input_nodes for t in tensors_in(node.meta.get("val"))]
        if memory != after.untyped_storage()._cdata or any(t.dtype != before.dtype for t in operands):
            return False  # what torch says of memory is not to be relied on; or the result would have another dtype
        for other in holders[memory]:
            if other.name in kept:
                return False
            later = any(nodes[user] > nodes[write] for user in other.users)
            if nodes[other] < nodes[write] and other is not operand and later:
                return False
    return True
