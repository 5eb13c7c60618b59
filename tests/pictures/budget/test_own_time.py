from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numba
import pytest
import torch
from numba.core.compiler_lock import global_compiler_lock

from splinewidgets.pictures.budget.own_time import OwnTime

# Seconds that are surely not counted.
HELD = 0.02


def compile_a_function() -> float:
    numba.njit(lambda x: x + 1)(1.0)
    return 0.0


def load() -> float:
    # numba takes this lock for as long as it compiles a function, or reads one from its cache.
    with global_compiler_lock:
        work()
    return HELD


@pytest.mark.parametrize("once", [compile_a_function, load])
def test_compiling_and_loading_are_no_time_of_its_own(once: Callable[[], float]) -> None:
    with OwnTime(torch.device("cpu")) as clock:
        before = time.thread_time() - clock.seconds
        held = once()
        assert time.thread_time() - clock.seconds - before > held


def work() -> None:
    """Use a processor for a while."""
    until = time.thread_time() + HELD
    while time.thread_time() < until:
        pass


def test_what_others_do_meanwhile_is_no_time_of_its_own() -> None:
    """Neither what another thread works, nor waiting for a processor, as on a busy machine."""
    with OwnTime(torch.device("cpu")) as clock:
        other = threading.Thread(target=work)
        other.start()
        other.join()
        time.sleep(HELD)
        assert clock.seconds < HELD
        work()
        assert clock.seconds >= HELD


def test_what_another_device_does_counts() -> None:
    with OwnTime(torch.device("meta")) as clock:
        time.sleep(HELD)
        assert clock.seconds >= HELD


def test_what_another_thread_compiles_stops_no_clock() -> None:
    with OwnTime(torch.device("cpu")) as clock:
        locked, done = threading.Event(), threading.Event()

        def compile_on() -> None:
            with global_compiler_lock:
                locked.set()
                done.wait(10)

        other = threading.Thread(target=compile_on)
        other.start()
        assert locked.wait(10)
        work()
        done.set()
        other.join()
        assert clock.seconds >= HELD
