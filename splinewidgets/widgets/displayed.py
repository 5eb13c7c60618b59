"""What a notebook keeps of a widget, for those who read it without a kernel: a picture, and a sentence."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import traitlets as t

from .png import png

Pixels = npt.NDArray[np.uint8]

# A picture has about so many pixels, or fewer where its file would have more bytes.
PIXELS = 240_000
MOST_BYTES = 100_000
# Of the pixels that would fit by proportion, this share is drawn.
CAUTION = 0.9

# Seconds that a display waits for its first picture: in front of somebody, who sees the widget only afterwards, and
# where a notebook is executed by a program, which keeps what is there when the cell ends.
IN_SIGHT = 2.0
BY_A_PROGRAM = 60.0


class Displayed(anywidget.AnyWidget):
    """A widget whose display has a PNG and a sentence beside its view, which is preferred wherever it can be live.

    A subclass draws (`_still_pixels`), says what it shows (`_words`), and may have to be waited for (`_await_picture`).
    """

    still = t.Bool(True, help="Whether its display has a picture that a saved notebook keeps.")

    # A trait of each widget.
    error: Any

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle: Any = super()._repr_mimebundle_(**options)
        # Of anywidget with metadata, of ipywidgets without.
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        self._await_picture(IN_SIGHT if in_sight() else BY_A_PROGRAM)
        data["text/plain"] = self._sentence()
        if self.still and self._has_picture():
            data["image/png"] = base64.b64encode(fitting(self._still_pixels)).decode()
        return bundle

    def _await_picture(self, seconds: float) -> None:
        """Wait for the first picture, at most so many seconds."""

    def _has_picture(self) -> bool:
        """Whether there is something to draw."""
        raise NotImplementedError

    def _still_pixels(self, pixels: int) -> Pixels:
        """What is shown, (height, width, 3) of about so many pixels; called where there is a picture."""
        raise NotImplementedError

    def _words(self) -> str:
        """What is shown, without a full stop; called where there is a picture."""
        raise NotImplementedError

    def _sentence(self) -> str:
        name = type(self).__name__
        if self._has_picture():
            return f"{name}: {self._words()}."
        return f"{name} without a picture. {self.error or 'It is still being computed.'}"


def fitting(draw: Callable[[int], Pixels], most_bytes: int = MOST_BYTES) -> bytes:
    """The PNG file of a picture, with as many pixels as fit into so many bytes."""
    pixels = PIXELS
    while len(file := png(draw(pixels))) > most_bytes:
        pixels = int(pixels * CAUTION * most_bytes / len(file))
    return file


def in_sight() -> bool:
    """Whether somebody looks on while this code runs; not where a program executes a notebook, or there is no shell.

    Front ends tell with what they execute which cell it stands in; programs such as nbconvert do not.
    """
    if "IPython" not in sys.modules:
        return False
    shell: Any = sys.modules["IPython"].get_ipython()
    if shell is None:
        return False
    kernel = getattr(shell, "kernel", None)
    return kernel is None or "cellId" in kernel.get_parent("shell").get("metadata", {})
