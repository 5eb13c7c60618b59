"""A file of JSON objects, one a line, that is only ever appended to and survives a kill at any moment."""

from __future__ import annotations

import errno
import json
import os
import weakref
from pathlib import Path
from typing import Any

from splinewidgets.files.checksum import Record, line_of, record_of
from splinewidgets.files.disk import check_plain, sync_directory, writing

from .writer_lock import WriterLock


class AppendOnlyFile:
    """Lines that one process appends and any number of others read, while they are appended if need be.

    The first line, the header, tells one file from another that was put in its place. Each line ends with a checksum.
    It counts once its newline is there, so what a killed writer left unfinished is never read, and the next writer
    cuts it off. A line that was appended is on the disk when `append` returns.

    Parameters
    ----------
    file
        Need not exist.
    what
        What the file is, for errors.
    format
        What the header says it is, less its version: 2, or 1, of which lines may have no checksum.
    without
        What becomes of what a damaged line said, once that line is deleted, for errors.
    """

    def __init__(self, file: Path, what: str, format: str, without: str) -> None:
        self.file, self._what, self._format, self._without = file, what, format, without
        self._lock = WriterLock(file, what)
        # The file itself, wherever it goes, while it is written.
        self._open: tuple[int, weakref.finalize[Any, Any]] | None = None
        self.forget()

    def forget(self) -> None:
        """Read the file from its beginning next time."""
        self.header: Record | None = None
        self._first_line, self._unchecked = b"", False
        self._state: tuple[int, int, int] | None = None
        self._offset = self._lines = 0

    def read(self) -> tuple[bool, list[tuple[int, Record]]]:
        """Flag that what was read before no longer holds, and the lines that are new, each with its number.

        Costs one `stat` where nothing has changed; else the header and the new bytes are read.

        Raises
        ------
        ValueError
            If a line is not as it was written, or the file is of another format or no plain file.
        """
        check_plain(self.file, links=True)
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
        *lines, unfinished = text.split(b"\n")
        records = [(self._lines + i, self._parse(line, self._lines + i)) for i, line in enumerate(lines, 1)]
        self._check_unfinished(unfinished, self._lines + len(lines) + 1)
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
            If the file is of another format, a link or no plain file, or damaged at its end. It is left as it was.
        RuntimeError
            If somebody else is writing.
        OSError
            If the disk is full or cannot be written.
        """
        with writing(self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True)
        check_plain(self.file, links=False)
        self._lock.acquire()
        try:
            text = self.file.read_bytes() if self.file.exists() else b""
            self._check_format(text)
            whole = text.rfind(b"\n") + 1
            self._check_unfinished(text[whole:], text.count(b"\n") + 1)
            if whole < len(text):
                os.truncate(self.file, whole)
            if not whole:
                self.append({"format": f"{self._format} 2", **header})
                sync_directory(self.file.parent)
            self._hold()
        except BaseException:
            self.close()
            raise

    @property
    def writing(self) -> bool:
        """True if this object may append; no longer, once the file was removed or replaced."""
        return self._lock.held and self.file.exists() and self._is_the_same(self.file.stat().st_size)

    def check_place(self) -> None:
        """Raise RuntimeError if the file was moved while this object wrote it, for what follows belongs beside it."""
        if self._open is None or not self._lock.held:
            return
        there = os.fstat(self._open[0])
        if there.st_nlink and not (self.file.exists() and os.path.samestat(there, self.file.stat())):
            raise RuntimeError(
                f"{self.file}, {self._what}, was moved or renamed while it was written. What follows must come to the "
                "same place. Open it where it is now, or choose another path."
            )

    def append(self, record: Record) -> None:
        """Append one line. It is whole and on the disk afterwards, or an error is raised and the file is as before."""
        line = line_of(record) + b"\n"
        with writing(self.file, len(line)), self.file.open("ab", buffering=0) as stream:
            before = os.fstat(stream.fileno()).st_size
            try:
                if stream.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(stream.fileno())
            except OSError:
                os.truncate(self.file, before)
                raise

    def close(self) -> None:
        """Let others write."""
        if self._open is not None:
            self._open[1]()
            self._open = None
        self._lock.release()

    def _hold(self) -> None:
        descriptor = os.open(self.file, os.O_RDONLY)
        self._open = descriptor, weakref.finalize(self, os.close, descriptor)

    def damaged(self, line: int) -> ValueError:
        """The error for a line that is not as it was written."""
        return ValueError(
            f"Line {line} of {self.file}, {self._what}, is damaged. Each must be as it was written. "
            f"Restore the file from a copy, or delete that line: {self._without}."
        )

    def _is_the_same(self, size: int) -> bool:
        """Test whether the file, of a size, is the one that was read."""
        with self.file.open("rb") as stream:
            return size >= self._offset and stream.readline() == self._first_line

    def _check_format(self, text: bytes) -> None:
        beginnings = [json.dumps({"format": f"{self._format} {version}"})[:-1] for version in (2, 1)]
        self._unchecked = text.startswith(beginnings[1].encode())
        if not any(text.startswith(start.encode()) or start.encode().startswith(text) for start in beginnings):
            raise ValueError(
                f"The file {self.file} begins with {text[:60].decode(errors='replace')!r}. It must begin with "
                f"{beginnings[0]}, as {self._what} does. Choose another path, a version of splinewidgets that knows "
                f"this one, or move it away if it is damaged: {self._without}."
            )

    def _parse(self, line: bytes, number: int) -> Record:
        try:
            return record_of(line, unchecked=self._unchecked)
        except ValueError as error:
            raise self.damaged(number) from error

    def _check_unfinished(self, rest: bytes, number: int) -> None:
        """Raise for a last line that is whole, and not unfinished, but for its newline, which is another byte."""
        try:
            record_of(rest[:-1])
        except ValueError:
            return
        raise self.damaged(number)
