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
    cache = CompiledCache(tmp_path, "sources", "environment")
    forget_other_sources(cache.directory, "older")
    (tmp_path / STORED).touch()
    cache.finish(Part.REST)
    forget_other_sources(cache.directory, "older")
    assert (cache.stored(), cache.finished(Part.REST)) == (1, True)
    forget_other_sources(cache.directory, "newer")
    assert (cache.stored(), cache.finished(Part.REST)) == (0, False)


def test_it_is_forgotten_before_anything_is_computed(tmp_path: Path) -> None:
    """Also by who takes no widget, and so begins no process."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "from splinewidgets.compiled import directory; print(directory())"]
    directory = Path(
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
    )
    (directory / STORED).touch()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    assert list(directory.glob("*.nbi")), "the sources are the same"
    (directory / "splinewidgets.sources").write_text("of other sources")
    subprocess.run(command, env=environment, capture_output=True, check=True)
    assert not list(directory.glob("*.nbi"))
