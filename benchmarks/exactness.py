"""Tessellate random networks of all degenerate kinds and compare each with exact rational arithmetic.

    python benchmarks/exactness.py 100000 --kept exactness.jsonl   prints the seeds that fail; goes on where it stopped
    python benchmarks/exactness.py --seed 4711                     one seed, and the smallest part of it that fails

Count, areas and places of all tiles must be right and all checks of `verify` hold, by default, where the layers of a
perceptron are cut in one call, and where each is cut by itself; only tiles narrower than `verify` says that float64
resolves may be missing, and how many networks lack any is printed. Cut by themselves layers have values that grow late,
which in such small networks they do not by default: as they grow at once is tried in the tests.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from splinewidgets.geometry import Slice, Tessellation, tessellate
from splinewidgets.geometry.planar.rounding import safe_roundoff
from splinewidgets.geometry.subdivision import slice_walk

sys.path.append(str(Path(__file__).parents[1] / "tests" / "geometry"))

import rational_oracle  # type: ignore[import-not-found]
from degenerate_networks import StepsNetwork  # type: ignore[import-not-found]
from random_networks import KINDS, drawn  # type: ignore[import-not-found]

# Seeds that are computed and written down together.
BLOCK = 250
# Tiles beyond which exact arithmetic takes too long; such a network is passed over, and counted.
MOST_TILES = 400
# Where a hyperplane's summands cancel to 2^-25 of their size, as in nearly parallel lines, it is known to some 1e-8.
AREA = 1e-7
# What is wrong with a tessellation that lacks tiles narrower than float64 resolves, as `verify` says.
NARROW = "narrow"


def fault(steps: Any, window: tuple[float, float, float, float]) -> str | None:
    """What is wrong with the tessellations of a network; None where nothing is."""
    network, box = StepsNetwork(steps), Slice.box(window[:2], window[2:])
    try:
        # Who watches is told of each layer, so each is cut by itself.
        tessellations = tessellate(network, box), tessellate(network, box, progress=lambda *_: None)
        if tessellations[0].tile_count > MOST_TILES:
            return "large"
        for tessellation in tessellations:
            tessellation.verify()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    exact = rational_oracle.tessellate(steps, rational_oracle.rectangle(window))
    narrowest = safe_roundoff(torch.float64) * math.hypot(window[1] - window[0], window[3] - window[2]) / 2
    return next((wrong for each in tessellations if (wrong := difference(each, exact, narrowest))), None)


def difference(tessellation: Tessellation, exact: Any, narrowest: float) -> str | None:
    """How a tessellation differs from the right polygons, narrower ones aside; None where it does not."""
    polygons = [polygon for polygon in exact if rational_oracle.width(polygon) >= narrowest]
    if not len(polygons) <= tessellation.tile_count <= len(exact):
        return f"{tessellation.tile_count} tiles, {len(exact)} are right"
    tiles = tessellation.locate([np.mean([[float(u), float(v)] for u, v in polygon], 0) for polygon in polygons])
    if len(set(tiles)) < len(polygons):
        return "two tiles that are one, or one that is two"
    areas = np.array([float(rational_oracle.area(polygon)) for polygon in polygons])
    off = float(np.abs(tessellation.areas()[tiles] - areas).max() / areas.sum())
    if off > AREA:
        return f"areas off by {off:.1e}"
    return None if tessellation.tile_count == len(exact) else NARROW


def block(first: int) -> tuple[int, Counter[str], dict[int, str]]:
    """The outcome of the seeds first, ..., first + BLOCK - 1."""
    torch.set_num_threads(1)
    slice_walk.WORTH, slice_walk.LEAST_NUMBERS = math.inf, 0
    kinds, failed = Counter[str](), {}
    for seed in range(first, first + BLOCK):
        kind, steps, window = drawn(seed)
        found = fault(steps, window)
        kinds["passed over" if found == "large" else kind] += 1
        kinds["too narrow"] += found == NARROW
        if found not in (None, NARROW, "large"):
            failed[seed] = f"{kind}: {found}"
    return first, kinds, failed


def smaller(steps: list[Any]) -> Iterator[list[Any]]:
    """The same network with one unit less, each; of a sequence of affine maps and knots only."""
    for i, (affine, knot, after) in enumerate(zip(steps, steps[1:], steps[2:], strict=False)):
        if (affine[0], knot[0], after[0]) == ("affine", "knot", "affine") and len(knot[1]) > 1:
            for k in range(len(knot[1])):

                def without(values: list[Any], k: int = k) -> list[Any]:
                    return values[:k] + values[k + 1 :]

                changed = [
                    ("affine", without(affine[1]), without(affine[2])),
                    ("knot", without(knot[1])),
                    ("affine", [without(row) for row in after[1]], after[2]),
                ]
                yield [*steps[:i], *changed, *steps[i + 3 :]]


def smallest(steps: list[Any], window: tuple[float, float, float, float]) -> list[Any]:
    """A part of a failing network that still fails, and of which no unit can be left out."""
    for less in smaller(steps):
        if fault(less, window) not in (None, NARROW, "large"):
            return smallest(less, window)
    return steps


def show(seed: int) -> int:
    """Print what is wrong with one seed, and the smallest part of it that fails."""
    slice_walk.WORTH, slice_walk.LEAST_NUMBERS = math.inf, 0
    kind, steps, window = drawn(seed)
    found = fault(steps, window)
    print(f"seed {seed}, {kind}, window {window}: {found or 'right'}")
    if found not in (None, NARROW, "large"):
        steps = smallest(steps, window)
        print(f"smallest part: {fault(steps, window)}", *steps, sep="\n  ")
    return int(found is not None)


def main() -> int:
    """Try many seeds, or one; 1 where any fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--kept", type=Path, help="a file that remembers what is done")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    if given.seed is not None:
        return show(given.seed)
    done: dict[int, dict[str, Any]] = {}
    if given.kept and given.kept.exists():
        done = {row["first"]: row for row in map(json.loads, given.kept.read_text().splitlines())}
    blocks = [first for first in range(given.first, given.first + given.count, BLOCK)]
    missing = [first for first in blocks if first not in done]
    started = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        for number, (first, kinds, failed) in enumerate(pool.imap_unordered(block, missing), 1):
            done[first] = {"first": first, "kinds": kinds, "failed": failed}
            if given.kept:
                with given.kept.open("a") as file:
                    file.write(json.dumps(done[first]) + "\n")
            for seed, what in failed.items():
                print(f"\nseed {seed}, {what}")
            rate = number * BLOCK / (time.perf_counter() - started)
            print(f"\r{number * BLOCK:,} of {len(missing) * BLOCK:,}, {rate:.0f} a second", end="", flush=True)
    tried = sum((Counter(done[first]["kinds"]) for first in blocks), Counter[str]())
    failures = {seed: what for first in blocks for seed, what in done[first]["failed"].items()}
    print("\n" + ", ".join(f"{tried[kind]:,} {kind}" for kind in [*KINDS, "passed over"]))
    print(f"{len(failures):,} of {tried.total() - tried['passed over']:,} fail", *sorted(map(int, failures)))
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
