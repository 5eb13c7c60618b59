"""A recording as text: JSON, in which the bytes of arrays are numbers of base64 texts, each of which is there once."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from recordings.recording import Recording


def as_text(recording: Recording) -> str:
    """The text that `js/src/wire/recording.ts` reads."""
    buffers: dict[bytes, int] = {}
    packed = _packed(recording, buffers)
    texts = [b64encode(buffer).decode("ascii") for buffer in buffers]
    return json.dumps({**packed, "buffers": texts}, allow_nan=False, separators=(",", ":"))


def _packed(value: Any, buffers: dict[bytes, int]) -> Any:
    if isinstance(value, memoryview):
        return {"bytes": buffers.setdefault(bytes(value), len(buffers))}
    if isinstance(value, dict):
        return {name: _packed(part, buffers) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(part, buffers) for part in value]
    return value
