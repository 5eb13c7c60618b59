"""Cache of the compiled geometry: its parts, and the processes that compile them."""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import llvmlite.binding
import numba
from filelock import FileLock, Timeout

from splinewidgets.compiled import digest, directories, sources


class Part(StrEnum):
    """Part that one process compiles in one go."""

    CHORDS = "chords"
    CUTS = "cuts"
    VALUES = "values"
    QUESTIONS = "questions"
    TESSELLATION = "tessellation"
    REST = "rest"


# The parts of a stage can be compiled at once; they call what the stages before have compiled. The longest is first.
FIRST_PICTURE = (Part.CHORDS, Part.CUTS, Part.VALUES, Part.QUESTIONS)
STAGES = (FIRST_PICTURE, (Part.TESSELLATION,), (Part.REST,))


@dataclass(frozen=True)
class CompiledCache:
    """Compiled functions of the geometry for one Python, numba and processor.

    Attributes
    ----------
    directory : Path
        Where numba keeps what is in the geometry's own folder; how far it is stands here for all.
    sources : str
        Names the text of all files with compiled functions.
    environment : str
        Names the Python, the numba and the processor.
    rooms : tuple of Path
        Where numba keeps what is in the folders below.
    """

    directory: Path
    sources: str
    environment: str
    rooms: tuple[Path, ...] = ()

    def missing(self) -> tuple[Part, ...]:
        """The parts of the first stage that is not compiled; none if all is."""
        for stage in STAGES:
            if missing := tuple(part for part in stage if not self.finished(part)):
                return missing
        return ()

    def finished(self, part: Part) -> bool:
        """Test whether a part of these sources is in the cache for certain."""
        done = self._done(part)
        return done.is_file() and done.read_text(errors="replace") == self.sources

    def finish(self, part: Part) -> None:
        """Remember that a part is compiled."""
        self._done(part).write_text(self.sources)

    def ready(self) -> bool:
        """Test whether nothing has to be compiled for a first picture."""
        return all(self.finished(part) for part in FIRST_PICTURE)

    def stored(self) -> int:
        """Number of functions in the cache for this Python, each for arguments of some type."""
        of_this_python = f"*.py{sys.version_info.major}{sys.version_info.minor}*.nbi"
        return sum(len(list(place.glob(of_this_python))) for place in (self.directory, *self.rooms))

    def lock(self, part: Part) -> FileLock:
        """The right to compile a part; the system takes it back from a process that dies."""
        return FileLock(self.directory / f"splinewidgets-{part}.lock")

    def locked(self) -> bool:
        """Test whether some process is compiling ahead."""
        for part in Part:
            try:
                with self.lock(part).acquire(timeout=0):
                    pass
            except Timeout:
                return True
        return False

    def _done(self, part: Part) -> Path:
        return self.directory / f"splinewidgets-{self.environment}-{part}.done"


@functools.cache
def compiled_cache() -> CompiledCache | None:
    """The cache for this process; None if numba finds no place for one, or is told not to compile."""
    if not directories():
        return None
    first, *rooms = directories()
    processor = os.environ.get("NUMBA_CPU_NAME") or llvmlite.binding.get_host_cpu_name()
    return CompiledCache(
        first, sources(), digest(f"{sys.version} {numba.__version__} {processor}".encode()), tuple(rooms)
    )
