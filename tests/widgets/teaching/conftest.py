from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from misfits import misfits_of

from splinewidgets import SplineEditor

Edit = Callable[..., SplineEditor]


@pytest.fixture
def spline() -> Iterator[Edit]:
    """Makes editors, by default of a network in float64 whose knots are at -2, -1, 0, 1 and 2; closes them."""
    made: list[SplineEditor] = []

    def make(*args: Any, **keywords: Any) -> SplineEditor:
        made.append(SplineEditor(*args, **keywords))
        assert misfits_of(made[-1]) == []
        return made[-1]

    yield make
    for editor in made:
        assert misfits_of(editor) == []
        editor.close()
