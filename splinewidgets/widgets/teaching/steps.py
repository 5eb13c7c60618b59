"""Undo and redo: what there was before and after what is there now."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

State = TypeVar("State")

# More steps than this are seldom walked back.
MOST = 100


class Steps(Generic[State]):
    """A line of states, in which undo and redo go back and forth; each step is what one hand did in one gesture."""

    def __init__(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []
        self._last: Hashable = self

    @property
    def back(self) -> int:
        """How many steps can be undone."""
        return len(self._past)

    @property
    def forth(self) -> int:
        """How many steps can be redone."""
        return len(self._future)

    def leave(self, before: State, by: Hashable) -> None:
        """Remember the state before a change, once for all changes in a row by the same; None is always another."""
        if by is None or by != self._last:
            self._past = [*self._past, before][-MOST:]
        self._last, self._future = by, []

    def recalled(self, present: State, steps: int) -> State:
        """The state so many steps back, or forth where they are below 0; as far as there are any."""
        source, target = (self._past, self._future) if steps > 0 else (self._future, self._past)
        for _ in range(min(abs(steps), len(source))):
            target.append(present)
            present = source.pop()
        self._last = self
        return present
