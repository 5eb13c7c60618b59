"""Where numba keeps what it has compiled of the geometry, how much that is, and of which sources.

numba looks for changes only in the file of a function, and not in those of the functions that are compiled into it.
So what was compiled from other sources is forgotten as a whole.
"""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from types import FunctionType

import llvmlite.binding
import numba
from filelock import FileLock, Timeout
from numba.core.dispatcher import Dispatcher

GEOMETRY = Path(__file__).parent.parent / "geometry"


class Stage(IntEnum):
    """How far compiling is: what is in the cache for certain."""

    NOTHING = 0
    TESSELLATION = 1
    FIRST_PICTURE = 2
    EVERYTHING = 3


@dataclass(frozen=True)
class CompiledCache:
    """What is compiled of the geometry for one Python, numba and processor.

    Attributes
    ----------
    directory : Path
        Where numba keeps it: beside the package, or where `NUMBA_CACHE_DIR` says, or with the user if neither can be
        written to.
    sources : str
        Names the text of all files with compiled functions.
    environment : str
        Names the Python, the numba and the processor.
    """

    directory: Path
    sources: str
    environment: str

    @property
    def stage(self) -> Stage:
        """How far compiling these sources has come."""
        sources, _, stage = _read(self._stage_file).partition(" ")
        return Stage[stage] if sources == self.sources and stage in Stage.__members__ else Stage.NOTHING

    def reach(self, stage: Stage) -> None:
        """Remember that compiling has come so far."""
        self._stage_file.write_text(f"{self.sources} {stage.name}")

    def stored(self) -> int:
        """How many functions are in the cache for this Python, each for arguments of some type."""
        return len(list(self.directory.glob(f"*.py{sys.version_info.major}{sys.version_info.minor}*.nbi")))

    def forget_other_sources(self) -> None:
        """Remove what was compiled from other sources than these, whoever did."""
        compiled = self.directory / "splinewidgets.sources"
        if _read(compiled) != self.sources:
            for file in (*self.directory.glob("*.nbi"), *self.directory.glob("splinewidgets-*.stage")):
                file.unlink(missing_ok=True)
            compiled.write_text(self.sources)

    def lock(self) -> FileLock:
        """The right to compile ahead; the system takes it back from a process that dies."""
        return FileLock(self.directory / "splinewidgets.lock")

    def questions_lock(self) -> FileLock:
        """The right to compile what is asked of tiles, which whoever waits for the tessellation may do meanwhile."""
        return FileLock(self.directory / "splinewidgets-questions.lock")

    def locked(self) -> bool:
        """Whether some process is compiling ahead."""
        try:
            with self.lock().acquire(timeout=0):
                return False
        except Timeout:
            return True

    @property
    def _stage_file(self) -> Path:
        return self.directory / f"splinewidgets-{self.environment}.stage"


@functools.cache
def compiled_cache() -> CompiledCache | None:
    """The cache for this process; None if numba finds no place for one, or is told not to compile. Imports no torch."""
    # numba tells where it caches a function of a file that need not be imported for that.
    code = (lambda: None).__code__.replace(co_filename=str(GEOMETRY / "__init__.py"))
    try:
        function: object = numba.njit(cache=True)(FunctionType(code, {}))
    except RuntimeError:
        return None
    directory = function.stats.cache_path if isinstance(function, Dispatcher) else None
    if directory is None:
        return None
    texts = (file.read_bytes() for file in sorted(GEOMETRY.rglob("*.py")))
    processor = os.environ.get("NUMBA_CPU_NAME") or llvmlite.binding.get_host_cpu_name()
    return CompiledCache(
        Path(directory),
        _digest(*(text for text in texts if b"numba" in text)),
        _digest(f"{sys.version} {numba.__version__} {processor}".encode()),
    )


def _digest(*texts: bytes) -> str:
    total = sha256()
    for text in texts:
        total.update(sha256(text).digest())
    return total.hexdigest()[:16]


def _read(file: Path) -> str:
    return file.read_text(errors="replace") if file.is_file() else ""
