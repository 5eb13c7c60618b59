"""The same networks and windows through regioncam and through `tessellate` with default arguments, in one run.

Both count connected regions of one activation pattern within the window; regioncam in float32, here in float64 as by
default, each in a process of its own: what one sets for the memory of a process changes the other's times. Runs of the
two take turns, and the shortest of each counts, in seconds of the processor, of which a busy machine takes none away.
Needs `splinewidgets[bench]`.

    python benchmarks/peers.py             all cases
    python benchmarks/peers.py 2-64x4 784  those whose names contain a word
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from networks import perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, tessellate

# How to make a network and how far the window reaches from the middle of the slice.
CASES: dict[str, tuple[tuple[int, ...], float]] = {
    "2-32x2": ((2, 32, 32, 2), 3.0),
    "2-32x3": ((2, 32, 32, 32, 2), 1.5),
    "2-32x3 wide": ((2, 32, 32, 32, 2), 3.0),
    "2-64x2": ((2, 64, 64, 2), 3.0),
    "2-64x4": ((2, 64, 64, 64, 64, 2), 3.0),
    "2-256x1": ((2, 256, 2), 3.0),
    "2-256x2": ((2, 256, 256, 2), 3.0),
    "2-16x8": ((2, *[16] * 8, 2), 3.0),
    "784-200x4 near": ((784, 200, 200, 200, 200, 10), 0.5),
    "784-200x4": ((784, 200, 200, 200, 200, 10), 3.0),
}
REPEATS = 15
# Runs of one of them in a row, of which the shortest counts: after another process had its turn the first one finds
# nothing in the processor's caches.
ROW = 5
# Seconds after which a row ends.
SHORT = 0.1
# Seconds after which no run is repeated again.
ENOUGH = 6.0
# How many times faster default arguments are to be, beyond so many tiles.
BARS = ((3_000, 10.0), (500, 3.0))


def case(name: str) -> tuple[nn.Sequential, Slice]:
    """A network in float32 and its slice, always the same."""
    widths, reach = CASES[name]
    torch.manual_seed(0)
    model = perceptron(*widths).eval()
    if widths[0] == 2:
        return model, Slice.box((-reach, reach), (-reach, reach))
    return model, Slice.through(*torch.rand(3, widths[0])).with_bounds((-reach, reach, -reach, reach))


def layers(model: nn.Sequential, window: Slice) -> list[tuple[np.ndarray, np.ndarray]]:
    """The weights and biases of a perceptron on a slice as regioncam takes them, the slice in the first layer."""
    linear = [module for module in model if isinstance(module, nn.Linear)]
    found = [(module.weight.detach().double(), module.bias.detach().double()) for module in linear]
    weight, bias = found[0]
    found[0] = weight @ window.axes.reshape(2, -1).T, weight @ window.origin.flatten() + bias
    return [(np.ascontiguousarray(weight.float().numpy().T), bias.float().numpy()) for weight, bias in found]


class Peer:
    """regioncam in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("regioncam_process.py"))]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, *question: Any) -> tuple[int, float]:
        """The number of regions, and the seconds that they took."""
        assert self._process.stdin and self._process.stdout
        pickle.dump(question, self._process.stdin)
        self._process.stdin.flush()
        regions, seconds = pickle.load(self._process.stdout)
        return regions, seconds


def timed(run: Callable[..., object], *given: object) -> float:
    """The least seconds that one of a row of runs takes."""
    taken: list[float] = []
    while len(taken) < ROW and sum(taken) < SHORT:
        start = time.process_time()
        run(*given)
        taken.append(time.process_time() - start)
    return min(taken)


def in_turn(*runs: Callable[[], float]) -> list[float]:
    """The least of the seconds that each returns, one after the other so that a noisy machine disturbs all alike."""
    times: list[list[float]] = [[] for _ in runs]
    while len(times[0]) < REPEATS and sum(map(sum, times)) < ENOUGH:
        for run, taken in zip(runs, times, strict=True):
            taken.append(run())
    return [min(taken) for taken in times]


def main() -> None:
    """Print a line per case: both counts, both times, the ratio, and the bar."""
    words, peer = sys.argv[1:], Peer()
    print(f"{'network':<17}{'regioncam':>10}{'tiles':>9}{'regioncam':>14}{'a Network':>12}{'ratio':>8}{'bar':>6}"
          f"{'a module':>12}{'ratio':>8}")  # fmt: skip
    for name, (_, reach) in CASES.items():
        if words and not any(word in name for word in words):
            continue
        model, window = case(name)
        network, parameters = Network(model, window.origin), layers(model, window)
        question = parameters, reach, ROW, SHORT
        theirs, _ = peer.ask(*question)
        tiles = tessellate(network, window).tile_count
        them, ours, whole = in_turn(
            lambda question=question: peer.ask(*question)[1],  # type: ignore[misc]
            partial(timed, tessellate, network, window),
            partial(timed, tessellate, model, window),
        )
        bar = next((f"{wanted:.0f} x" for least, wanted in BARS if tiles > least), "")
        print(
            f"{name:<17}{theirs:>10,}{tiles:>9,}{them * 1e3:>11.1f} ms{ours * 1e3:>9.1f} ms{them / ours:>6.1f} x"
            f"{bar:>6}{whole * 1e3:>9.1f} ms{them / whole:>6.1f} x",
            flush=True,
        )


if __name__ == "__main__":
    main()
