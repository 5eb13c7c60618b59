"""Still display of a widget, for readers of a notebook without a kernel: a picture, and a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, ref

import anywidget
import traitlets as t
from IPython import get_ipython
from ipywidgets import Box, Widget

from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.remembered import Remembered
from splinewidgets.widgets.host.saved import Saved
from splinewidgets.widgets.host.still import Pixels, Still, bundle_of

# How the cells of a front end are named that shows another part of an output where it has no view.
VSCODE = "vscode"

# Seconds that a display waits for its first picture: in front of somebody, who sees the widget only afterwards, and
# where nobody waits for it, since the widget is seen already or a program executes the notebook.
IN_SIGHT = 1.0
OUT_OF_SIGHT = 60.0

# The pictures that cells show of a widget, by cell: one that is run again has another.
_stills: WeakKeyDictionary[Widget, dict[str, Still]] = WeakKeyDictionary()


class Displayed(Saved, Remembered, anywidget.AnyWidget):
    """A widget whose display has a PNG and a sentence beside its view, which is shown wherever there is a kernel.

    A subclass draws (`_still_pixels`), says what it shows (`_words`), and may have to be waited for (`_await_picture`).
    """

    still = t.Bool(True, help="Whether a saved notebook keeps a picture.")

    # Its bundle, by which `widgets.json` lists it; and the code and the style of that.
    _bundle: ClassVar[str]
    _esm: ClassVar[str | None]
    _css: ClassVar[str]

    # The traits that change the picture.
    _drawn: ClassVar[tuple[str, ...]] = ()
    # A trait of each widget.
    error: Any

    def __init_subclass__(cls, **options: Any) -> None:
        # Not in the class that is made anew for the traits of each widget.
        if "_bundle" in cls.__dict__:
            cls._esm, cls._css = bundle.read(cls._bundle)
        super().__init_subclass__(**options)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        complete_boxes(get_ipython())

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return completed(super()._repr_mimebundle_(**options), self)

    @property
    def _drawn_parts(self) -> Sequence[Displayed]:
        """Widgets that the picture is made of."""
        return (self,)

    def _await_picture(self, seconds: float) -> None:
        """Wait for the first picture, at most so many seconds."""

    def _has_picture(self) -> bool:
        """Test whether there is a picture to draw."""
        raise NotImplementedError

    def _still_pixels(self, pixels: int) -> Pixels:
        """Picture (height, width, 3) of about so many pixels; called where there is one."""
        raise NotImplementedError

    def _words(self) -> str:
        """Description of the picture, without a full stop; called where there is one."""
        raise NotImplementedError

    def _sentence(self) -> str:
        name = type(self).__name__
        if self._has_picture():
            return f"{name}: {self._words()}."
        return f"{name} without a picture. {self.error or 'Nothing is computed yet.'}"


def displayed_in(widget: Widget | None) -> list[Displayed]:
    """Open widgets of ours in a widget, which may be a box of boxes: each once, in their order."""
    if isinstance(widget, Displayed):
        return [widget] if widget.comm is not None else []
    found = [each for child in getattr(widget, "children", ()) for each in displayed_in(child)]
    return list(dict.fromkeys(found))


def completed(bundle: Any, shown: Widget) -> Any:
    """Display of a widget with pictures and sentences of ours in it; unchanged where there are none.

    A page of JupyterLab or Notebook shows the view of an output even where there is no kernel, and then says only that
    its model was not found. There the picture is an output of its own, which the live view hides.
    """
    widgets = displayed_in(shown)
    # Of anywidget with metadata, of ipywidgets without.
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    if not widgets or not data:
        return bundle
    shell, cell = hosting_cell()
    await_pictures(widgets, OUT_OF_SIGHT if cell is None else IN_SIGHT)
    if cell is None or cell.startswith(VSCODE):
        data.update(bundle_of(widgets))
        return bundle
    data["text/plain"] = "\n".join(each._sentence() for each in widgets)
    place = ref(shown)
    still = Still(lambda: displayed_in(place()), shell.display_pub.publish)
    stills = _stills.setdefault(shown, {})
    if before := stills.get(cell):
        before.end()
    stills[cell] = still

    def display() -> None:
        await_pictures(displayed_in(place()), OUT_OF_SIGHT)
        still.display()

    _after_cell(shell, display)
    return bundle


def await_pictures(widgets: list[Displayed], seconds: float) -> None:
    """Wait for the first pictures of widgets, at most so many seconds for all of them."""
    end = time.monotonic() + seconds
    for each in widgets:
        each._await_picture(max(0.0, end - time.monotonic()))


def complete_boxes(shell: Any) -> None:
    """Display boxes of ipywidgets with the pictures of our widgets in them; other boxes as before.

    Whoever has told IPython how to display boxes is left alone.
    """
    formatter = getattr(getattr(shell, "display_formatter", None), "mimebundle_formatter", None)
    if formatter is not None and Box not in formatter.type_printers:
        formatter.for_type(Box, lambda box: completed(box._repr_mimebundle_(), box))


def hosting_cell() -> tuple[Any, str | None]:
    """Running shell, and the cell of a page that it runs for; None where a program executes a notebook.

    Front ends tell with what they execute which cell it stands in; programs such as nbconvert do not.
    """
    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return shell, None
    return shell, kernel.get_parent("shell").get("metadata", {}).get("cellId")


def _after_cell(shell: Any, call: Callable[[], None]) -> None:
    """Call a function once, at the end of the running cell."""

    def once() -> None:
        shell.events.unregister("post_execute", once)
        call()

    shell.events.register("post_execute", once)
