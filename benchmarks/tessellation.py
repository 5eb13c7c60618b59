"""Time of `tessellate` over the time of a plain forward pass of the same network at all vertices of the result.

Beside it the peak memory of the call, alone in a process (see memory.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from memory import peak
from networks import NETWORKS, benchmarked
from torch import nn

from splinewidgets.geometry import Network, Slice, Tessellation, tessellate

REPEATS = 9
# Seconds after which no run is repeated again.
ENOUGH = 1.0


def best(run: Callable[[], object]) -> float:
    """The shortest of several runs in seconds: what the machine can do when nobody disturbs it."""
    times: list[float] = []
    while len(times) < REPEATS and sum(times) < ENOUGH:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(network: Network, plain: nn.Module, window: Slice) -> tuple[Tessellation, float, float]:
    """The result, and both times, of the same inputs in the same dtype, one right after the other."""
    result = tessellate(network, window, dtype=network.dtype)
    inputs = window.embed(result.vertices).to(network.dtype)
    with torch.no_grad():
        forward = best(lambda: plain(inputs))
    return result, best(lambda: tessellate(network, window, dtype=network.dtype)), forward


def main() -> None:
    """Print a line per network and dtype."""
    print(
        f"{'network':<17}{'dtype':<10}{'tiles':>9}{'tessellate':>13}{'forward':>11}{'ratio':>8}{'tiles/s':>12}"
        f"{'peak':>10}{'a tile':>11}"
    )
    for name in NETWORKS:
        model, window = benchmarked(name)
        exported = Network(model, window.origin)
        for dtype in (torch.float32, torch.float64):
            result, exact, forward = measure(exported.to(dtype=dtype), model.to(dtype), window)
            memory = ""
            if dtype == torch.float64:  # as by default
                most = peak(name)
                memory = f"{most / 1e6:>7,.0f} MB{most / result.tile_count / 1e3:>8.1f} kB"
            print(
                f"{name:<17}{str(dtype).removeprefix('torch.'):<10}{result.tile_count:>9,}{exact * 1e3:>10.1f} ms"
                f"{forward * 1e3:>8.1f} ms{exact / forward:>8.2f}{result.tile_count / exact:>12,.0f}{memory}",
                flush=True,
            )


if __name__ == "__main__":
    main()
