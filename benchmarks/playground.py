"""How many exact pictures a second a playground shows, and how many steps of training it makes meanwhile."""

from __future__ import annotations

import time
from typing import Any

from splinewidgets import Playground

SECONDS = 5.0


def main() -> None:
    """Print both rates for a network 2-8-8-8 on 500 points, by kind of data and network."""
    print(f"{'playground':<28}{'pictures/s':>12}{'steps/s':>10}{'tiles':>8}")
    cases: dict[str, dict[str, Any]] = {
        "2-8-8-8, moons": {},
        "2-8-8-8, spirals, batch norm": {"data": "spirals", "batch_norm": True},
        "2-8-8-8, formula": {"data": "formula", "loss": "squared"},
    }
    for name, settings in cases.items():
        playground = Playground(**{"widths": (8, 8, 8), "samples": 500, **settings})
        playground.train(50)
        pictures: set[int] = set()
        playground.explorer.observe(lambda change, pictures=pictures: pictures.add(change["new"]["id"]), "_picture")
        before, began = playground.step, time.perf_counter()
        playground.play()
        time.sleep(SECONDS)
        playground.pause()
        seconds = time.perf_counter() - began
        steps, tiles = (playground.step - before) / seconds, playground.explorer.tile_count
        print(f"{name:<28}{len(pictures) / seconds:>12.1f}{steps:>10.0f}{tiles:>8}")
        playground.close()


if __name__ == "__main__":
    main()
