"""The browser tests' driver, for the benchmarks that need a browser."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "browser"))

from chromium import Chromium  # noqa: E402
from jupyter_driver import JupyterServer, Lab  # noqa: E402

__all__ = ["ROOT", "Chromium", "JupyterServer", "Lab"]
