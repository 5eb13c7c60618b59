"""Seconds and megabytes of figures: an explorer of some 10,000 tiles and a surface of some 5,000, as each kind of file.

The second time each: the first imports matplotlib.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from splinewidgets import SliceExplorer, SplineSurface, zoo

KINDS = (".svg", ".pdf", ".png")
PATIENT: dict[str, Any] = {"max_seconds": 600.0, "view": (-1.8, 1.8, -1.2, 1.2)}


def measured(widget: Any, file: Path) -> tuple[float, float]:
    """Seconds of saving a widget, and the file's megabytes."""
    widget.save(file)
    began = time.perf_counter()
    widget.save(file)
    return time.perf_counter() - began, file.stat().st_size / 1e6


def main() -> None:
    """Print a line per widget and kind of file."""
    torch.manual_seed(0)
    explorer = SliceExplorer(zoo.mlp((2, 104, 104, 2)), **PATIENT)
    surface = SplineSurface(SliceExplorer(zoo.mlp((2, 72, 72, 1)), **PATIENT))
    print(f"{'':<16}{'tiles':>8}" + "".join(f"{kind:>14}" for kind in KINDS))
    with tempfile.TemporaryDirectory() as folder:
        for widget, tiles in ((explorer, explorer), (surface, surface.explorer)):
            count = tiles.tessellation.tile_count
            found = [measured(widget, Path(folder) / f"figure{kind}") for kind in KINDS]
            texts = "".join(f"{seconds:>7.2f} s{size:>5.2f}M" for seconds, size in found)
            print(f"{type(widget).__name__:<16}{count:>8,}{texts}")
            widget.close()


if __name__ == "__main__":
    main()
