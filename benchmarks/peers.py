"""The same networks and windows through regioncam and through `tessellate` with default arguments, in one run.

Both count connected regions of one activation pattern within the window; regioncam in float32, here in float64 as by
default. Runs of the two take turns, and the shortest of each counts. Needs `splinewidgets[bench]`.

    python benchmarks/peers.py             all cases
    python benchmarks/peers.py 2-64x4 784  those whose names contain a word
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import regioncam
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
REPEATS = 7
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


def count_by_regioncam(parameters: list[tuple[np.ndarray, np.ndarray]], reach: float) -> int:
    """The number of regions of a perceptron in the square [-reach, reach]^2."""
    regions = regioncam.Regioncam(size=reach)
    for weight, bias in parameters[:-1]:
        regions.linear(weight, bias)
        regions.relu()
    regions.linear(*parameters[-1])
    return regions.num_faces


def in_turn(*runs: Callable[[], object]) -> list[float]:
    """The shortest time of each in seconds, one after the other so that a noisy machine disturbs all alike."""
    times: list[list[float]] = [[] for _ in runs]
    while len(times[0]) < REPEATS and sum(map(sum, times)) < ENOUGH:
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def main() -> None:
    """Print a line per case: both counts, both times, the ratio, and the bar."""
    words = sys.argv[1:]
    print(f"{'network':<17}{'regioncam':>10}{'tiles':>9}{'regioncam':>14}{'a Network':>12}{'ratio':>8}{'bar':>6}"
          f"{'a module':>12}{'ratio':>8}")  # fmt: skip
    for name, (_, reach) in CASES.items():
        if words and not any(word in name for word in words):
            continue
        model, window = case(name)
        network, parameters = Network(model, window.origin), layers(model, window)
        theirs = count_by_regioncam(parameters, reach)
        tiles = tessellate(network, window).tile_count
        peer, ours, whole = in_turn(
            partial(count_by_regioncam, parameters, reach),
            partial(tessellate, network, window),
            partial(tessellate, model, window),
        )
        bar = next((f"{wanted:.0f} x" for least, wanted in BARS if tiles > least), "")
        print(
            f"{name:<17}{theirs:>10,}{tiles:>9,}{peer * 1e3:>11.1f} ms{ours * 1e3:>9.1f} ms{peer / ours:>6.1f} x"
            f"{bar:>6}{whole * 1e3:>9.1f} ms{peer / whole:>6.1f} x",
            flush=True,
        )


if __name__ == "__main__":
    main()
