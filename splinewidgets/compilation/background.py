"""Processes that compile ahead while this one imports and trains, and the wait for them, counted."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .cache import compiled_cache
from .imports_ahead import import_ahead

# "0" starts no process, "1" starts one even where none is wanted by itself.
SWITCH = "SPLINEWIDGETS_COMPILE"
# More processes would wait for the longest part.
MOST_PROCESSES = 3
# Seconds without another function after which the processes are no longer waited for: imports and the largest function
# take a few, on a busy machine some more.
PATIENCE = 30.0
# Seconds between two looks at how far it is.
PAUSE = 0.05

Tell = Callable[[str], None]

_processes: list[subprocess.Popen[bytes]] = []
_first_picture = threading.Event()


def begin() -> None:
    """Start compiling in processes of their own, unless all is compiled; returns at once.

    They are as many as processors, and step back behind whoever imports and trains meanwhile.
    """
    if _processes or not _wanted():
        return
    import_ahead()
    cache = compiled_cache()
    if cache is not None and cache.missing():
        atexit.register(_end)
        _start()


def _start() -> None:
    """Start as many processes as there are processors, or as are of use."""
    # With the very paths of this process, so that it finds the same package.
    run = "runpy.run_module('splinewidgets.compilation', None, '__main__')"
    program = f"import runpy, sys; sys.path[:] = {sys.path!r}; {run}"
    for _ in range(min(MOST_PROCESSES, os.cpu_count() or 1)):
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", program, "--background"],
                stdin=subprocess.PIPE,  # closed when this process ends, however it does
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, SWITCH: "0", "OMP_NUM_THREADS": "1"},
                **_detached(),
            )
        except OSError:
            return  # then functions are compiled here, when they are called
        _processes.append(process)
        # Waits for it all the time, so that nothing of it stays in the table of processes.
        threading.Thread(target=process.wait, name="splinewidgets-compilation", daemon=True).start()


def ready() -> bool:
    """Test whether nothing has to be compiled for a first picture."""
    cache = compiled_cache()
    return _first_picture.is_set() or cache is None or cache.ready()


def progress() -> str:
    """Progress of compiling, in words."""
    from .functions import compiled_functions

    cache, count = compiled_cache(), len(compiled_functions())
    stored = 0 if cache is None else min(cache.stored(), count)
    return f"{stored} of {count} functions, once per installation"


@contextmanager
def counted(tell: Tell, check: Callable[[], None]) -> Iterator[None]:
    """Compute a first picture in this block, after what compiles for it.

    What is not compiled then is compiled in this process, as numba does: where the others ended or stand still,
    and where there are none.

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
    """Options that keep an interrupt of this process, and on Windows a console, from the other."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"start_new_session": True}


def _end() -> None:
    for process in _processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait(check: Callable[[], None]) -> None:
    """Wait while processes, ours or another's, compile what the first picture needs and come on with it.

    This one does not take part: numba would keep the interpreter from whoever looks at a preview meanwhile.
    """
    cache = compiled_cache()
    if cache is None:
        return
    stored, since = -1, time.monotonic()
    while not cache.ready() and (_running() or cache.locked()):
        check()
        if cache.stored() != stored:
            stored, since = cache.stored(), time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            return
        time.sleep(PAUSE)


def _running() -> bool:
    return any(process.poll() is None for process in _processes)


def _tell_until(done: threading.Event, tell: Tell) -> None:
    told = ""
    while not done.wait(PAUSE):
        if (now := progress()) != told:
            told = now
            tell(now)
