"""A model's network, read once and then remembered for as long as the model is what it was.

Nothing is stored on the model, and what is remembered does not keep it alive.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from ..device_precision import full_precision
from ..export.export_lock import exporting
from ..export.look import leaving_alone
from ..export.recording import follow
from ..model.agreement import close, near
from ..model.forward_trace import ForwardTrace
from ..model.model_copy import model_copy
from ..model.model_input import model_input
from ..model.model_output import pick
from ..model.settings import settings
from ..model.structure import Structure, same_bits
from ..program.program import Ends
from ..progress import Progress
from .network import Network

# Networks that are remembered of one model: of inputs of several shapes, in several dtypes, or of several outputs.
MOST = 4


def remembered_network(
    model: nn.Module,
    example: Any,
    output: str | int | None = None,
    progress: Progress | None = None,
    leaves_out: Ends = "classes",
) -> Network:
    """The network of a model, as `Network` makes it, but exported only if the model does another thing than before.

    Its `settings` are compared, and all its numbers. Where these differ, or it has no settings, what it does is tried:
    a forward on three inputs is followed and compared, operation by operation, with the one of the time when the model
    was exported. Other weights are bound to the program that is there. Where anything else has changed, or the forward
    cannot be followed, the model is exported anew.

    Raises
    ------
    Exception
        What `Network` raises.

    Notes
    -----
    Costs a comparison of all parameters; where that does not do, a forward of the model and one of the network on three
    inputs.
    """
    example = model_input(model, example, "example")
    key = (tuple(example.shape), example.dtype, example.device, repr(output), leaves_out)
    before = _recall(model, key)
    if before is not None and before.unchanged(model):
        return before.network
    with full_precision(example.device):
        if before is not None and (network := before.network_now(model, example)) is not None:
            return network
        with exporting():
            # Another thread may have read the model while this one waited.
            later = _recall(model, key)
            if later is not None and later is not before:
                if later.unchanged(model):
                    return later.network
                if (network := later.network_now(model, example)) is not None:
                    return network
            reading = _Reading(model, example, output, progress, leaves_out)
            _remember(model, key, reading)
            return reading.network


class _Reading:
    """A network, and what its model did when it was exported."""

    def __init__(
        self, model: nn.Module, example: Tensor, output: Any, progress: Progress | None, leaves_out: Ends
    ) -> None:
        self.network = Network.__new__(Network)
        whole, self._leaf, seen = self.network.read(model, example, output, progress, leaves_out)
        # The latter is the former with the end that was dropped.
        self._bound = (self.network, whole)
        self._seen = followed(model, seen.batches[0])
        # Numbers that steer Python are no part of the graph.
        self._steered = bool(seen.traces[0].read)
        self._parts = self._parts_now(model)

    @property
    def comparable(self) -> bool:
        """True if it can be told later if the model still does this."""
        return self._seen is not None and self._seen.trace.comparable

    def network_now(self, model: nn.Module, example: Tensor) -> Network | None:
        """The network with the model's present weights; None if the model does another thing now."""
        parts = self._parts_now(model)
        batch = near(example.to(self.network.dtype))
        seen = followed(model, batch)
        if seen is None or self._seen is None or seen.structure != self._seen.structure:
            return None
        wanted = pick(seen.returned, self._leaf)
        if seen.trace != self._seen.trace or not bool(torch.isfinite(wanted).all()):
            return None
        network, whole = self._bound
        tensors, kept = seen.structure.tensors, network.tensors
        if not self._holds(tensors):
            others = {name: tensors[name].detach().clone() for name in tensors if name in kept}
            ends = whole is not network
            network = network.with_tensors(others)
            whole = whole.with_tensors(others) if ends else network
            with torch.no_grad():
                if not close(whole.evaluate(batch), wanted, wanted):
                    return None
            self._bound, self.network = (network, whole), network
        self._parts = parts
        return network

    def unchanged(self, model: nn.Module) -> bool:
        """Test by the model's settings and numbers, without a forward, whether it still does this."""
        now = None if self._steered else settings(model)
        return now is not None and now.parts == self._parts and self._holds(now.tensors)

    def _parts_now(self, model: nn.Module) -> list[Any] | None:
        """The model's settings, not the tensors, which would be kept; None where they do not tell all that it does."""
        now = None if self._steered else settings(model)
        return None if now is None else now.parts

    def _holds(self, tensors: dict[str, Tensor]) -> bool:
        """Test whether the network has these numbers, where it refers to them."""
        kept = self.network.tensors
        return all(same_bits(tensor, kept[name]) for name, tensor in tensors.items() if name in kept)


class _Followed(NamedTuple):
    structure: Structure
    trace: ForwardTrace
    returned: Any


def followed(model: nn.Module, batch: Tensor, evaluating: bool = False) -> _Followed | None:
    """Structure, trace and results of a model; None where its forward cannot be followed.

    A copy is followed, which has the model's own parameters and is stopped before it writes to one; in the model's
    mode, or in eval mode.
    """
    try:
        with leaving_alone(batch.device):
            copied = model_copy(model, lend=True)
            for module in copied.modules() if evaluating else ():
                module.training = False
            structure = Structure(copied)
            # A copy, for a first operation in place would change it.
            return _Followed(structure, *follow(copied, structure, batch.clone(), lent=True))
    except Exception:
        return None  # what is wrong is said when the model is read


# By the model's identity, for a module may be equal to another, or have no hash.
_readings: dict[int, tuple[weakref.ref[nn.Module], OrderedDict[Any, _Reading]]] = {}
_lock = threading.Lock()


def _recall(model: nn.Module, key: Any) -> _Reading | None:
    found = _readings.get(id(model))
    return None if found is None or found[0]() is not model else found[1].get(key)


def _remember(model: nn.Module, key: Any, reading: _Reading) -> None:
    if not reading.comparable:
        return
    identity = id(model)
    with _lock:
        found = _readings.get(identity)
        if found is None or found[0]() is not model:
            # What is called when the model is gone takes no lock, for it may interrupt who holds it.
            found = (weakref.ref(model, lambda _: _readings.pop(identity, None)), OrderedDict())
            _readings[identity] = found
        found[1].pop(key, None)
        found[1][key] = reading
        if len(found[1]) > MOST:
            found[1].popitem(last=False)
