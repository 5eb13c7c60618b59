"""All of the plane, not a window: the regions that relucent finds by search, and the tiles of a window around them all.

Both counts must agree. relucent looks for the neighbors of each region by linear programs, in any input dimension and in
one process here; its imports are not counted. Needs `pip install relucent`, which brings Gurobi with a license for small
problems.

    python benchmarks/peers_in_plane.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from networks import perceptron

from splinewidgets.geometry import Slice, tessellate

# Widths of the networks.
CASES = ((2, 8, 8, 1), (2, 16, 16, 1), (2, 32, 32, 1))
# Half the side of a window in which all vertices are.
FAR = 1e4


def timed(run: Callable[[], int]) -> tuple[int, float, float]:
    """What it counts, the seconds that pass, and those of this process."""
    start, busy = time.perf_counter(), time.process_time()
    count = run()
    return count, time.perf_counter() - start, time.process_time() - busy


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

        theirs, passed, _ = timed(search)
        tiles, _, ours = min((timed(lambda: tessellate(model, window).tile_count) for _ in range(9)), key=lambda t: t[2])
        name = "-".join(map(str, widths))
        print(
            f"{name:<14}{theirs:>10,}{tiles:>8,}{passed:>10.2f} s{ours * 1e3:>9.1f} ms{passed / ours:>7,.0f} x",
            flush=True,
        )


if __name__ == "__main__":
    main()
