"""One writer at a time, however it ends."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from splinewidgets.files.disk import check_plain, writing


class WriterLock:
    """The right to write a file, held by one object of one process.

    The system takes it back when the process dies, however it dies. Who holds it stands in a file beside, for others
    to be told; readers need no lock.
    """

    def __init__(self, file: Path, what: str) -> None:
        self._file, self._what = file, what
        self._place = file.with_name(file.name + ".lock")
        self._holder = file.with_name(file.name + ".pid")
        self._lock, self._process = self._new_lock(), os.getpid()

    @property
    def held(self) -> bool:
        """True if this object is the writer; in a forked process it is not, even if it is in the other."""
        return self._process == os.getpid() and self._lock.is_locked

    def acquire(self) -> None:
        """Become the writer.

        Raises
        ------
        RuntimeError
            If another object is, in this process or in another.
        ValueError
            If there is a link or no plain file where a file of the lock should be.
        OSError
            If the disk is full or cannot be written.
        """
        if self.held:
            return
        if self._process != os.getpid():
            self._lock, self._process = self._new_lock(), os.getpid()
        for file in (self._place, self._holder):
            check_plain(file, links=False)
        with writing(self._place):
            if not self._acquired():
                raise RuntimeError(
                    f"{self._name_holder()} is writing {self._file}, {self._what}. Only one may at a time. "
                    "Close the other writer, wait for it to end, or choose another path."
                )
        with suppress(OSError):  # it is for errors only
            # Another name of the same file, if there is one, keeps what it has.
            self._holder.unlink(missing_ok=True)
            self._holder.write_text(f"{os.getpid()}\n")

    def release(self) -> None:
        """Let others write."""
        if self.held:
            self._lock.release()

    def _acquired(self) -> bool:
        for last in (False, True):
            try:
                self._lock.acquire()
            except Timeout:
                if not last:
                    gc.collect()  # a writer that nobody names any more, and that names itself, lets go
            else:
                return True
        return False

    def _new_lock(self) -> FileLock:
        # Not bound to a thread: who opens a history in one thread may close it in another.
        return FileLock(self._place, timeout=0, thread_local=False)

    def _name_holder(self) -> str:
        with suppress(OSError, ValueError):
            process = int(self._holder.read_text())
            return f"Another object in this process ({process})" if process == os.getpid() else f"Process {process}"
        return "Another process"
