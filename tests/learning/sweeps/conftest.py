from __future__ import annotations

from pathlib import Path

import pytest
from torch import nn

from splinewidgets.learning import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    history = History(tmp_path / "history")
    for step in range(6):
        history.keep(nn.Linear(3, 2), step)
    history.close()
    return history


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks"
