"""Compare the engine of pages with the tessellation in Python on random networks of all degenerate kinds.

    python benchmarks/engine_exactness.py 50000    prints the seeds that differ

Counts of tiles behind each layer must be equal, and areas and affine maps within 1e-9. `benchmarks/exactness.py`
compares Python with exact rational arithmetic on the same networks; `tests/pictures/rendering/test_two_engines.py`
tries 2,000.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import torch

from splinewidgets.geometry import Slice, tessellate

sys.path.append(str(Path(__file__).parents[1] / "tests" / "geometry"))

from degenerate_networks import StepsNetwork  # type: ignore[import-not-found]
from engine_process import EngineProcess, asked, difference  # type: ignore[import-not-found]
from random_networks import drawn  # type: ignore[import-not-found]


def main() -> int:
    """Try many seeds; 1 where any differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=50_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    given = parser.parse_args()
    torch.set_num_threads(1)
    kinds, failed, started = Counter[str](), 0, time.process_time()
    with tempfile.TemporaryDirectory() as folder, EngineProcess(Path(folder)) as engine:
        for seed in range(given.first, given.first + given.count):
            kind, steps, window = drawn(seed)
            network, box = StepsNetwork(steps), Slice.box(window[:2], window[2:])
            found = difference(engine.answer(asked(network, box)), tessellate(network, box))
            kinds[kind] += 1
            if found is not None:
                failed += 1
                print(f"seed {seed}, {kind}: {found}", flush=True)
            if (seed + 1) % 1000 == 0:
                print(f"{kinds.total():,} of {given.count:,}, {failed} differ", file=sys.stderr, flush=True)
    print(", ".join(f"{count:,} {kind}" for kind, count in kinds.items()))
    print(f"{failed:,} of {kinds.total():,} differ, {time.process_time() - started:.0f} s of processor here")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
