"""Pieces and segments a second of `tessellate_segments` on 2-32x3, many segments at once."""

from __future__ import annotations

import torch
from networks import benchmarked
from tessellation import best

from splinewidgets.geometry import Network, Segment, tessellate_segments

COUNTS = (1, 100, 5000)


def main() -> None:
    """Print a line per dtype and number of segments."""
    model, window = benchmarked("2-32x3")
    exported = Network(model, window.origin)
    ends = window.bounds[1] * (2 * torch.rand((max(COUNTS), 2, 2), generator=torch.Generator().manual_seed(0)) - 1)
    segments = [Segment(start, end) for start, end in ends]
    print(f"{'dtype':<10}{'segments':>9}{'pieces':>10}{'time':>13}{'segments/s':>13}{'pieces/s':>13}")
    for dtype in (torch.float32, torch.float64):
        network = exported.to(dtype=dtype)
        for count in COUNTS:
            chosen = segments[:count]
            pieces = sum(one.piece_count for one in tessellate_segments(network, chosen))
            seconds = best(lambda chosen=chosen, network=network: tessellate_segments(network, chosen))  # type: ignore[misc]
            print(
                f"{str(dtype).removeprefix('torch.'):<10}{count:>9,}{pieces:>10,}{seconds * 1e3:>10.1f} ms"
                f"{count / seconds:>13,.0f}{pieces / seconds:>13,.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
