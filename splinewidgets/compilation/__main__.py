"""Compile all functions of the geometry and keep them on the disk: `python -m splinewidgets.compilation`."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from contextlib import nullcontext

from filelock import Timeout

from .cache import CompiledCache, Stage, compiled_cache

# Below what the user runs, and still served where all processors are busy.
NICENESS = 5
# Seconds for which a background process tries to get the lock: others hold it for an instant to see whether it is held.
SHORTLY = 1.0


def main() -> None:
    """Compile what is not compiled yet."""
    parser = argparse.ArgumentParser("python -m splinewidgets.compilation", description=__doc__)
    parser.add_argument(
        "--background", action="store_true", help="step back behind others, and end when standard input does"
    )
    background = parser.parse_args().background
    if background:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        if hasattr(os, "nice"):
            os.nice(NICENESS)
    cache = compiled_cache()
    if cache is None:
        sys.exit(
            "numba finds no directory that it can write to. Compiled functions are kept in one. "
            "Set NUMBA_CACHE_DIR to a directory of yours."
        )
    started = time.perf_counter()
    try:
        with cache.lock().acquire(timeout=SHORTLY if background else -1):
            compile_all(cache)
    except Timeout:
        return  # another process is at it
    print(f"{cache.stored()} functions are compiled, in {cache.directory} ({time.perf_counter() - started:.0f} s).")


def compile_all(cache: CompiledCache) -> None:
    """Bring the cache to its last stage; the caller holds its lock."""
    cache.forget_other_sources()
    if cache.stage < Stage.EVERYTHING:
        from .workload import STAGES

        for stage, compute in STAGES.items():
            if cache.stage < stage:
                with cache.questions_lock() if stage == Stage.FIRST_PICTURE else nullcontext():
                    compute()
                cache.reach(stage)


def _end_with_parent() -> None:
    """End this process when whoever started it has ended and so closed our standard input."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
