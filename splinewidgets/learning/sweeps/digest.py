"""A name for the content of things: the same in every process and on every machine, for what is equal."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass
from hashlib import sha256
from io import BytesIO
from types import FunctionType
from typing import Any

import torch
from torch import Tensor


def digest(thing: Any) -> str:
    """32 hexadecimal digits for a picklable thing.

    Functions and classes go by their name, not by what they do; an object that has a method `depends_on`, by what that
    returns.

    Raises
    ------
    TypeError
        If it cannot be pickled.
    """
    stream = BytesIO()
    pickler = _ByContent(stream, protocol=5)
    # Else whether two parts are one object, or only equal, would show.
    pickler.fast = True
    try:
        pickler.dump(thing)
    except Exception as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise TypeError(
            f"A {type(thing).__name__} cannot be pickled ({reason}). What is to be known again must be. "
            "Hold only data in it, and no open files, locks or cycles."
        ) from error
    return sha256(stream.getbuffer()).hexdigest()[:32]


class _ByContent(pickle.Pickler):
    """Writes what is never read again: enough to tell apart what differs."""

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, Tensor):  # torch writes addresses in memory into its pickles
            content = thing.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes()
            return _parts, ("tensor", str(thing.dtype), tuple(thing.shape), content)
        if isinstance(thing, FunctionType | type) and thing is not _parts:
            return _parts, ("name", name_of(thing))
        if callable(depends_on := getattr(type(thing), "depends_on", None)):
            return _parts, (name_of(type(thing)), depends_on(thing))
        if is_dataclass(thing) and not isinstance(thing, type):  # and not what it has cached
            return _parts, (name_of(type(thing)), [getattr(thing, field.name) for field in fields(thing)])
        return NotImplemented


def name_of(thing: Any) -> str:
    """The qualified name of a function or class, or of the class of anything else."""
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{thing.__module__}.{thing.__qualname__}"


def _parts(*parts: Any) -> Any:
    """Representation of a thing in its digest."""
    return parts
