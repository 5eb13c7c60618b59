"""Compilation of the geometry's functions, and their cache on the disk. Imports no torch.

numba looks for changes only in the file of a function, and not in those of the functions that are compiled into it.
So what was compiled from other sources is forgotten as a whole, before the first function is defined.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
from numba.core.dispatcher import Dispatcher

GEOMETRY = Path(__file__).parent / "geometry"

# Kept on the disk, and with the interpreter free for other threads. Without the entry for C, which nobody calls: numba
# would compile each function once more for it, a fifth of the time that a newcomer waits.
_OPTIONS: Any = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}
compiled: Callable[[Callable[..., Any]], Any] = numba.njit(**(_OPTIONS | {"_nrt": True}))
# For functions that make no arrays. They do not count who refers to those that they are given, which takes an atomic
# operation each on every way in and out: a third of the time that chords took. Division by zero raises nothing there.
borrowing: Callable[[Callable[..., Any]], Any] = numba.njit(**(_OPTIONS | {"_nrt": False, "error_model": "numpy"}))


@functools.cache
def directory(folder: Path) -> Path | None:
    """Cache directory of a folder's compiled functions; None if numba finds no place, or is told not to compile.

    Beside the package, or where `NUMBA_CACHE_DIR` says, or with the user if neither can be written to.
    """
    # numba tells where it caches a function of a file that need not be imported for that.
    code = (lambda: None).__code__.replace(co_filename=str(folder / "__init__.py"))
    try:
        function = compiled(FunctionType(code, {}))
    except RuntimeError:
        return None
    path = function.stats.cache_path if isinstance(function, Dispatcher) else None
    return None if path is None else Path(path)


@functools.cache
def directories() -> tuple[Path, ...]:
    """Cache directories of all compiled functions, the geometry's own folder first; empty if numba finds no place."""
    folders = [GEOMETRY, *sorted(file.parent for file in GEOMETRY.glob("*/__init__.py"))]
    return tuple(found for folder in folders if (found := directory(folder)) is not None)


@functools.cache
def sources() -> str:
    """A name for the text of all files with compiled functions, and of this one."""
    texts = [file.read_bytes() for file in (Path(__file__), *sorted(GEOMETRY.rglob("*.py")))]
    return digest(*(text for text in texts if b"compiled" in text or b"numba" in text))


def forget_other_sources(directories: Sequence[Path], sources: str) -> None:
    """Remove what was compiled from other sources than these, whoever did."""
    of = directories[0] / "splinewidgets.sources"
    if of.is_file() and of.read_text(errors="replace") == sources:
        return
    # Others may be at the same, or the directories may be for reading only.
    with suppress(OSError):
        for directory in directories:
            for file in (*directory.glob("*.nbi"), *directory.glob("splinewidgets-*.done")):
                file.unlink(missing_ok=True)
        of.write_text(sources)


def is_stored(function: Any) -> bool:
    """Test whether a compiled function was called before, in this process or in one that kept it on the disk."""
    if not isinstance(function, Dispatcher) or function.overloads:
        return True
    place = function.stats.cache_path
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.py_func.__name__}"
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return place is not None and any(Path(place).glob(f"{name}-*.{python}*.nbi"))


def digest(*texts: bytes) -> str:
    """A short name for these texts."""
    total = sha256()
    for text in texts:
        total.update(sha256(text).digest())
    return total.hexdigest()[:16]


if directories():
    forget_other_sources(directories(), sources())
