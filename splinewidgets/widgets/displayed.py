"""What a notebook keeps of a widget, for those who read it without a kernel: a picture, and a sentence."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import traitlets as t
from IPython import get_ipython

from .png import png

Pixels = npt.NDArray[np.uint8]

# A picture has about so many pixels, or fewer where its file would have more bytes.
PIXELS = 240_000
MOST_BYTES = 100_000
# Of the pixels that would fit by proportion, this share is drawn.
CAUTION = 0.9
# How the cells of a front end are named that shows another part of an output where it has no view.
VSCODE = "vscode"

# Seconds that a display waits for its first picture: in front of somebody, who sees the widget only afterwards, and
# where nobody waits for it, since the widget is seen already or a program executes the notebook.
IN_SIGHT = 1.0
OUT_OF_SIGHT = 60.0


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
        shell, cell = hosting_cell()
        self._await_picture(OUT_OF_SIGHT if cell is None else IN_SIGHT)
        data["text/plain"] = self._sentence()
        if self.still and cell is not None and not cell.startswith(VSCODE):
            _after_cell(shell, lambda: self._display_still(shell))
        elif self.still and self._has_picture():
            data["image/png"] = self._png()
        return bundle

    def _display_still(self, shell: Any) -> None:
        """Display the picture as an output of its own, which the live view hides.

        JupyterLab and Notebook show the view of an output even where there is no kernel, and then say only that its
        model was not found.
        """
        self._await_picture(OUT_OF_SIGHT)
        if self._has_picture():
            shell.display_pub.publish({"image/png": self._png(), "text/plain": self._sentence()})

    def _png(self) -> str:
        return base64.b64encode(fitting(self._still_pixels)).decode()

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
        return f"{name} without a picture. {self.error or 'It was not computed yet.'}"


def fitting(draw: Callable[[int], Pixels], most_bytes: int = MOST_BYTES) -> bytes:
    """The PNG file of a picture, with as many pixels as fit into so many bytes."""
    pixels = PIXELS
    while len(file := png(draw(pixels))) > most_bytes:
        pixels = int(pixels * CAUTION * most_bytes / len(file))
    return file


def hosting_cell() -> tuple[Any, str | None]:
    """The shell that runs, and the cell of a page that it runs for; None where a program executes a notebook.

    Front ends tell with what they execute which cell it stands in; programs such as nbconvert do not.
    """
    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return shell, None
    return shell, kernel.get_parent("shell").get("metadata", {}).get("cellId")


def _after_cell(shell: Any, call: Callable[[], None]) -> None:
    """Call something once, when the cell that runs has come to its end."""

    def once() -> None:
        shell.events.unregister("post_execute", once)
        call()

    shell.events.register("post_execute", once)
