"""Still pictures for saved notebooks: drawn into a small file, and again when the widget rests."""

from __future__ import annotations

import base64
import math
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.png import png
from splinewidgets.widgets.host.own_threads import end_at_exit

Pixels = npt.NDArray[np.uint8]

# A picture has about so many pixels, or fewer where its file would have more bytes.
PIXELS = 240_000
MOST_BYTES = 100_000
# Of the pixels that would fit by proportion, this share is drawn.
CAUTION = 0.9
# White pixels between the pictures of several widgets.
GAP = 12
WHITE = 255

# Seconds without a change after which a picture is drawn again: longer than a hand pauses between two gestures.
REST = 3.0


class Outdated(Exception):
    """The widget changed while it was drawn."""


class Drawable(Protocol):
    """A widget that can be drawn."""

    # The traits that change it.
    _drawn: ClassVar[tuple[str, ...]]
    still: Any

    @property
    def _drawn_parts(self) -> Sequence[Drawable]: ...

    def observe(self, handler: Any, names: Any) -> None:
        """Call a handler when traits change."""

    def _await_picture(self, seconds: float) -> None: ...
    def _has_picture(self) -> bool: ...
    def _still_pixels(self, pixels: int) -> Pixels: ...
    def _sentence(self) -> str: ...


def bundle_of(widgets: Sequence[Drawable], check: Callable[[], None] = lambda: None) -> dict[str, str]:
    """Sentences of widgets, and one file of their pictures, if any, in base 64.

    `check` is called after each step of a tenth of a second or so, and may raise to end it.
    """
    drawable = [each for each in widgets if each.still and each._has_picture()]
    bundle = {"text/plain": "\n".join(each._sentence() for each in widgets)}

    def picture(each: Drawable, pixels: int) -> Pixels:
        drawn = each._still_pixels(pixels)
        check()
        return drawn

    if drawable:
        file = fitting(lambda pixels: side_by_side([picture(each, pixels // len(drawable)) for each in drawable]))
        check()
        bundle["image/png"] = base64.b64encode(file).decode()
    return bundle


def fitting(draw: Callable[[int], Pixels], most_bytes: int = MOST_BYTES) -> bytes:
    """PNG file of a picture, with as many pixels as fit into so many bytes."""
    pixels = PIXELS
    while len(file := png(draw(pixels))) > most_bytes:
        pixels = int(pixels * CAUTION * most_bytes / len(file))
    return file


def side_by_side(pictures: Sequence[Pixels]) -> Pixels:
    """One picture of several (height, width, 3), as many in a column as in a row."""
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = [pictures[first : first + columns] for first in range(0, len(pictures), columns)]
    return _joined([_joined(row, axis=1) for row in rows], axis=0)


def _joined(pictures: Sequence[Pixels], axis: int) -> Pixels:
    across = max(each.shape[1 - axis] for each in pictures)
    parts: list[Pixels] = []
    for each in pictures:
        margin = [(0, 0)] * 3
        margin[1 - axis] = (0, across - each.shape[1 - axis])
        margin[axis] = (GAP if parts else 0, 0)
        parts.append(np.pad(each, margin, constant_values=WHITE))
    return np.concatenate(parts, axis)


class Still:
    """A picture of widgets as an output of its own, which takes the place of the one before when they rest.

    A thread of its own, and no `LatestOnly`: a gesture changes traits hundreds of times, and is to wake nobody.

    Parameters
    ----------
    widgets
        Says what is drawn now.
    publish
        Sends a display to the page, as `DisplayPublisher.publish` does.
    """

    def __init__(self, widgets: Callable[[], Sequence[Drawable]], publish: Callable[..., Any]) -> None:
        self._widgets, self._publish = widgets, publish
        self._transient = {"display_id": uuid.uuid4().hex}
        self._bundle: dict[str, str] = {}
        self._heard: WeakSet[Drawable] = WeakSet()
        self._changing = threading.Lock()
        self._changed_at = 0.0
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def display(self) -> None:
        """Show the picture, if there is one, and keep it up to date."""
        if self._ended.is_set():
            return
        # First, for what comes meanwhile.
        self._listen()
        self._bundle = bundle_of(self._widgets())
        if "image/png" in self._bundle:
            self._publish(self._bundle, transient=self._transient)
            end_at_exit(self)
        else:
            self.end()

    def changed(self, _: object = None) -> None:
        """Draw again once nothing has changed for a while."""
        with self._changing:
            self._changed_at = time.monotonic()
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._await_rest, name="splinewidgets still", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Leave the picture as it is."""
        self._ended.set()

    def end_thread(self, timeout: float) -> None:
        """End the thread, and wait at most so many seconds for it."""
        self.end()
        if thread := self._thread:
            thread.join(timeout)

    def _listen(self) -> None:
        for part in (part for each in self._widgets() for part in each._drawn_parts):
            if part not in self._heard:
                self._heard.add(part)
                part.observe(self.changed, list(part._drawn))

    def _await_rest(self) -> None:
        while not self._ended.wait(max(0.0, self._changed_at + REST - time.monotonic())):
            with self._changing:
                seen = self._changed_at
                if time.monotonic() < seen + REST:
                    continue
            if self._draw_again(seen):
                with self._changing:
                    if self._changed_at == seen:
                        self._thread = None
                        return

    def _draw_again(self, seen: float) -> bool:
        """Draw again; False where the widget changed once more meanwhile."""

        def check() -> None:
            # A hand that moves again is not to wait for this.
            if self._changed_at != seen:
                raise Outdated

        try:
            self._listen()
            bundle = bundle_of(self._widgets(), check)
        except Exception:
            # What changes while it is drawn need not fit together.
            if self._changed_at == seen:
                raise
            return False
        if "image/png" in bundle and bundle != self._bundle:
            self._bundle = bundle
            self._publish(bundle, transient=self._transient, update=True)
        return True
