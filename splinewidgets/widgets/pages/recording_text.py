"""A recording as text: JSON, in which the bytes of arrays are numbers of base64 texts, each of which is there once."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from splinewidgets.widgets.pages.recorder import RecordedWidget, Recording, Table


def as_text(recording: Recording) -> str:
    """The text that `js/src/wire/recording.ts` reads."""
    return RecordingTexts().text(recording["widgets"], recording["tables"])


class RecordingTexts:
    """A recording as several texts, read in their order: each has the arrays that those before have not."""

    def __init__(self) -> None:
        self._buffers: dict[bytes, int] = {}

    def text(self, widgets: Mapping[str, RecordedWidget], tables: Sequence[Table]) -> str:
        """The text of some widgets and answers."""
        known = len(self._buffers)
        packed = self._packed({"widgets": widgets, "tables": tables})
        texts = [b64encode(buffer).decode("ascii") for buffer in list(self._buffers)[known:]]
        return json.dumps({**packed, "buffers": texts}, allow_nan=False, separators=(",", ":"))

    def _packed(self, value: Any) -> Any:
        if isinstance(value, memoryview):
            return {"bytes": self._buffers.setdefault(bytes(value), len(self._buffers))}
        if isinstance(value, Mapping):
            return {name: self._packed(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._packed(part) for part in value]
        return value
