"""A process that ends while a widget computes: it ends well, at any moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

# In each, a thread of ours is within a product of matrices when the program ends, and comes back from it later.
WORK = """
import atexit, threading, time, torch
torch.set_num_threads(1)
began = threading.Event()
matrix = torch.rand(1500, 1500)

def product():
    matrix @ matrix
    began.set()
"""
LATEST_ONLY = """
from splinewidgets.widgets.host.latest_only import LatestOnly

def work(request):
    while not newest.superseded:
        product()
    return False

newest = LatestOnly(work, lambda: None)
newest.ask(1)
began.wait(20)
"""
AFTERWARDS = """
from splinewidgets.widgets.host.latest_only import LatestOnly

def afterwards():
    while not newest.superseded:
        product()

newest = LatestOnly(lambda request: True, afterwards, pause=0.01)
newest.ask(1)
began.wait(20)
"""
WATCHER = """
from splinewidgets.widgets.training.history_watcher import HistoryWatcher

class Recorded:
    def refresh(self):
        return True

def changed():
    for _ in range(10):
        product()

watcher = HistoryWatcher(Recorded(), changed, print)
began.wait(20)
"""
STILL = """
import numpy as np
from splinewidgets.widgets.host import still

class Drawn:
    still, _drawn, _drawn_parts = True, ("x",), ()
    def observe(self, handler, names): pass
    def _has_picture(self): return True
    def _sentence(self): return "drawn"
    def _still_pixels(self, pixels):
        for _ in range(10):
            product()
        return np.zeros((3, 4, 3), np.uint8)

still.REST = 0.01
drawn = Drawn()
shown = still.Still(lambda: [drawn], lambda *_, **__: None)
shown.display()
began.clear()
shown.changed()
began.wait(20)
"""
# Run by what `atexit` calls after it has called us, since it was registered before.
LATE = """
def late():
    exec({program!r}, globals())

atexit.register(late)
import splinewidgets.widgets.host.own_threads
"""
# Where a slow measure is asked for, as at any moment of an explorer's first seconds.
EXPLORER = """
from splinewidgets import SliceExplorer, zoo
SliceExplorer._esm = "export default {{}}"
explorer = SliceExplorer(zoo.mlp((2, 64, 64, 64, 10)), view=(-3, 3, -2, 2), color_by="norm")
time.sleep({seconds})
"""


def ended(program: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", WORK + program], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "program", [LATEST_ONLY, AFTERWARDS, WATCHER, STILL], ids=["asked", "afterwards", "watcher", "still"]
)
def test_a_program_may_end_while_a_thread_computes(program: str) -> None:
    assert ended(program) == (0, "")


@pytest.mark.parametrize("program", [LATEST_ONLY, AFTERWARDS, WATCHER], ids=["asked", "afterwards", "watcher"])
def test_a_program_may_begin_something_while_it_ends(program: str) -> None:
    late = program.replace("began.wait(20)", "began.wait(0.5)")
    assert ended(LATE.format(program=late)) == (0, "")


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.15, 0.5])
def test_a_program_may_end_at_any_moment_of_an_explorer(seconds: float) -> None:
    assert ended(EXPLORER.format(seconds=seconds)) == (0, "")
