"""What it costs a training loop to be watched: steps a second while a TrainingExplorer follows, over those without."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from splinewidgets import History, TrainingExplorer, zoo

SECONDS = 4.0
ROUNDS = 5
# A checkpoint about every 20 steps at the end of a run, which is denser than anybody records.
PER_DECADE = 60
SIZES = (64, 200, 200, 200, 10)
VIEW = (0.6, 1.4, 0.3, 0.9)


def train(path: str, seconds: float) -> float:
    """Steps a second of a loop that trains on the digits and records."""
    torch.set_num_threads(1)
    digits, model = zoo.digits(), zoo.mlp(SIZES)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    step, start = 0, time.perf_counter()
    with History(path, per_decade=PER_DECADE) as history:
        while time.perf_counter() - start < seconds:
            chosen = torch.randint(len(digits.inputs), (100,))
            loss = nn.functional.cross_entropy(model(digits.inputs[chosen]), digits.labels[chosen])
            history.record(model, step, loss=loss)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    return step / (time.perf_counter() - start)


def in_a_thread(path: str) -> float:
    """The loop beside the explorer, in one process."""
    rates: list[float] = []
    thread = threading.Thread(target=lambda: rates.append(train(path, SECONDS)))
    thread.start()
    thread.join()
    return rates[0]


def in_a_process(path: str) -> float:
    """The loop in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, __file__, path]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)


def followed(run: Callable[[str], float]) -> tuple[float, int]:
    """Steps a second of a loop that is followed, and how many of its checkpoints came on the screen."""
    digits, shown = zoo.digits(), set[int]()
    three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
    with tempfile.TemporaryDirectory() as scratch:
        path = str(Path(scratch) / "history")
        explorer = TrainingExplorer(
            zoo.mlp(SIZES), None, three, digits.inputs, digits.labels, view=(-0.4, 0.4, -0.3, 0.3)
        )
        explorer.observe(lambda change: shown.add(change["new"]["id"]), "_picture")
        explorer.follow(path)
        rate = run(path)
        explorer.close()
    return rate, len(shown)


def alone(run: Callable[[str], float]) -> float:
    """The same without anybody looking."""
    with tempfile.TemporaryDirectory() as scratch:
        return run(str(Path(scratch) / "history"))


def main() -> None:
    """Print a line for a loop in another process, and for one in a thread beside the explorer; runs alternate."""
    print(f"{'the loop runs in':<22}{'alone':>12}{'followed':>12}{'ratio':>8}   pictures")
    for name, run in (("another process", in_a_process), ("a thread beside it", in_a_thread)):
        rounds = [(alone(run), *followed(run)) for _ in range(ROUNDS)]
        without, watched, pictures = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(each[1] / each[0] for each in rounds)
        print(f"{name:<22}{without:>8.0f} /s {watched:>8.0f} /s {ratio:>7.2f}   {pictures:.0f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(train(sys.argv[1], SECONDS))
    else:
        main()
