"""Hyperplane densities of 11 layers in 96 x 96 cells, of the three networks of the survey's Figure 8, and their memory.

Beside the time of all three that of their forward passes alone, over the same corners of cells.
"""

from __future__ import annotations

import resource
import time

import torch

from splinewidgets.geometry import Slice, hyperplane_density
from splinewidgets.zoo import initializations, star

WIDTHS, DEPTH, CELLS = (256, 1024), 11, 96
WINDOW = Slice.box((-3.0, 3.0), (-3.0, 3.0))
NEAR, FAR = 0.15, 1.0


@torch.no_grad()
def main() -> None:
    """Print a line per width."""
    print(f"{'width':>5}{'made':>9}{'counted':>10}{'forward':>10}{'memory':>11}  near / far in the last layer")
    data = star()
    hyperplane_density(initializations(data, 1, 1).zero_bias, WINDOW, 1)  # which is compiled by its first call
    corners = torch.cartesian_prod(*[torch.linspace(-3, 3, CELLS + 1)] * 2)
    for width in WIDTHS:
        start = time.perf_counter()
        made = initializations(data, DEPTH, width)
        models = (made.zero_bias, made.random_bias, made.normalized)
        begun = time.perf_counter()
        densities = [hyperplane_density(model, WINDOW, CELLS) for model in models]
        counted = time.perf_counter()
        for model in models:
            model(corners)
        end = time.perf_counter()
        near_and_far = [density.near_and_far(data, NEAR, FAR)[-1] for density in densities]
        ratios = ", ".join(f"{near / far:.1f}" for near, far in near_and_far)
        # Of the process with torch and all that came before: no more can be told.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        seconds = f"{begun - start:>7.2f} s{counted - begun:>8.2f} s{end - counted:>8.2f} s"
        print(f"{width:>5}{seconds}{peak:>7.2f} GiB  {ratios}", flush=True)


if __name__ == "__main__":
    main()
