"""One export at a time: torch's tracing is for one thread, and what it changes while it lasts holds for all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.RLock()


@contextmanager
def exporting() -> Iterator[None]:
    """Within, no other thread traces a model of ours; it waits until this one is done."""
    with _lock:
        yield


def _renew() -> None:
    """Give a forked child a lock of its own: the thread that may have held its parent's is not there to release it."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
