"""Files that a page asks for, to be saved where it runs."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray

SavedKind = Literal["svg", "png", "pdf", "code"]
"""What is asked for: a figure of what is shown, or the code that shows it."""


class SaveRequest(TypedDict):
    """A file that somebody wants."""

    seq: int
    kind: SavedKind
    dark: bool
    """Whether on a dark sheet."""


class WireSaved(TypedDict):
    """The file, or what is wrong; on its way only, for the next message takes it away."""

    seq: int
    """Of the request."""
    name: NotRequired[str]
    """To save the file under."""
    content: NotRequired[Annotated[WireArray, Array("uint8", ("bytes",))]]
    text: NotRequired[str]
    """Code."""
    error: NotRequired[str]
