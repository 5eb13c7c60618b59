"""Watcher of a history that is being recorded, for new checkpoints."""

from __future__ import annotations

import threading
from collections.abc import Callable

from splinewidgets.learning.checkpoints import Checkpoints
from splinewidgets.widgets.host.latest_only import hurried
from splinewidgets.widgets.host.own_threads import end_at_exit

# Seconds between two looks; each is one question to the file system while there is nothing new.
PAUSE = 0.25


class HistoryWatcher:
    """A thread that calls `changed` for new records of a history, by this or another process.

    A thread of its own, and no `LatestOnly`: it asks by the clock, and `changed` may wait for an explorer's picture, so
    that a fast training does not have each picture given up for the next.

    Parameters
    ----------
    history
        A reader of its own.
    changed
        Called on the thread.
    failed
        Called on the thread with what was raised, which ends it.
    """

    def __init__(self, history: Checkpoints, changed: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        self._history, self._changed, self._failed = history, changed, failed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="splinewidgets", daemon=True)
        self._thread.start()
        end_at_exit(self)

    def end(self, wait: bool = False) -> None:
        """End the thread; with `wait`, return when it has ended, except on it and within `never_waiting`."""
        self._ended.set()
        if wait and not hurried() and threading.current_thread() is not self._thread:
            self._thread.join()

    def end_thread(self, timeout: float) -> None:
        """End the thread, and wait at most so many seconds for it."""
        self._ended.set()
        self._thread.join(timeout)

    def _look(self) -> None:
        while not self._ended.wait(PAUSE):
            try:
                if self._history.refresh():
                    self._changed()
            except Exception as failure:
                self._failed(failure)
                return
