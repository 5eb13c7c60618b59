"""Place in a model that is being carried out: the module, and the line of its code."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import torch
from torch import nn

# What a model's code calls, but is not its code.
LIBRARIES = (f"{Path(torch.__file__).parent}{os.sep}", f"{Path(__file__).parents[1]}{os.sep}", "<")


class Place(NamedTuple):
    """The dotted name of a module, "" for the model itself; words for it; and the line of the model's code if known."""

    module: str
    words: str
    line: str = ""

    @property
    def see(self) -> str:
        """The last sentence of an error."""
        return f" See {self.line}." if self.line else ""


class Places:
    """Places in a model that is called from the function with this code."""

    def __init__(self, model: nn.Module, caller: CodeType) -> None:
        self._kind, self._caller = type(model).__name__, caller
        self._names = {id(module): name for name, module in model.named_modules()}

    def of_error(self, error: BaseException) -> Place:
        """Place at which an error was raised."""
        return self._find(reversed(list(traceback.walk_tb(error.__traceback__))))

    def of_call(self, frame: FrameType | None) -> Place:
        """Place of the call that ended in this frame."""
        return self._find(traceback.walk_stack(frame))

    def of_code(self, frame: FrameType | None) -> Place:
        """Place in the model's own code that made the call: a module of torch's is no place of it."""
        frames = traceback.walk_stack(frame)
        return self._find((f, line) for f, line in frames if f.f_code is self._caller or not _is_library(f))

    def _find(self, frames: Iterable[tuple[FrameType, int]]) -> Place:
        """The first module and the first line, of frames from the innermost on."""
        module, line = None, ""
        for frame, number in frames:
            if frame.f_code is self._caller or (line and module is not None):
                break
            if module is None:
                module = self._names.get(id(frame.f_locals.get("self")))
            if not line and not _is_library(frame):
                line = f"{Path(frame.f_code.co_filename).name}, line {number}"
        where = f"at {module}" if module else f"in {self._kind}.forward"
        return Place(module or "", where, line)


def _is_library(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(LIBRARIES)
