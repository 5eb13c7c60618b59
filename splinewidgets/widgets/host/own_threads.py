"""Threads of widgets: ended before the interpreter is, and not there in a forked process."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet


class Ending(Protocol):
    """An owner of a thread that can be ended."""

    def end_thread(self, timeout: float) -> None:
        """End the thread, and wait at most so many seconds for it."""


# Seconds that the interpreter waits for a thread: as long as a step of a large network takes.
PATIENCE = 30.0

_exiting = threading.Event()
_running: WeakSet[Ending] = WeakSet()
_renewed: WeakKeyDictionary[Any, Callable[[Any], None]] = WeakKeyDictionary()


def end_at_exit(owner: Ending) -> None:
    """End an owner's thread before the interpreter ends.

    A daemon thread that comes back from torch's code later than that takes the process down with "terminate called".
    One that is begun after the others were ended, by what else is called at exit, is ended at once.
    """
    _running.add(owner)
    if _exiting.is_set():
        owner.end_thread(PATIENCE)


def renew_in_fork(owner: Any, renew: Callable[[Any], None]) -> None:
    """Call `renew(owner)` in each process that is forked from this one.

    There its threads do not run, and what they held at that moment they would hold for ever.
    """
    _renewed[owner] = renew


def _end_all() -> None:
    _exiting.set()
    for owner in list(_running):
        owner.end_thread(PATIENCE)


def _forked() -> None:
    _exiting.clear()
    _running.clear()
    for owner, renew in list(_renewed.items()):
        renew(owner)


atexit.register(_end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
