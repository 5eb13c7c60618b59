from __future__ import annotations

import time
from collections.abc import Callable

import numba
import pytest
from numba.core.compiler_lock import global_compiler_lock

from splinewidgets.widgets.own_time import OwnTime

# Seconds that are surely not counted.
HELD = 0.02


def compile_a_function() -> float:
    numba.njit(lambda x: x + 1)(1.0)
    return 0.0


def load() -> float:
    # numba takes this lock for as long as it compiles a function, or reads one from its cache.
    with global_compiler_lock:
        time.sleep(HELD)
    return HELD


@pytest.mark.parametrize("once", [compile_a_function, load])
def test_compiling_and_loading_are_no_time_of_its_own(once: Callable[[], float]) -> None:
    with OwnTime() as clock:
        before = time.perf_counter() - clock.seconds
        held = once()
        assert time.perf_counter() - clock.seconds - before > held
