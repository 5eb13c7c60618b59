"""Checksums: of a line of JSON and of a safetensors file, each kept inside of what it is of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from zlib import crc32

Record = dict[str, Any]

# The name, in the metadata of a safetensors file, of the SHA-256 of the file with zeros in place of these digits.
SHA256 = "splinewidgets.sha256"
BLANK = "0" * 64

_LINE_END = re.compile(rb'(?:, )?"crc32": "([0-9a-f]{8})"\}')
# safetensors writes its header without spaces, and escapes quotes within names.
_DIGITS = re.compile(rf'"{re.escape(SHA256)}":"([0-9a-f]{{64}})"'.encode())


def line_of(record: Mapping[str, Any]) -> bytes:
    """A JSON object in one line, whose last entry is the CRC-32 of the line without it.

    Raises
    ------
    ValueError
        If it holds a number that JSON does not know.
    """
    text = json.dumps(record, allow_nan=False)
    comma = ", " if record else ""
    return f'{text[:-1]}{comma}"crc32": "{crc32(text.encode()):08x}"}}'.encode()


def record_of(line: bytes, *, unchecked: bool = False) -> Record:
    """The JSON object in a line, without its checksum, which only if `unchecked` may be missing.

    Raises
    ------
    ValueError
        If the line is not as it was written.
    """
    end = _LINE_END.search(line, max(0, len(line) - len(', "crc32": "01234567"}')))
    if end is None or end.end() != len(line):
        if not unchecked:
            raise ValueError("it has no checksum")
    elif crc32(line[: end.start()] + b"}") != int(end[1], 16):
        raise ValueError("its checksum is another")
    try:
        record = json.loads(line)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(record, dict):
        raise ValueError("it is no JSON object")
    record.pop("crc32", None)
    return record


def checksums_of(content: bytes) -> tuple[str, str]:
    """The SHA-256 that the content of a safetensors file has, and the one that it says to have, if any."""
    digits = _place_of_digits(content)
    said = content[digits].decode()
    total = sha256(memoryview(content)[: digits.start])
    total.update(BLANK[: len(said)].encode())
    total.update(memoryview(content)[digits.stop :])
    return total.hexdigest(), said


def with_checksum(content: bytes) -> tuple[list[bytes | memoryview], str]:
    """The content of a safetensors file, in parts, with its SHA-256 in place of `BLANK`; and the SHA-256."""
    digits, checksum = _place_of_digits(content), sha256(content).hexdigest()
    view = memoryview(content)  # for the tensors may be large
    return [view[: digits.start], checksum.encode(), view[digits.stop :]], checksum


def _place_of_digits(content: bytes) -> slice:
    """Place of the SHA-256; an empty one, at the end, if there is none."""
    header_end = 8 + int.from_bytes(content[:8], "little")
    found = _DIGITS.search(content, 8, min(header_end, len(content)))
    return slice(*found.span(1)) if found else slice(len(content), len(content))
