"""Peak memory of one tessellation, measured in a process of its own: `python benchmarks/memory.py NAME`.

What is measured is physical memory (resident set) of the whole process, whoever asked for it: torch, numpy or compiled
code. A small window is tessellated first, so that exporting and loading kernels do not count; then the system's
high-water mark is set back to what is in use (Linux), and its rise during the call is the result. Where it cannot be
set back, as on macOS, the rise of `ru_maxrss` is taken, which is too little where exporting needed more. Memory that is
reserved but never touched does not count.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import torch
from networks import benchmarked, perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, tessellate

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Measured(NamedTuple):
    """What one tessellation took."""

    tiles: int
    seconds: float
    bytes: int


def measure(name: str) -> Measured:
    """Tessellate the network of that name in a new process: memory is what it takes beyond its start."""
    command = [sys.executable, __file__, name]
    tiles, seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Measured(int(tiles), float(seconds), int(peak))


def peak(name: str) -> int:
    """The bytes alone."""
    return measure(name).bytes


def perceptron_512() -> tuple[nn.Module, Slice]:
    """Some 800,000 tiles."""
    return perceptron(2, 512, 512, 512, 1), Slice.box((-3, 3), (-3, 3))


def convnet_64() -> tuple[nn.Module, Slice]:
    """Five strided convolutions of 160 channels on average, on 64 x 64 textures: waves, and blobs (Figure 5)."""
    modules: list[nn.Module] = []
    for before, after in pairwise((1, 96, 128, 160, 192, 224)):
        modules += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.ReLU()]
    x, y = torch.meshgrid(torch.linspace(0, 1, 64), torch.linspace(0, 1, 64), indexing="xy")
    waves = [torch.sin(2 * torch.pi * frequency * (x + slant * y)) for frequency, slant in ((8, 0.3), (12, -0.8))]
    blobs = sum(torch.exp(-((x - u) ** 2 + (y - v) ** 2) / 0.02) for u, v in ((0.3, 0.4), (0.7, 0.2), (0.6, 0.8)))
    textures = torch.stack([*waves, torch.as_tensor(blobs)])[:, None] + 0.05 * torch.randn(3, 1, 64, 64)
    model = nn.Sequential(*modules, nn.Flatten(), nn.Linear(224 * 4, 2))
    return model, Slice.through(*textures).with_bounds((-0.06, 0.06, -0.06, 0.06))


# Too large for every run. The number is the budget for values in bytes, None for the default.
LARGE: dict[str, tuple[Callable[[], tuple[nn.Module, Slice]], float | None]] = {
    "2-512x3": (perceptron_512, None),
    "convnet-64": (convnet_64, 0.8e9),
}


def _high_water() -> tuple[int, int]:
    """Bytes in use, and the most that have been, since the mark was last set back."""
    try:
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return tuple(1024 * int(lines[name].split()[0]) for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]
    except (OSError, KeyError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return most, most


def _set_back() -> None:
    try:
        CLEAR.write_text("5")
    except OSError:
        return


def main() -> None:
    """Measure in this process and print tiles, seconds and bytes."""
    name = sys.argv[1]
    torch.manual_seed(0)
    make, budget = LARGE.get(name, (lambda: benchmarked(name), None))
    model, window = make()
    network = Network(model, window.origin)
    u0, u1, v0, v1 = window.bounds
    tessellate(network, window.with_bounds((u0, u0 + (u1 - u0) / 50, v0, v0 + (v1 - v0) / 50)))
    _set_back()
    before, _ = _high_water()
    start = time.perf_counter()
    tiles = tessellate(network, window, memory=budget).tile_count
    print(tiles, time.perf_counter() - start, _high_water()[1] - before)


if __name__ == "__main__":
    main()
