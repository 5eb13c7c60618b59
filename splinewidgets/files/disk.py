"""Errors of a disk, in words that name the file; and files that are none."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def writing(file: Path, size: int | None = None) -> Iterator[None]:
    """Write so many bytes to a file within, or make what it needs.

    Raises
    ------
    OSError
        Of the same kind and `errno` as one raised within. It says which file, how many bytes, and what to do.
    """
    try:
        yield
    except OSError as error:
        given = f"The disk of {file} is full" if error.errno in FULL else f"The file {file} cannot be written"
        remedy = "Make room there" if error.errno in FULL else "Look at the disk and its permissions"
        wanted = "It must be" if size is None else f"Its {size:,} bytes must be"
        failure = type(error)(
            f"{given} ({error.strerror or type(error).__name__}). {wanted} written whole. {remedy}, or choose another "
            "path."
        )
        failure.errno = error.errno
        raise failure from error


def write_whole(file: Path, parts: list[bytes | memoryview]) -> None:
    """Write a file, on the disk when this returns. At no moment does a part of it bear the name, nor is one left.

    What a process that is killed leaves of it is called `.{name}.{32 hexadecimal digits}.part`.

    Raises
    ------
    OSError
        If it cannot be written, see `writing`.
    """
    aside = file.with_name(f".{file.name}.{uuid4().hex}.part")
    with writing(file, sum(len(part) for part in parts)):
        try:
            with aside.open("xb") as stream:
                stream.writelines(parts)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(file)
        except BaseException:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise
        sync_directory(file.parent)


def sync_directory(directory: Path) -> None:
    """Put the names in a directory on the disk, where the system can."""
    with suppress(OSError):  # Windows opens no directories, and needs not to
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_plain(file: Path, *, links: bool) -> None:
    """Do nothing where there is a plain file or none.

    Parameters
    ----------
    links
        Whether a symbolic link to one is as good, as it is for reading.

    Raises
    ------
    ValueError
        If there is something else, as a pipe or a directory, with which reading might wait for ever and writing do
        harm.
    """
    try:
        mode = os.stat(file, follow_symlinks=links).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        kinds = {stat.S_IFLNK: "symbolic link", stat.S_IFIFO: "pipe", stat.S_IFDIR: "directory"}
        raise ValueError(
            f"There is a {kinds.get(stat.S_IFMT(mode), 'device or socket')} at {file}. It must be a plain file, or "
            "not be there. Remove it, or choose another path."
        )
