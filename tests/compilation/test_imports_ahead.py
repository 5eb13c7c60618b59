"""What numba imports at the first call of a function is imported before, on a thread."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from splinewidgets.compilation import background

AHEAD = """
import os, sys
from splinewidgets.compilation import background
from splinewidgets.compilation.imports_ahead import MODULES, import_ahead
print(any(name in sys.modules for name in MODULES), end=" ")
background.begin()
if not os.fork():
    # Not in the midst of an import, whose lock nobody would release here.
    os._exit(0 if all(name in sys.modules for name in MODULES) else 1)
print(os.wait()[1], "torch" in sys.modules, end=" ")
before = set(sys.modules)
import numba
numba.njit(lambda x: x + 1)(1)
print(sorted({"scipy.linalg", *MODULES} - before))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_what_numba_imports_later_is_imported_ahead(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), background.SWITCH: "1"}
    then = subprocess.run([sys.executable, "-c", AHEAD], env=environment, capture_output=True, text=True, check=True)
    assert then.stdout.strip() == "False 0 False []" and then.stderr == ""
