"""A file of JSON objects, one a line, that is only ever appended to and survives a kill at any moment."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from .writer_lock import WriterLock

Record = dict[str, Any]


class AppendOnlyFile:
    """Lines that one process appends and any number of others read, while they are appended if need be.

    The first line, the header, tells one file from another that was put in its place. A line counts once its newline
    is there, so what a killed writer left unfinished is never read, and the next writer cuts it off. A line that was
    appended is on the disk when `append` returns.

    Parameters
    ----------
    file
        Need not exist.
    what
        What the file is, for errors.
    format
        With which the header begins.
    """

    def __init__(self, file: Path, what: str, format: str) -> None:
        self.file, self._what, self._format = file, what, format
        self._lock = WriterLock(file, what)
        self.forget()

    def forget(self) -> None:
        """Read the file from its beginning next time."""
        self.header: Record | None = None
        self._first_line = b""
        self._state: tuple[int, int, int] | None = None
        self._offset = self._lines = 0

    def read(self) -> tuple[bool, list[tuple[int, Record]]]:
        """Whether what was read before no longer holds, and the lines that are new, each with its number.

        Costs one `stat` where nothing has changed; else the header and the new bytes are read.

        Raises
        ------
        ValueError
            If a line is not a JSON object, or the file is of another format.
        """
        try:
            stat = self.file.stat()
        except FileNotFoundError:
            known = self.header is not None
            self.forget()
            return known, []
        state = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if state == self._state:
            return False, []
        replaced = self.header is not None and not self._is_the_same(stat.st_size)
        if replaced:
            self.forget()
        with self.file.open("rb") as stream:
            stream.seek(self._offset)
            text = stream.read()
        if self.header is None:
            self._check_format(text)
        lines = text.split(b"\n")[:-1]  # what follows the last newline is not finished
        records = [(self._lines + i, self._parse(line, self._lines + i)) for i, line in enumerate(lines, 1)]
        if records and self.header is None:
            self._first_line = lines[0] + b"\n"
            (_, self.header), *records = records
        self._state, self._lines = state, self._lines + len(lines)
        self._offset += sum(len(line) + 1 for line in lines)
        return replaced, records

    def write(self, **header: str) -> None:
        """Become the writer: lock, cut off what a killed writer left unfinished, begin an empty file with a header.

        Raises
        ------
        ValueError
            If the file is of another format. It is left as it was.
        RuntimeError
            If somebody else is writing.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        text = self.file.read_bytes() if self.file.exists() else b""
        self._check_format(text)
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            os.truncate(self.file, whole)
        if not whole:
            self.append({"format": self._format, **header})
            sync_directory(self.file.parent)

    @property
    def writing(self) -> bool:
        """Whether this object may append; no longer, once the file was removed or replaced."""
        return self._lock.held and self.file.exists() and self._is_the_same(self.file.stat().st_size)

    def append(self, record: Record) -> None:
        """Append one line. It is whole and on the disk afterwards, or an error is raised and the file is as before."""
        line = json.dumps(record, allow_nan=False).encode() + b"\n"
        with self.file.open("ab", buffering=0) as stream:
            before = os.fstat(stream.fileno()).st_size
            try:
                if stream.write(line) != len(line):
                    raise OSError(f"The disk of {self.file} is full. A line needs {len(line)} bytes. Make room there.")
                os.fsync(stream.fileno())
            except OSError:
                os.truncate(self.file, before)
                raise

    def close(self) -> None:
        """Let others write."""
        self._lock.release()

    def damaged(self, line: int) -> ValueError:
        """The error for a line that is not as it was written."""
        return ValueError(
            f"Line {line} of {self.file}, {self._what}, is damaged. Each must be as it was written. "
            "Restore the file from a copy, or delete that line to do without it."
        )

    def _is_the_same(self, size: int) -> bool:
        """Whether the file, of a size, is the one that was read."""
        with self.file.open("rb") as stream:
            return size >= self._offset and stream.readline() == self._first_line

    def _check_format(self, text: bytes) -> None:
        beginning = json.dumps({"format": self._format})[:-1].encode()
        if not (text.startswith(beginning) or beginning.startswith(text)):
            raise ValueError(
                f"The file {self.file} begins with {text[:60].decode(errors='replace')!r}. It must begin with "
                f"{beginning.decode()}, as {self._what} does. Choose another path, or a version of splinewidgets that "
                "knows this one."
            )

    def _parse(self, line: bytes, number: int) -> Record:
        try:
            record = json.loads(line)
        except ValueError as error:
            raise self.damaged(number) from error
        if not isinstance(record, dict):
            raise self.damaged(number)
        return record


def sync_directory(directory: Path) -> None:
    """Put the names in a directory on the disk, where the system can."""
    with suppress(OSError):  # Windows opens no directories, and needs not to
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
