"""Compile all functions of the geometry and keep them on the disk: `python -m splinewidgets.compilation`."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time

from .cache import CompiledCache, compiled_cache

# Below what the user runs, and still served where all processors are busy.
NICENESS = 5
# Seconds between two looks at what others compile.
PAUSE = 0.2


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
    compile_all(cache)
    print(f"{cache.stored()} functions are compiled, in {cache.directory} ({time.perf_counter() - started:.0f} s).")


def compile_all(cache: CompiledCache) -> None:
    """Compile what is missing and nobody is at, until nothing is missing."""
    if cache.missing():
        from .workload import compile_part

        while missing := cache.missing():
            if not any(compile_part(cache, part) for part in missing):
                time.sleep(PAUSE)


def _end_with_parent() -> None:
    """End this process when whoever started it has ended and so closed our standard input."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
