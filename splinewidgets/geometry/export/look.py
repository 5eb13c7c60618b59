"""A look at what a model does, which leaves no trace on it: all calls are made on a copy."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.utils import _pytree as pytree

from ..model.agreement import close, near
from ..model.chance import as_if_not_drawn
from ..model.forward_trace import CONSTANT, ForwardTrace, Token
from ..model.kinds_of_models import refuse_kind
from ..model.model_copy import model_copy
from ..model.place import Place, Places
from ..model.structure import Structure, same_bits
from ..progress import READING, Progress
from ..refusals import UnsupportedOperation
from .batch_axis import SIZES
from .export_lock import exporting
from .recording import follow


class InputRefused(ValueError):
    """The model itself fails on the example."""


@dataclass(frozen=True)
class Look:
    """Traces of a model on two batches of different sizes.

    Parameters
    ----------
    batches, traces
        The batches, and what is done with them.
    returned
        What the model returns for the first batch.
    structure
        Of the copy that was looked at: its tensors are nobody else's.
    """

    batches: tuple[Tensor, Tensor]
    traces: tuple[ForwardTrace, ForwardTrace]
    returned: Any
    structure: Structure


def look(model: nn.Module, example: Tensor, progress: Progress | None = None) -> Look:
    """Look at a model that takes a batch of inputs like `example`.

    A model without parameters that tell its dtype is looked at in one that it takes, that of the example before others.

    Raises
    ------
    InputRefused
        If the model fails on the example.
    UnsupportedOperation
        If the model cannot be followed, or is not a fixed function of its input.
    """
    refuse_kind(model)
    tells = any(tensor.is_floating_point() for tensor in (*model.parameters(), *model.buffers()))
    dtypes = dict.fromkeys([example.dtype] if tells else [example.dtype, torch.float32, torch.float64])
    failure = None
    with exporting(), leaving_alone(example.device):
        for dtype in dtypes:
            try:
                return _Looking(model, example.to(dtype), progress).look()
            except InputRefused as error:
                failure = failure or error
    assert failure is not None
    raise failure


@contextmanager
def leaving_alone(device: torch.device) -> Iterator[None]:
    """Within, a copy of a model can be called: nothing is warned of, and afterwards nothing was drawn at random."""
    with ExitStack() as stack:
        if "torch._dynamo" in sys.modules:  # what is compiled is called as it was before
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.no_grad())
        stack.enter_context(as_if_not_drawn(device))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield


class _Looking:
    """Calls of a copy of one model."""

    def __init__(self, model: nn.Module, example: Tensor, progress: Progress | None) -> None:
        self._given, self._name, self._progress = model, type(model).__name__, progress
        self._model = model_copy(model)
        self._batches = near(example, SIZES[0]), near(example, SIZES[1])
        if any(is_lazy(tensor) for tensor in (*self._model.parameters(), *self._model.buffers())):
            self._call()  # makes them

    def look(self) -> Look:
        """Two traces that belong together."""
        first, second = self._follow(0), self._follow(1)
        returned = self._call()
        if first.trace.drawn or second.trace.drawn:
            # What a first call makes may be made by chance, and stay.
            first, second = self._follow(0), self._follow(1)
        elif not _alike(first.trace, second.trace):
            # The first call has made what the second has found.
            first = self._follow(0)
            if not _alike(first.trace, second.trace):
                second = self._follow(1)
        if drawn := first.trace.drawn or second.trace.drawn:
            what, place = drawn
            raise UnsupportedOperation(
                f"{what} {place.words} depends on chance. A tessellation needs a function of the input alone. "
                f"Call model.eval() first, or draw once, outside of the forward.{place.see}"
            )
        if not _equal(first.returned, returned):
            raise self._unsteady(first)
        if not _alike(first.trace, second.trace):
            raise UnsupportedOperation(
                f"{self._name} does something else for {SIZES[0]} inputs than for {SIZES[1]}. A tessellation needs one "
                "function of one input. Make the model's forward independent of the batch size."
            )
        return Look(self._batches, (first.trace, second.trace), returned, first.structure)

    def _call(self) -> Any:
        """Results of the copy for the first batch, unobserved."""
        batch = self._batches[0].clone()  # a first operation in place would change it
        try:
            return self._model(batch)
        except Exception as error:
            raise self._failure(error, 0) from error

    def _follow(self, number: int) -> _Followed:
        if self._progress is not None:
            self._progress(0.0, f"{READING}: pass {number + 1} of {len(SIZES)}")
        structure = Structure(self._model)
        try:
            trace, returned = follow(self._model, structure, self._batches[number].clone())
        except UnsupportedOperation:
            raise
        except Exception as error:
            raise self._failure(error, number) from error
        self._check_unchanged(structure, trace)
        return _Followed(structure, trace, returned)

    def _failure(self, error: Exception, number: int) -> Exception:
        """Test whether it is the model that fails on the example, or only following it."""
        model = model_copy(self._given)
        batch = self._batches[number]
        try:
            model(batch.clone())
        except Exception as own:
            place = Places(model, self._failure.__code__).of_error(own)
            return InputRefused(
                f"{self._name} fails on a batch of shape {tuple(batch.shape)}: {_reason(own)} ({place.words}). "
                "It must take batches of any size, of inputs like the example. "
                f"Pass one input without batch dimension, of a shape that the model accepts.{place.see}"
            )
        place = Places(self._model, follow.__code__).of_error(error)
        return UnsupportedOperation(
            f"{self._name} cannot be followed {place.words}: {_reason(error)}. A tessellation needs a forward that "
            f"consists of operations of torch. Rewrite that part.{place.see}"
        )

    def _check_unchanged(self, before: Structure, trace: ForwardTrace) -> None:
        """Refuse a model that a call has changed."""
        after = Structure(self._model)
        for name, old in {**before.tensors, **before.attributes}.items():
            kept, place = trace.written.get(name, (old, None))
            new = after.tensors.get(name, after.attributes.get(name))
            # A plain attribute may be another tensor after each call, as one is that keeps an activation.
            if (new is old and place is None) or (new is not old and name in before.attributes):
                continue
            if new is None or not same_bits(kept, new):
                place = place or Place("", f"in {self._name}.forward")
                raise UnsupportedOperation(
                    f"The model changes its own {name} {place.words}. A tessellation needs a model that stays what it "
                    f"is when it is called. Call model.eval() first, or change it outside of the forward.{place.see}"
                )

    def _unsteady(self, first: _Followed) -> UnsupportedOperation:
        """The error for a model that returns something else for the same inputs."""
        place = _difference(first.trace, self._follow(0).trace)
        if place is None:
            return UnsupportedOperation(
                f"{self._name} computes in a way that does not show as operations of torch, as torch.func.grad does. "
                "A tessellation needs a forward whose operations can be followed. Rewrite that part."
            )
        return UnsupportedOperation(
            f"{self._name} returns something else when it is called again: it draws by chance or changes itself, seen "
            f"{place.words}. A tessellation needs one fixed function. Call model.eval() first, or take that out of the "
            f"forward.{place.see}"
        )


class _Followed(NamedTuple):
    structure: Structure
    trace: ForwardTrace
    returned: Any


def _alike(one: ForwardTrace, other: ForwardTrace) -> bool:
    """Test whether two traces are the same operations, but for numbers and sizes."""
    return [call.function for call in one.calls] == [call.function for call in other.calls]


def _difference(one: ForwardTrace, other: ForwardTrace) -> Place | None:
    """The place where two traces of the same batch first take other numbers."""
    pairs = enumerate(zip(one.constants, other.constants, strict=False))
    changed = {Token(CONSTANT, i) for i, pair in pairs if not same_bits(*pair)}
    for mine, yours in zip(one.calls, other.calls, strict=False):
        if mine != yours or not changed.isdisjoint(_tokens([mine.args, mine.kwargs])):
            return mine.place
    return None


def _tokens(value: Any) -> Iterator[Token]:
    if isinstance(value, Token):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _tokens(item)
    elif isinstance(value, dict):
        yield from _tokens(list(value.values()))


def _equal(one: Any, other: Any) -> bool:
    """Test whether a model has returned the same twice, but for rounding."""
    mine, yours = pytree.tree_leaves(one), pytree.tree_leaves(other)
    return len(mine) == len(yours) and all(map(_same, mine, yours))


def _same(one: Any, other: Any) -> bool:
    if not isinstance(one, Tensor) or not isinstance(other, Tensor):
        return True
    if one.shape != other.shape or not one.is_floating_point():
        return one.shape == other.shape and torch.equal(one, other)
    return close(one.nan_to_num(), other.nan_to_num(), other.nan_to_num())


def _reason(error: Exception) -> str:
    """The first line of what an error says."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
