"""What a browser has of pictures already, so that one shown before travels as its number."""

from __future__ import annotations

from typing import Any

Picture = dict[str, Any]

# What may differ when a picture is shown again.
CHANGING = ("id", "seq", "anchors", "handles")


class SentPictures:
    """Shortens pictures that a browser was sent and still has, as far as one knows; it asks for what it misses."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[int, int]] = {}

    def forget(self) -> None:
        """Send everything in full again."""
        self._sent.clear()

    def shortened(self, trait: str, picture: Picture, most_tiles: int) -> Picture:
        """The picture as a trait sends it, to a browser that holds pictures of `most_tiles` tiles together."""
        if not picture:
            return picture
        sent = self._sent.setdefault(trait, {})
        known = sent.pop(picture["id"], None)
        sent[picture["id"]] = picture["tile_sizes"]["shape"][0]
        while len(sent) > 1 and sum(sent.values()) > most_tiles:
            del sent[next(iter(sent))]
        return picture if known is None else {name: picture[name] for name in CHANGING}
