"""A device that is not there: tensors that say they live on it, whose numbers the CPU holds.

What a real one refuses is refused here: to mix its tensors with those of the CPU, to be read by numpy, and, where so
imitated, to hold float64.
"""

from __future__ import annotations

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

# A type that torch knows and has no kernels for. For others it insists on their drivers.
DEVICE = torch.device("lazy", 0)
# Copies from one device to another, and what takes an index from the CPU on any.
CROSSING = {torch.ops.aten._to_copy.default, torch.ops.aten.copy_.default, torch.ops.aten.index.Tensor}


class Distant(torch.Tensor):
    """A tensor on the imitated device."""

    @staticmethod
    def __new__(cls, held):
        return torch.Tensor._make_wrapper_subclass(
            cls,
            held.shape,
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=DEVICE,
            requires_grad=held.requires_grad,
        )

    def __init__(self, held):
        self.held = held

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        raise AssertionError(f"{function} of a distant tensor, with no device to run on")


class ImitatedDevice(TorchDispatchMode):
    """Within, there is the device."""

    def __init__(self, float64=True):
        super().__init__()
        self.float64 = float64
        # How many bytes have come from the device.
        self.returned = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        distant = [isinstance(x, Distant) for x in given]
        # A single number goes everywhere.
        if any(distant) and function not in CROSSING:
            near = [x for x, far in zip(given, distant, strict=True) if not far and x.dim() > 0]
            if near:
                raise RuntimeError(f"{function} was given tensors on {DEVICE} and on the CPU.")
        there = any(distant) if kwargs.get("device") is None else torch.device(kwargs["device"]).type == DEVICE.type
        if function is torch.ops.aten.copy_.default:
            there = distant[0]
        if kwargs.get("device") is not None:
            kwargs["device"] = "cpu"
        held_args, held_kwargs = tree_map(_held, (args, kwargs))
        result = function(*held_args, **held_kwargs)
        if any(distant) and not there:
            self.returned += sum(x.nbytes for x in tree_leaves(result) if isinstance(x, torch.Tensor))
        if not there:
            return result
        return tree_map(self._sent, result)

    def _sent(self, result):
        if not isinstance(result, torch.Tensor):
            return result
        if result.dtype == torch.float64 and not self.float64:
            raise TypeError(f"{DEVICE} has no float64.")
        return Distant(result)


def _held(value):
    return value.held if isinstance(value, Distant) else value
