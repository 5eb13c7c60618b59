"""`make recordings`: write what view tests and pages of the harness play, all or those that are named."""

from __future__ import annotations

import sys
from pathlib import Path

from recordings.shown import SHOWN
from splinewidgets.widgets.pages.recording_text import as_text

FOLDER = Path(__file__).parents[1] / "harness" / "recorded"

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or SHOWN:
        (FOLDER / f"{name}.json").write_text(as_text(SHOWN[name]()), encoding="utf-8")
