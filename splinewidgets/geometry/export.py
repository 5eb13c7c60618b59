"""A model as a list of ATen operations, exported by torch at two batch sizes.

Whatever differs between the two exports depends on the batch size, and whatever is proportional to it can be recomputed
for any size. This needs no symbolic shapes, so it also takes models that call `len(x)`, which fix the size in a
symbolic export.
"""

from __future__ import annotations

import copy
import logging
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind
from torch.fx import Node

from .approximation import Approximation
from .batch_axis import SIZES, Shapes
from .decomposition import in_known_operations
from .exporting import exporting
from .function_calls import tensors_in
from .model_output import find_output
from .operations import FILLED, IDENTITIES, KNOTS, RESHAPES, WITH_INDICES, UnsupportedOperation
from .piecewise_affine import approximation_of
from .progress import READING, Progress


@dataclass(frozen=True)
class Size:
    """An integer of the graph that is `multiple` times the batch size."""

    multiple: int


@dataclass(frozen=True, eq=False)
class Source:
    """The model's input (name "") or one of its parameters, buffers or constants; `fixed` if that is in its code."""

    name: str
    shapes: Shapes
    fixed: bool = False


@dataclass(frozen=True, eq=False)
class Operation:
    """One call of the graph. Arguments hold other operations, sources, sizes and plain values, possibly in lists."""

    name: str
    target: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    shapes: Shapes | None
    module: str
    place: str

    @property
    def approximation(self) -> Approximation | None:
        """What the call stands in for, if it does."""
        return approximation_of(self.args) if self.name == "piecewise_affine" else None

    @property
    def computes(self) -> str:
        """The operation's name, or that of the activation that it stands in for."""
        return self.name if self.approximation is None else self.approximation.activation


# These overloads are another operation than the others of their name.
ELEMENTWISE = {"aten.max.other": "maximum", "aten.min.other": "minimum"}

# What an argument of the graph stands for, besides plain values.
Value = Any


@dataclass(frozen=True)
class ExportedModel:
    """The graph and the tensors it refers to by name.

    `leaf` is the position of the output among all that the model returns, nested ones in order.
    """

    input: Source
    operations: list[Operation]
    output: Value
    tensors: dict[str, Tensor] = field(repr=False)
    leaf: int = 0


class InputRefused(ValueError):
    """The model itself fails on the example."""


def export(
    model: nn.Module, example: Tensor, output: str | int | None = None, progress: Progress | None = None
) -> ExportedModel:
    """Export a model that takes a batch of inputs like `example`; `output` picks one of several that it returns.

    Only one thread exports at a time; others wait.

    Raises
    ------
    InputRefused
        If the model fails on the example.
    ValueError
        If it does not return one tensor under that name or at that position.
    UnsupportedOperation
        If torch cannot export it, or the batch size enters it otherwise than as the length of a batch.
    """
    programs = []
    for number, size in enumerate(SIZES, 1):
        if progress is not None:
            progress(0.0, f"{READING}: export {number} of {len(SIZES)}")
        programs.append(_export(model, torch.stack([example] * size)))
    graphs = [list(program.graph.nodes) for program in programs]
    targets = [[(node.op, node.name, str(node.target)) for node in graph] for graph in graphs]
    if targets[0] != targets[1]:
        raise UnsupportedOperation(
            f"{type(model).__name__} does something else for {SIZES[0]} inputs than for {SIZES[1]}. "
            "A tessellation needs one function of one input. Make the model's forward independent of the batch size."
        )
    inputs = {spec.arg.name: spec for spec in programs[0].graph_signature.input_specs}
    known: dict[Node, Value] = {}
    operations: dict[Operation, None] = {}
    given, tensors = Source("", ((), ())), {}
    for first, second in zip(*graphs, strict=True):
        if first.op == "placeholder":
            spec = inputs[first.name]
            name = "" if spec.kind is InputKind.USER_INPUT else str(spec.target)
            if name:
                tensors[name] = _tensor(programs[0], name)
            shapes = tuple(first.meta["val"].shape), tuple(second.meta["val"].shape)
            known[first] = source = Source(name, shapes, spec.kind is InputKind.CONSTANT_TENSOR)
            given = given if name else source
        elif first.op == "call_function":
            known[first] = value = _operation(first, second, known, model)
            if isinstance(value, Operation):
                operations[value] = None  # a copy is the operation that it copies, and listed already
        elif first.op == "output":
            leaf, position = find_output(programs[0], output, type(model).__name__)
            return ExportedModel(given, list(operations), known[first.args[0][position]], tensors, leaf)
        else:
            raise UnsupportedOperation(
                f"{type(model).__name__} contains control flow ('{first.target}' {_place(first, model)[1]}). A "
                "tessellation needs one sequence of operations. Write the choice with torch.relu, clamp, maximum or "
                "minimum."
            )
    raise AssertionError("the graph has no output")


def _export(model: nn.Module, batch: Tensor) -> ExportedProgram:
    with exporting(), torch.no_grad(), warnings.catch_warnings(), _quiet():
        warnings.simplefilter("ignore")
        try:
            return in_known_operations(torch.export.export(model, (batch,), strict=False))
        except Exception as error:
            raise _export_error(model, batch, error) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps torch from logging a traceback of what is raised as an error of ours."""
    log = logging.getLogger("torch._subclasses.fake_tensor")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _export_error(model: nn.Module, batch: Tensor, error: Exception) -> Exception:
    """Whether it is the model that fails on the example, or only its export."""
    try:
        copy.deepcopy(model)(batch)
    except Exception as own:
        return InputRefused(
            f"{type(model).__name__} fails on a batch of shape {tuple(batch.shape)}: {str(own).rstrip('.')}. "
            "It must take batches of any size, of inputs like the example. "
            "Pass one input without batch dimension, of a shape that the model accepts."
        )
    return UnsupportedOperation(
        f"torch.export cannot follow {type(model).__name__}{_where(model, error)}: "
        f"{str(error).strip().splitlines()[0].rstrip('.')}. "
        "A tessellation needs a forward whose operations do not depend on the input's values. "
        "Rewrite that part; choices can be written with torch.relu, clamp, maximum or minimum."
    )


def _where(model: nn.Module, error: BaseException | None) -> str:
    """The innermost of the model's own lines that an error passed through."""
    names = {id(module): name for name, module in model.named_modules()}
    place = ""
    while error is not None and not place:
        for frame, line in traceback.walk_tb(error.__traceback__):
            module = names.get(id(frame.f_locals.get("self")))
            if module is not None and frame.f_code.co_name == "forward":
                place = f" at {module}" if module else " in its forward"
                place += f" ({Path(frame.f_code.co_filename).name}, line {line})"
        error = error.__cause__ or error.__context__
    return place


def _operation(first: Node, second: Node, known: dict[Node, Value], model: nn.Module) -> Value:
    """The call in the simplest words.

    A tensor of one value becomes `full`, another shape `reshape`, a copy or a cast what it copies. An operation that
    returns values and their indices stands for its values, and the indices become `argmax`.
    """
    name = getattr(first.target, "overloadpacket", first.target).__name__  # type: ignore[union-attr]
    module, place = _place(first, model)
    result, other = first.meta.get("val"), second.meta.get("val")
    shapes = None
    if str(first.target) in ELEMENTWISE:
        name = ELEMENTWISE[str(first.target)]
    elif name in KNOTS and any(tensor.is_complex() for tensor in _operands(first)):
        name += " of complex numbers"
    elif name in WITH_INDICES and isinstance(result, tuple | list):
        result, other = result[0], other[0]  # type: ignore[index]
    elif name == "getitem":
        operand = known[first.all_input_nodes[0]]
        if isinstance(operand, Operation) and operand.name in WITH_INDICES:
            indices = Operation("argmax", first.target, (operand, 1), {}, None, operand.module, operand.place)
            return operand if first.args[1] == 0 else indices
    if isinstance(result, Tensor) and isinstance(other, Tensor):
        shapes = tuple(result.shape), tuple(other.shape)
    if name in FILLED and isinstance(result, Tensor) and shapes is not None:
        filled = FILLED[name]
        value = filled if isinstance(filled, float) else first.args[filled]
        kwargs = {"dtype": result.dtype, "device": result.device}
        return Operation("full", torch.full, (_pair(*shapes, known, place), value), kwargs, shapes, module, place)
    if name in RESHAPES and shapes is not None:
        operand = known[first.all_input_nodes[0]]
        return Operation("reshape", torch.reshape, (operand, _pair(*shapes, known, place)), {}, shapes, module, place)
    args = _pair(first.args, second.args, known, place)
    kwargs = _pair(first.kwargs, second.kwargs, known, place)
    if name in IDENTITIES and _is_floating(first) and _is_floating(first.args[0]):
        flag = IDENTITIES[name]
        if flag is None or not args[flag] or args[1] == 0:
            return args[0]
    return Operation(name, first.target, args, kwargs, shapes, module, place)


def _operands(node: Node) -> Iterator[Tensor]:
    return tensors_in([operand.meta.get("val") for operand in node.all_input_nodes])


def _is_floating(node: Any) -> bool:
    value = node.meta.get("val") if isinstance(node, Node) else None
    return isinstance(value, Tensor) and value.is_floating_point()


def _tensor(program: ExportedProgram, name: str) -> Tensor:
    tensor: Tensor = program.state_dict[name] if name in program.state_dict else program.constants[name]
    return tensor


def _place(node: Node, model: nn.Module) -> tuple[str, str]:
    """The module that a node comes from, and words for it."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    path = stack[-1][0] if stack else ""
    # A module called a second time is named "act@1".
    path = path.removeprefix("L['self'].").removeprefix("L['self']").split("@")[0]
    return path, f"at {path}" if path else f"in {type(model).__name__}.forward"


def _pair(first: Any, second: Any, known: dict[Any, Any], place: str) -> Any:
    """The argument that is `first` at one batch size and `second` at the other."""
    if isinstance(first, Node):
        return known[first]
    if isinstance(first, (list, tuple)) and len(first) == len(second):
        return tuple(_pair(a, b, known, place) for a, b in zip(first, second, strict=True))
    if isinstance(first, dict):
        return {key: _pair(first[key], second[key], known, place) for key in first}
    if first == second or first is second:
        return first
    if isinstance(first, int) and first % SIZES[0] == 0 and first * SIZES[1] == second * SIZES[0]:
        return Size(first // SIZES[0])
    raise UnsupportedOperation(
        f"An operation {place} takes {first} for {SIZES[0]} inputs and {second} for {SIZES[1]}. The batch size may "
        "stand only for the length of the batch. Make the model's forward treat each input on its own."
    )
