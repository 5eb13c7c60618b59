"""Choice to cut the layers of a perceptron in one compiled call, which nobody waits for when it is not compiled.

Layer by layer they are cut by functions that are compiled for every walk. One call is a little faster where there is
little to cut, and takes the longest of all to be compiled.
"""

from __future__ import annotations

import itertools

from splinewidgets.compiled import is_stored

from .perceptron_walk import walk_perceptron

# Whoever walks so often in one process gains by compiling it.
MANY_WALKS = 200

_walks = itertools.count(1)


def worth_cutting_ahead() -> bool:
    """Test whether it is compiled, or has been done without so often that it should be; asked once for each walk."""
    return is_stored(walk_perceptron) or next(_walks) > MANY_WALKS
