"""A process that compiles ahead while this one imports and trains, and the wait for it, counted."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from filelock import Timeout

from .cache import CompiledCache, Stage, compiled_cache

# "0" starts no process, "1" starts one even where none is wanted by itself.
SWITCH = "SPLINEWIDGETS_COMPILE"
# Seconds without another function after which the process is no longer waited for: imports and the largest function
# take a few, on a busy machine some more.
PATIENCE = 30.0
# Seconds between two looks at how far it is.
PAUSE = 0.05

Tell = Callable[[str], None]

_process: subprocess.Popen[bytes] | None = None
_first_picture = threading.Event()


def begin() -> None:
    """Start compiling in a process of its own, unless all is compiled; returns at once."""
    global _process
    if _process is not None or not _wanted():
        return
    cache = compiled_cache()
    if cache is None or cache.stage == Stage.EVERYTHING:
        return
    # With the very paths of this process, so that it finds the same package.
    run = "runpy.run_module('splinewidgets.compilation', None, '__main__')"
    program = f"import runpy, sys; sys.path[:] = {sys.path!r}; {run}"
    try:
        _process = subprocess.Popen(
            [sys.executable, "-c", program, "--background"],
            stdin=subprocess.PIPE,  # closed when this process ends, however it does
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, SWITCH: "0", "OMP_NUM_THREADS": "1"},
            **_detached(),
        )
    except OSError:
        return  # then functions are compiled here, when they are called
    # Waits for it all the time, so that nothing of it stays in the table of processes.
    threading.Thread(target=_process.wait, name="splinewidgets-compilation", daemon=True).start()
    atexit.register(_end)


def ready() -> bool:
    """Whether nothing has to be compiled for a first picture."""
    cache = compiled_cache()
    return _first_picture.is_set() or cache is None or cache.stage >= Stage.FIRST_PICTURE


def progress() -> str:
    """How far compiling has come, in words."""
    from .functions import compiled_functions

    cache, count = compiled_cache(), len(compiled_functions())
    stored = 0 if cache is None else min(cache.stored(), count)
    return f"Compiling once for this installation, {stored} of {count} functions done …"


@contextmanager
def counted(tell: Tell, check: Callable[[], None]) -> Iterator[None]:
    """Compute a first picture in this block, after the process that compiles for it.

    What is not compiled then is compiled in this process, as numba does: where the process ended or stands still,
    and where there is none.

    Parameters
    ----------
    tell
        Called with `progress()` whenever there is more, on another thread.
    check
        Called now and then while waiting; what it raises ends the wait.
    """
    if ready():
        yield
        return
    done = threading.Event()
    teller = threading.Thread(target=_tell_until, args=(done, tell), name="splinewidgets-compilation", daemon=True)
    teller.start()
    try:
        _wait(check)
        yield
    finally:
        done.set()
        teller.join()
    _first_picture.set()


def _wanted() -> bool:
    choice = os.environ.get(SWITCH)
    if choice in ("0", "1"):
        return choice == "1"
    helper = multiprocessing.parent_process() is not None
    elsewhere = "pytest" in sys.modules or getattr(sys, "frozen", False) or not sys.executable
    return not (helper or elsewhere)


def _detached() -> dict[str, Any]:
    """What keeps an interrupt of this process, and on Windows a console, from the other."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"start_new_session": True}


def _end() -> None:
    if _process is not None and _process.poll() is None:
        _process.kill()
        _process.wait()


def _wait(check: Callable[[], None]) -> None:
    """Wait while a process, ours or another's, compiles what the first picture needs and comes on with it."""
    cache = compiled_cache()
    if cache is None:
        return
    stored, since = -1, time.monotonic()
    helped = False
    while cache.stage < Stage.FIRST_PICTURE and (_running() or cache.locked()):
        check()
        if cache.stored() != stored:
            stored, since = cache.stored(), time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            return
        if not helped and cache.stage < Stage.TESSELLATION:
            _help(cache)
            helped = True
        time.sleep(PAUSE)


def _help(cache: CompiledCache) -> None:
    """Compile in this process, which only waits, what that process would compile later; it then finds it done."""
    from .workload import first_picture

    with suppress(Timeout), cache.questions_lock().acquire(timeout=0):
        first_picture()


def _running() -> bool:
    return _process is not None and _process.poll() is None


def _tell_until(done: threading.Event, tell: Tell) -> None:
    told = ""
    while not done.wait(PAUSE):
        if (now := progress()) != told:
            told = now
            tell(now)
