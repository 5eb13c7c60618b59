"""A linked view that computes in the background: the newest request first, and the explorer never waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.linked.linked_view import LinkedView


class BackgroundView(LinkedView, BackgroundWidget):
    """Base of the linked views that ask the explorer's network more than it has: a subclass answers (`_answer`).

    Each picture of the explorer is a request, and so is what a hand moves. What is answered is what holds when the
    answer begins; its exceptions are shown, and the last good answer stays.
    """

    @contextmanager
    def held(self) -> Iterator[None]:
        """Block in which nothing waits, and nothing is published but what the block itself sets."""
        # Always in this order, for the explorer tells of its pictures while it is held.
        with self.explorer.held(), super().held():
            yield

    def _await_picture(self, seconds: float) -> None:
        self.explorer._await_picture(seconds)
        self._work.wait(seconds)

    def _finish_picture(self) -> None:
        self.explorer._finish_picture()
        self._work.wait()

    def _redraw(self, _: object = None) -> None:
        with self.explorer.held():
            shown = self.explorer.shown
            if shown is not None and not shown.is_preview:
                self._tiles = None if shown.sampled else shown.picture
                self._draw(shown)
                self._tell_error()

    def _draw(self, shown: Rendered) -> None:
        self._work.ask(True)

    def _ask_again(self, _: object = None) -> None:
        """Answer anew, since something was set; waits where Python has set it."""
        with self._telling():
            self._require_explorer()
            self._request(True)

    def _refuse(self, name: str, failure: Exception) -> None:
        if not self._from_browser:
            raise failure
        self.error = str(failure)  # until the next value that fits, or the next picture

    def _complain(self, failure: Exception) -> None:
        # Our own errors are sentences; a model's may be anything.
        ours = isinstance(failure, ValueError | NotImplementedError) and str(failure)
        self._tell_failure(str(failure) if ours else f"{type(failure).__name__}: {failure}")

    def _tell_failure(self, failure: str) -> None:
        """Show why there is no answer, or that there is one."""
        with self._publish():
            self._failure = failure
            self._tell_error()
