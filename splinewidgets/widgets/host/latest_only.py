"""One background thread that runs only the newest request, and slow work while there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from splinewidgets.geometry.operations.scratch import give_back
from splinewidgets.widgets.host.own_threads import end_at_exit, renew_in_fork

Request = TypeVar("Request")

# The thread ends after this many idle seconds: long enough to outlast the pauses of a drag, since torch sets up its
# own threads anew for every thread that calls it.
LINGER = 5.0

_here = threading.local()


@contextmanager
def never_waiting() -> Iterator[None]:
    """Block in which no `LatestOnly` waits, on this thread.

    For code that holds what a worker needs to finish, such as the observers of a message from the browser.
    """
    yield from _hurrying(True)


@contextmanager
def waiting_again() -> Iterator[None]:
    """Within this block `LatestOnly` waits on this thread, also if that is a worker's.

    For a worker that asks another widget for a picture, and holds nothing that the other one needs to make it.
    """
    yield from _hurrying(False)


def _hurrying(hurry: bool) -> Iterator[None]:
    before = hurried()
    _here.hurried = hurry
    try:
        yield
    finally:
        _here.hurried = before


def hurried() -> bool:
    """Test whether this thread is within `never_waiting`."""
    return getattr(_here, "hurried", False)


class LatestOnly(Generic[Request]):
    """Worker that runs the newest request; one that was not begun when a newer one came is never run.

    Parameters
    ----------
    work
        Called with each request that is run, on the worker's thread; returns whether it was answered. One that was
        given up for a newer one is done when that is. Must not raise.
    afterwards
        Called once after each request, when there was none for `pause` seconds. Must not raise.
    pause
        Seconds; longer than the time between two messages of a drag.
    """

    def __init__(self, work: Callable[[Request], bool], afterwards: Callable[[], None], pause: float = 0.1) -> None:
        self._work, self._afterwards, self._pause = work, afterwards, pause
        self._changed = threading.Condition()
        self._next: Request | None = None
        self._requested = self._begun = self._done = self._previewed = 0
        self._final = self._rest_due = False
        self._closed = False
        self._forked = False
        self._thread: threading.Thread | None = None
        end_at_exit(self)
        renew_in_fork(self, LatestOnly._after_fork)

    def ask(self, request: Request, final: bool = True) -> None:
        """Put `request` in place of any that waits; returns at once.

        Parameters
        ----------
        final
            Whether it is wanted at once, and not one of a stream of which more are to come.

        Raises
        ------
        RuntimeError
            In a process that was forked from the one it was made in.
        """
        with self._changed:
            if self._closed:
                return
            self._check_process()
            self._requested += 1
            self._next, self._final = request, final
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="splinewidgets", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def preview(self) -> None:
        """Report that the running request has a preview."""
        with self._changed:
            self._previewed = self._begun
            self._changed.notify_all()

    def wait(self, timeout: float | None = None, for_preview: bool = False) -> bool:
        """Wait until the newest request, or a later one, is done; False when it is not.

        Parameters
        ----------
        timeout
            Most seconds to wait.
        for_preview
            Whether a preview is enough.

        Raises
        ------
        RuntimeError
            In a process that was forked from the one it was made in, where it would wait for ever.
        """
        with self._changed:
            asked = self._requested
            if self._done < asked and not self._closed:
                self._check_process()

            def over() -> bool:
                return self._closed or asked <= max(self._done, self._previewed if for_preview else 0)

            return self._changed.wait_for(over, 0 if hurried() else timeout)

    @property
    def superseded(self) -> bool:
        """True if the running request is no longer needed: there is a newer one, or the worker is closed."""
        return self._closed or self._next is not None

    @property
    def urgent(self) -> bool:
        """True if the running request is superseded by one that is wanted at once."""
        return self._closed or (self._next is not None and self._final)

    @property
    def requested(self) -> int:
        """Number of the newest request, counted from 1."""
        return self._requested

    @property
    def begun(self) -> int:
        """Number of the request that runs, or ran last."""
        return self._begun

    @property
    def closed(self) -> bool:
        """True once `close` was called."""
        return self._closed

    def close(self) -> None:
        """Drop the waiting request and end the thread; returns when it has ended, except within `never_waiting`."""
        self.end_thread()

    def end_thread(self, timeout: float | None = None) -> None:
        """Close, and return after so many seconds in any case."""
        with self._changed:
            self._closed, self._next = True, None
            self._changed.notify_all()
            thread = self._thread
        # At interpreter exit daemon threads are frozen and would never be joined.
        if thread is not None and not hurried() and not sys.is_finalizing():
            thread.join(timeout)

    def _after_fork(self) -> None:
        self._changed, self._thread, self._forked = threading.Condition(), None, True

    def _check_process(self) -> None:
        if self._forked:
            raise RuntimeError(
                "The widget was made in another process, of which this one is a fork. Its thread did not come along, "
                "and torch's own threads do not work after a fork. Make the widget here, in a process that was "
                "started with 'spawn'."
            )

    def _run(self) -> None:
        with never_waiting():
            try:
                while self._wait_for_work():
                    self._step()
                if not self._closed:
                    give_back()
            except BaseException:
                # Nobody may wait for a thread that is gone; the next request starts another.
                with self._changed:
                    self._done, self._thread = self._begun, None
                    self._changed.notify_all()
                raise

    def _step(self) -> None:
        with self._changed:
            request, self._next = self._next, None
            self._begun = self._requested
        if request is None:
            self._rest_due = False
            self._afterwards()
            return
        answered = self._work(request)
        with self._changed:
            if answered:
                self._done = self._begun
            self._rest_due = True
            self._changed.notify_all()

    def _wait_for_work(self) -> bool:
        """Wait for a request or for the time of `afterwards`; False when the thread should end."""
        with self._changed:
            patience = self._pause if self._rest_due else LINGER
            self._changed.wait_for(lambda: self._closed or self._next is not None, patience)
            if self._closed or (self._next is None and not self._rest_due):
                self._thread = None
                return False
            return True
