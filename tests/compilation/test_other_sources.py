"""What was compiled from other sources than these is forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from splinewidgets.compilation.cache import CompiledCache, Part
from splinewidgets.compiled import forget_other_sources

# What numba calls the file of a function that it has compiled.
STORED = f"module.function-1.py{sys.version_info.major}{sys.version_info.minor}.nbi"


def test_what_other_sources_have_left_is_forgotten(tmp_path: Path) -> None:
    cache = CompiledCache(tmp_path, "sources", "environment", (tmp_path / "room",))
    cache.rooms[0].mkdir()
    forget_other_sources((cache.directory, *cache.rooms), "older")
    (tmp_path / STORED).touch()
    (cache.rooms[0] / STORED).touch()
    cache.finish(Part.REST)
    forget_other_sources((cache.directory, *cache.rooms), "older")
    assert (cache.stored(), cache.finished(Part.REST)) == (2, True)
    forget_other_sources((cache.directory, *cache.rooms), "newer")
    assert (cache.stored(), cache.finished(Part.REST)) == (0, False)


def test_it_is_forgotten_before_anything_is_computed(tmp_path: Path) -> None:
    """Also by who takes no widget, and so begins no process."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [
        sys.executable,
        "-c",
        "from splinewidgets.compiled import directories; print(*directories(), sep=chr(10))",
    ]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    first, *rooms = map(Path, told.splitlines())
    for place in (first, *rooms):
        (place / STORED).touch()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    assert all((place / STORED).exists() for place in (first, *rooms)), "the sources are the same"
    (first / "splinewidgets.sources").write_text("of other sources")
    subprocess.run(command, env=environment, capture_output=True, check=True)
    assert rooms and not any((place / STORED).exists() for place in (first, *rooms))
