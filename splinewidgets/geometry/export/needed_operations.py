"""Operations of an exported graph that its output needs, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..operations.operations import AFFINE, TERMINAL
from .graph import ExportedModel, Operation


def needed_operations(exported: ExportedModel) -> Iterator[Operation]:
    """The operations that the output needs, parts of a tuple right after the tuple."""
    needed: set[Operation] = set()
    pending = [exported.output]
    while pending:
        value = pending.pop()
        if isinstance(value, Operation) and value not in needed:
            needed.add(value)
            pending += [value.args, value.kwargs]
        elif isinstance(value, tuple):
            pending += value
        elif isinstance(value, dict):
            pending += value.values()
    parts: dict[Operation, list[Operation]] = {}
    for operation in exported.operations:
        if operation in needed and operation.name == "getitem":
            parts.setdefault(operation.args[0], []).append(operation)
    for operation in exported.operations:
        if operation in needed and operation.name != "getitem":
            yield operation
            yield from parts.get(operation, [])


def terminal_operation(output: Any) -> Operation | None:
    """The softmax, log_softmax or sigmoid that the output is, perhaps in another shape."""
    while isinstance(output, Operation) and output.name in AFFINE and AFFINE[output.name].reshapes:
        output = output.args[0]
    return output if isinstance(output, Operation) and output.computes in TERMINAL else None
