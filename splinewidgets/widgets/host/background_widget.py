"""A widget that computes in the background: newest request first, errors shown in the widget."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import traitlets as t

from splinewidgets.pictures.budget.attempts import Abandoned
from splinewidgets.widgets.host.latest_only import LatestOnly, never_waiting
from splinewidgets.widgets.host.own_threads import renew_in_fork
from splinewidgets.widgets.host.status_traits import StatusTraits

# A message from the browser is done with after its picture is out, so that no more come than can be drawn; but not
# later than this many seconds, so that a long computation does not hold up the kernel.
PATIENCE = 1.0
# A computation longer than this many seconds shows as such.
NOTICEABLE = 0.15
# One longer than this many seconds tells how far it is, and again after as many.
SLOW = 1.0
# A hand asks for something newer all the time. What it is shown is as old as this many seconds at most before a
# computation that was begun is finished for it, unless that takes longer than so many.
OVERDUE, LONGEST = 0.5, 4.0


class BackgroundWidget(StatusTraits):
    """Base of the widgets that compute: a subclass answers requests (`_answer`) and sets traits from the results.

    Callbacks may come on the main thread or on another, while a cell runs. They only make requests; one thread of
    the widget's own answers them, and publishes under a lock. Setting a trait from Python waits for the answer.
    """

    _answered = t.Int(0, help="The `seq` of the newest numbered message that is over and done, refused or not.").tag(
        sync=True, told=True
    )

    def __init__(self, **traits: Any) -> None:
        self._work: LatestOnly[Any] = LatestOnly(self._run, self._rest)
        # Held while traits change for the browser or the worker: ipywidgets is not made for two threads at a time.
        self._publishing = threading.RLock()
        renew_in_fork(self, BackgroundWidget._after_fork)
        self._has_answered = False
        # The request that had been asked for when the error came up: a later one takes it back.
        self._erred_at = 0
        self._started = 0.0
        # Since when requests are given up for newer ones; infinite while none was.
        self._unanswered_since = math.inf
        # The status of the answer on the screen, and when a slow one was last told of.
        self._last_status, self._told_at = "", math.inf
        super().__init__(**traits)

    def _after_fork(self) -> None:
        self._publishing = threading.RLock()

    def close(self) -> None:
        """Remove the widget everywhere and end its thread."""
        # Also called by `__del__`, even for a widget whose constructor raised.
        if hasattr(self, "_work"):
            self._work.close()
        super().close()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        with self.held():
            super().set_state(sync_data)
        # Of numbered messages the browser waits for the answer by itself, before it sends the next. They are done with
        # at once: a host shows that a kernel is busy, and to do so while pictures come would delay them.
        if sync_data.keys() - {"_ask"} and sync_data.keys().isdisjoint(self.trait_names(numbered=True)):
            self._work.wait(PATIENCE, for_preview=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Block in which nothing waits, and nothing is published but what the block itself sets."""
        with never_waiting(), self._publishing:
            yield

    def _await_picture(self, seconds: float) -> None:
        self._work.wait(seconds, for_preview=True)

    def _finish_picture(self) -> None:
        self._work.wait()

    def _answer(self, request: Any) -> None:
        """Compute and publish, on the worker's thread. Its exceptions are shown."""
        raise NotImplementedError

    def _settle(self, seq: int | None) -> None:
        """Say that a numbered message is over and done."""
        # One that was refused is not taken back by an older answer that is given again.
        self._answered = max(self._answered, self._answered if seq is None else seq)

    def _failed(self) -> None:
        """Go back to what is on the screen, after `_answer` raised; within `_publish`."""

    def _complete(self) -> None:
        """Slow work that waits until there is no request; on the worker's thread."""

    def _answered_in_part(self) -> None:
        """Report that something of the running request is on the screen."""
        self._unanswered_since = time.perf_counter()
        self._work.preview()

    def _request(self, request: Any) -> None:
        self._work.ask(request, final=not self._from_browser)
        self._work.wait()

    @contextmanager
    def _publish(self) -> Iterator[None]:
        """Block whose changes of traits travel as one message, and whose observers wait for nothing."""
        with self.held(), self.hold_sync():
            yield

    def _ready(self, status: str, state: str = "ready") -> None:
        """Set the status of an answer, or of its preview; within `_publish`."""
        self._has_answered, self._last_status = True, status
        self.status = status
        if self._work.begun > self._erred_at:
            self.error = ""
        self.state = "error" if self.error else state

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Block whose exceptions are shown, since nobody catches them in a callback."""
        try:
            yield
        except Exception as failure:
            self._complain(failure)

    def _complain(self, failure: Exception) -> None:
        self._erred_at = self._work.requested
        # Our own errors are sentences; a model's may be anything.
        ours = isinstance(failure, ValueError | NotImplementedError) and str(failure)
        with self._publish():
            self.error = str(failure) if ours else f"{type(failure).__name__}: {failure}"
            self.state = "error"
            if not self._has_answered:
                self.status = "Nothing to show"

    def _recover(self) -> None:
        """Clear the error, since the value that was set now fits."""
        if self.error:
            with self._publish():
                self.error, self.state = "", "ready" if self._has_answered else "empty"

    def _progress(self, fraction: float = 0.0, stage: str = "") -> None:
        """Report progress of a computation; raises `Abandoned` once its result is no longer needed."""
        del stage
        now = time.perf_counter()
        if self._gives_way(now):
            raise Abandoned
        if self.state in ("ready", "error") and now - self._started > NOTICEABLE:
            with self._publishing:
                self.state = "computing"
        if self.state == "computing" and now - self._told_at > SLOW:
            self._told_at = now
            with self._publishing:
                done = f", {fraction:.0%} done" if fraction else ""
                self.status = f"Computing{done}. What is shown is from before"

    def _gives_way(self, now: float) -> bool:
        """Test whether what is computed is not to be finished, for something newer was asked for.

        Where newer requests never end, and come faster than they can be answered, each would be given up for the next.
        """
        if self._work.urgent or not self._work.superseded:
            return self._work.urgent
        return now - self._unanswered_since < OVERDUE or now - self._started > LONGEST

    def _run(self, request: Any) -> bool:
        """Answer a request, by an error if need be; False where it was abandoned for a newer one."""
        self._started = time.perf_counter()
        self._unanswered_since = min(self._unanswered_since, self._started)
        self._told_at = self._started if self._has_answered else math.inf
        try:
            self._answer(request)
        except Abandoned:
            return False
        except Exception as failure:
            self._unanswered_since = math.inf
            with self._publish():
                if not self._work.superseded:
                    self._failed()
                    self.status = self._last_status
                self._complain(failure)
                self._erred_at = self._work.begun
            return not self._work.superseded
        self._unanswered_since = math.inf
        return True

    def _rest(self) -> None:
        # What is shown is as it should be, and gets better.
        self._started, self._told_at = time.perf_counter(), math.inf
        with self._refusing():
            try:
                self._complete()
            except Abandoned:
                pass
            if self.state == "computing" and not self._work.superseded:
                with self._publishing:
                    self.state = "ready"
