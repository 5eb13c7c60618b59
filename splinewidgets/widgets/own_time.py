"""How long a computation takes by itself, without what is compiled or loaded for it once."""

from __future__ import annotations

import time
from contextlib import ExitStack
from types import TracebackType

from numba.core.event import TimingListener, install_listener


class OwnTime:
    """A clock that starts with a `with` block and stands still while numba compiles, or loads what was compiled.

    A first picture waits for the kernel to be compiled; whether a window is too large is another question.
    """

    def __enter__(self) -> OwnTime:
        self._compiling = TimingListener()
        self._listening = ExitStack()
        self._listening.enter_context(install_listener("numba:compiler_lock", self._compiling))
        self._started = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    @property
    def seconds(self) -> float:
        """Since it was started."""
        compiling = self._compiling.duration if self._compiling.done else 0.0
        return max(0.0, time.perf_counter() - self._started - compiling)
