"""All of the plane, not a window: the regions that relucent finds by search, and the tiles of a very large window.

Both counts agree but for regions that begin beyond the window. relucent looks for the neighbors of each region by
linear programs, in any input dimension; here in one process. Seconds are those of processors, a search's processes
included, so that a busy machine changes them little. Needs `pip install relucent`, with Gurobi's license for small
problems.

    python benchmarks/peers_in_plane.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import torch
from networks import perceptron

from splinewidgets.geometry import Slice, tessellate

# Widths of the networks.
CASES = ((2, 8, 8, 1), (2, 16, 16, 1), (2, 32, 32, 1))
# Half the side of a window in which all vertices are.
FAR = 1e4
# How often a tessellation is made, which is over before a clock ticks.
RUNS = 200


def timed(run: Callable[[], int]) -> tuple[int, float]:
    """What it counts, and the processor's seconds that this takes, those of ended processes included."""
    start = sum(os.times()[:4])
    count = run()
    return count, sum(os.times()[:4]) - start


def repeated(model: torch.nn.Module, window: Slice) -> int:
    """The number of tiles, found so often."""
    return [tessellate(model, window).tile_count for _ in range(RUNS)][-1]


def main() -> None:
    """Print a line per network."""
    import relucent

    print(f"{'network':<14}{'relucent':>10}{'tiles':>8}{'relucent':>12}{'here':>12}{'ratio':>9}")
    for widths in CASES:
        torch.manual_seed(0)
        model = perceptron(*widths).eval()
        window = Slice.box((-FAR, FAR), (-FAR, FAR))
        tessellate(model, window)

        def search(model: torch.nn.Module = model) -> int:
            found = relucent.Complex(model)
            found.bfs(nworkers=1, verbose=0)
            return len(found)

        theirs, searched = timed(search)
        tiles, often = timed(partial(repeated, model, window))
        ours = often / RUNS
        name = "-".join(map(str, widths))
        print(
            f"{name:<14}{theirs:>10,}{tiles:>8,}{searched:>10.2f} s{ours * 1e3:>9.1f} ms{searched / ours:>7,.0f} x",
            flush=True,
        )


if __name__ == "__main__":
    main()
