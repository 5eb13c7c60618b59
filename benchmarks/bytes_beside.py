"""Bytes that an explorer sends together with what stands beside it, for a picture of some 5,000 tiles.

Of messages as they travel, texts and arrays, without the code of the widgets, which a page loads once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import comm
import torch
from comm.base_comm import BaseComm
from torch import nn

from splinewidgets import ManifoldExplorer, SplineSurface

# Nearly all of the square.
VIEW = (-0.99, 0.99, -0.99, 0.99)
CODE = ("_esm", "_css")


class Counted(BaseComm):
    """A comm that goes nowhere, and counts."""

    bytes = 0

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:
        """Count a message."""
        del msg_type, metadata
        state = (data or {}).get("state", {})
        sent = {**(data or {}), "state": {name: value for name, value in state.items() if name not in CODE}}
        Counted.bytes += len(json.dumps(sent)) + sum(memoryview(each).nbytes for each in buffers or ())


def generator(outputs: int, seed: int = 0) -> nn.Sequential:
    """A random network whose square has about so many tiles."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 88), nn.ReLU(), nn.Linear(88, 88), nn.ReLU(), nn.Linear(88, outputs))


def counted(step: Callable[[], Any]) -> int:
    """The bytes that are sent in a step."""
    before = Counted.bytes
    step()
    return Counted.bytes - before


def main() -> None:
    """Print a line per widget, and one for both."""
    comm.create_comm = Counted
    total = 0
    print(f"{'beside an explorer':<20}{'tiles':>8}{'a window':>12}{'other colors':>14}{'a tile':>8}")
    for kind, outputs in ((ManifoldExplorer, 3), (SplineSurface, 1)):
        shown: Any = kind(generator(outputs), domain=(-1, 1))
        explorer = shown.explorer
        assert explorer.tessellation  # opened, which may have been with samples first
        found = [
            counted(lambda explorer=explorer, name=name, value=value: setattr(explorer, name, value))  # type: ignore[misc]
            for name, value in (("view", VIEW), ("color_by", "area"), ("selected", 100))
        ]
        print(f"{kind.__name__:<20}{explorer.tile_count:>8,}{found[0]:>12,}{found[1]:>14,}{found[2]:>8,}", flush=True)
        total += sum(found)
        shown.close()
    print(f"{'both, all of it':<20}{total:>20,}")


if __name__ == "__main__":
    main()
