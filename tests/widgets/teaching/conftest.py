from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from misfits import misfits_of

from splinewidgets import Playground, SplineEditor

Edit = Callable[..., SplineEditor]
Play = Callable[..., Playground]


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


@pytest.fixture
def play() -> Iterator[Play]:
    made: list[Playground] = []

    def make(*arguments: Any, **keywords: Any) -> Playground:
        made.append(Playground(*arguments, **{"widths": (6, 4), "samples": 60, **keywords}))
        assert made[-1].explorer.tessellation  # is there
        return made[-1]

    yield make
    for playground in made:
        if playground.comm is not None:  # those that a test has not closed
            assert misfits_of(playground) == [] == misfits_of(playground.curves) == misfits_of(playground.explorer)
        playground.close()
