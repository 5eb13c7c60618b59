"""How the time grows with the number of tiles: windows of growing size on one network, 2-256x3 in float64.

`--large` adds 2-512x3 on [-3, 3]^2, some 800,000 tiles, and a ConvNet on 64 x 64 pixels whose values are kept within
0.8 GB, which takes minutes; both with their peak memory.
"""

from __future__ import annotations

import math
import sys

import torch
from memory import LARGE, measure
from networks import perceptron
from tessellation import best

from splinewidgets.geometry import Network, Slice, tessellate

# Half the side of each window; the tiles go from about a thousand to about three hundred thousand.
REACHES = (0.12, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)


def exponent(tiles: list[int], times: list[float]) -> float:
    """The slope of the least-squares line through the logarithms: time ~ tiles ** exponent."""
    x, y = ([math.log(value) for value in values] for values in (tiles, times))
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    along = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return along / sum((a - mean_x) ** 2 for a in x)


def main() -> None:
    """Print a line per window, and the exponent."""
    torch.manual_seed(0)
    network = Network(perceptron(2, 256, 256, 256, 1), torch.zeros(2))
    print(f"{'window':<14}{'tiles':>9}{'tessellate':>13}{'tiles/s':>12}")
    tiles, times = [], []
    for reach in REACHES:
        window = Slice.box((-reach, reach), (-reach, reach))
        tiles.append(tessellate(network, window).tile_count)
        times.append(best(lambda window=window: tessellate(network, window)))  # type: ignore[misc]
        _line(f"[-{reach}, {reach}]^2", tiles[-1], times[-1])
    print(f"time ~ tiles^{exponent(tiles, times):.2f}")
    if "--large" in sys.argv:
        for name in LARGE:
            found = measure(name)
            _line(name, found.tiles, found.seconds)
            print(f"peak memory of {name}: {found.bytes / 1e9:.2f} GB", flush=True)


def _line(name: str, count: int, seconds: float) -> None:
    print(f"{name:<14}{count:>9,}{seconds * 1e3:>10.1f} ms{count / seconds:>12,.0f}", flush=True)


if __name__ == "__main__":
    main()
