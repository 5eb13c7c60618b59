from __future__ import annotations

import time
from collections.abc import Callable

import numba
import pytest
from numba.core.compiler_lock import global_compiler_lock

from splinewidgets.widgets.own_time import OwnTime


def compile_a_function() -> None:
    numba.njit(lambda x: x + 1)(1.0)


def load() -> None:
    # numba takes this lock for as long as it compiles a function, or reads one from its cache.
    with global_compiler_lock:
        time.sleep(0.05)


@pytest.mark.parametrize("once", [compile_a_function, load])
def test_compiling_and_loading_are_no_time_of_its_own(once: Callable[[], None]) -> None:
    with OwnTime() as clock:
        time.sleep(0.01)
        started = time.perf_counter()
        once()
        taken = time.perf_counter() - started
        assert 0.01 <= clock.seconds < 0.01 + taken / 2
