"""What a sweep of `weighted` returns, and what it has computed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sweep_functions import weighted

from splinewidgets.learning import History

FACTORS = [0, 1, 2.5]


def computed(marks: Path) -> int:
    """How often a function that leaves marks was called; they are taken away."""
    files = list(marks.iterdir())
    count = sum(len(file.read_text()) for file in files)
    for file in files:
        file.unlink()
    return count


def expected(history: History) -> pd.DataFrame:
    rows = [
        {"step": c.step, "slice": i, **weighted(c, factor), "error": ""}
        for c in history
        for i, factor in enumerate(FACTORS)
    ]
    return pd.DataFrame(rows)
