"""Time of `local_complexity` of 1,000 inputs x 50 vertices over that of a plain forward pass of those 50,000 inputs.

Beside it the forward pass in batches that stay in the caches, which is faster.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from splinewidgets.geometry import local_complexity
from splinewidgets.geometry.complexity.local_complexity import cross_polytope
from splinewidgets.zoo import mlp

SIZES = (64, 200, 200, 200, 10)
INPUTS, VERTICES, RADIUS = 1000, 50, 0.05
REPEATS = 20
IN_CACHE = 2500


def interleaved(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The shortest of several runs of each in seconds, taken in turns, so that a busy moment spares none."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(REPEATS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def main() -> None:
    """Print a line per dtype."""
    print(f"{'dtype':<10}{'local complexity':>17}{'forward':>11}{'ratio':>8}{'in batches':>13}{'ratio':>8}")
    for dtype in (torch.float32, torch.float64):
        model = mlp(SIZES).to(dtype)
        inputs = torch.rand((INPUTS, SIZES[0]), generator=torch.Generator().manual_seed(0), dtype=dtype)
        offsets = RADIUS * cross_polytope(SIZES[0], VERTICES, 0).to(dtype)
        points = (inputs[:, None] + offsets).flatten(0, 1)
        runs: dict[str, Callable[[], object]] = {
            "counted": lambda model=model, inputs=inputs: local_complexity(model, inputs, RADIUS, VERTICES),  # type: ignore[misc]
            "forward": lambda model=model, points=points: model(points),  # type: ignore[misc]
            "batches": lambda model=model, points=points: [model(part) for part in points.split(IN_CACHE)],  # type: ignore[misc]
        }
        with torch.no_grad():
            best = interleaved(runs)
        print(
            f"{str(dtype).removeprefix('torch.'):<10}{best['counted'] * 1e3:>14.1f} ms{best['forward'] * 1e3:>8.1f} ms"
            f"{best['counted'] / best['forward']:>8.2f}{best['batches'] * 1e3:>10.1f} ms"
            f"{best['counted'] / best['batches']:>8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
