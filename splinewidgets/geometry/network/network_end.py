"""The end of a model that its network leaves out, and how to have it back."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from ..export.smooth_tail import smooth_tail
from ..program.program import Program
from ..program.smooth_end import SmoothEnd


class NetworkEnd:
    """What a `Network` knows of its end."""

    dropped: str | None
    _program: Program

    @property
    def whole(self) -> Self:
        """The network with the end that it leaves out: the model's values."""
        return self if self.dropped is None else self._with_end

    @cached_property
    def _with_end(self) -> Self:
        (exported, _), shapes, tensors, *rest = self.__getstate__()
        other = type(self).__new__(type(self))
        return other._bind(Program(replace(exported, tensors=tensors), "nothing"), shapes, tensors, *rest)

    @cached_property
    def smooth_end(self) -> SmoothEnd | None:
        """The end that was left out, where it is a smooth function of each output by itself; no softmax is one."""
        if self.dropped is None:
            return None
        exported, _ = self._program.made_of
        links, tensors = smooth_tail(exported), self.__getstate__()[2]
        return SmoothEnd(links, tensors) if links else None

    def __getstate__(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _bind(self, program: Program, *given: Any) -> Self:
        raise NotImplementedError
