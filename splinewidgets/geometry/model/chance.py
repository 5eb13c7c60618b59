"""Detection of random draws, in torch, in Python and in numpy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

# Arguments that turn off what an operation does in training, and the values that do.
FLAGS = {"train": False, "training": False, "use_input_stats": False, "p": 0.0, "dropout": 0.0, "dropout_p": 0.0}
# Types of devices with generators of their own.
ACCELERATORS = {"cuda": torch.cuda, "mps": torch.mps, "xpu": torch.xpu}


def switched_off(function: Any, args: Any, kwargs: dict[str, Any]) -> bool:
    """Test whether a flag among an operation's arguments turns off what it does in training."""
    for i, argument in enumerate(function._schema.arguments):
        if argument.name in FLAGS:
            value = args[i] if i < len(args) else kwargs.get(argument.name, argument.default_value)
            if isinstance(value, bool | float) and value == FLAGS[argument.name]:
                return True
    return False


def draws(function: Any, args: Any, kwargs: dict[str, Any]) -> bool:
    """Test whether an operation of torch's draws random numbers when it is called with these arguments."""
    return torch.Tag.nondeterministic_seeded in function.tags and not switched_off(function, args, kwargs)


def drawn() -> tuple[Any, ...]:
    """State of Python's and numpy's own generators, which is another once they have drawn."""
    numbers: Any = np.random.get_state()
    return random.getstate(), numbers[1].tobytes(), *numbers[2:]


@contextmanager
def as_if_not_drawn(device: torch.device) -> Iterator[None]:
    """Afterwards the generators of Python, numpy and torch (on the CPU and this device) are in the state they were in.

    They are left alone where they have not moved, for others may draw meanwhile.
    """
    before = [(get(), get, put) for get, put in _generators(device)]
    try:
        yield
    finally:
        for state, get, put in before:
            if not _equal(state, get()):
                put(state)


def _generators(device: torch.device) -> Iterator[tuple[Any, Any]]:
    yield random.getstate, random.setstate
    yield np.random.get_state, np.random.set_state
    yield torch.random.get_rng_state, torch.random.set_rng_state
    accelerator = ACCELERATORS.get(device.type)
    if accelerator is not None:
        yield accelerator.get_rng_state, accelerator.set_rng_state


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    # Of numpy's, which has an array; Python's is a tuple of hundreds of numbers.
    if isinstance(one, tuple) and any(isinstance(part, np.ndarray) for part in one):
        return all(map(_equal, one, other))
    return bool(one == other)
