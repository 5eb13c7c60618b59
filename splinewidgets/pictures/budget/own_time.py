"""Own time of a computation, without what is compiled or loaded for it once, or done by others."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from types import TracebackType

import torch
from numba.core.event import Event, Listener, install_listener


class OwnTime:
    """A clock that starts with a `with` block, and tells what its thread has worked since.

    It stands still while other programs have the processor, and while numba compiles, or loads what was compiled: how
    busy a machine is, and that a first picture waits for the kernel, says nothing of whether a window is too large.

    Parameters
    ----------
    device
        Where the work is done. What another device than the CPU does is no work of the thread: then all time counts
        in which nothing is compiled.
    """

    def __init__(self, device: torch.device) -> None:
        self._now = time.thread_time if device.type == "cpu" else time.perf_counter

    def __enter__(self) -> OwnTime:
        self._compiling = _Compiling(self)
        self._listening = ExitStack()
        self._listening.enter_context(install_listener("numba:compiler_lock", self._compiling))
        self._started = self._now()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return max(0.0, self._now() - self._started - self._compiling.seconds)


class _Compiling(Listener):
    """Time that a thread spends on compiling, by a clock."""

    def __init__(self, clock: OwnTime) -> None:
        self._now, self._thread = clock._now, threading.get_ident()
        self._depth, self._since = 0, 0.0
        self.seconds = 0.0

    def on_start(self, event: Event) -> None:
        """Start the clock where a compilation begins, unless it runs for one around."""
        if threading.get_ident() == self._thread:
            if self._depth == 0:
                self._since = self._now()
            self._depth += 1

    def on_end(self, event: Event) -> None:
        """Stop the clock where the outermost compilation ends."""
        if threading.get_ident() == self._thread:
            self._depth -= 1
            if self._depth == 0:
                self.seconds += self._now() - self._since
