"""Functions for sweeps, in a module that the processes of a cluster can import."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from splinewidgets.learning import Checkpoint


def weighted(checkpoint: Checkpoint, factor: float) -> dict[str, float]:
    return {"sum": float(checkpoint.state_dict()["weight"].sum()) * factor}


def slowly_weighted(checkpoint: Checkpoint, factor: float) -> dict[str, float]:
    time.sleep(0.02)
    return weighted(checkpoint, factor)


class Deadly:
    """Weighted, and some time in one pair it kills the process that computes it, a few times."""

    def __init__(self, marks: Path, step: int, times: int) -> None:
        self.marks, self.step, self.times = marks, step, times

    def __call__(self, checkpoint: Checkpoint, factor: float) -> dict[str, float]:
        time.sleep(0.01)
        done = len(list(self.marks.iterdir()))
        if checkpoint.step == self.step and factor == 1 and done < self.times:
            (self.marks / str(done)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return weighted(checkpoint, factor)


class Failing:
    """Weighted, but fails in one pair, the first few times or always; leaves a mark for each pair computed."""

    def __init__(self, marks: Path, step: int, times: int, error: type[BaseException] = ArithmeticError) -> None:
        self.marks, self.step, self.times, self.error = marks, step, times, error

    def __call__(self, checkpoint: Checkpoint, factor: float) -> dict[str, float]:
        with (self.marks / f"{checkpoint.step}-{factor}").open("a") as mark:
            mark.write("x")
            tried = mark.tell()
        if checkpoint.step == self.step and factor == 1 and tried <= self.times:
            raise self.error("no luck")
        return weighted(checkpoint, factor)

    def depends_on(self) -> tuple[Any, ...]:
        return ()


class Hanging(Failing):
    """Hangs instead of failing, and says so."""

    def __call__(self, checkpoint: Checkpoint, factor: float) -> dict[str, float]:
        if checkpoint.step == self.step and self.times:
            print("hanging", flush=True)
            time.sleep(1000)
        return super().__call__(checkpoint, factor)
