"""Pictures that a browser holds: one shown before travels as its number."""

from __future__ import annotations

from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.picture import WireAgain, WirePicture


class SentPictures:
    """Record of the pictures that a browser was sent and should still hold; it asks for those that it misses."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[int, int]] = {}

    def forget(self) -> None:
        """Forget all: everything is sent in full again."""
        self._sent.clear()

    def shortened(self, trait: str, picture: Maybe[WirePicture], most_tiles: int) -> Maybe[WirePicture | WireAgain]:
        """The picture as a trait sends it, to a browser that holds pictures of `most_tiles` tiles together."""
        if "id" not in picture:
            return picture
        sent = self._sent.setdefault(trait, {})
        known = sent.pop(picture["id"], None)
        sent[picture["id"]] = picture["tile_sizes"]["shape"][0]
        while len(sent) > 1 and sum(sent.values()) > most_tiles:
            del sent[next(iter(sent))]
        if known is None:
            return picture
        # What may have changed where a picture is shown again.
        return {
            "id": picture["id"],
            "seq": picture["seq"],
            "anchors": picture["anchors"],
            "handles": picture["handles"],
        }
