"""Everything that is measured: `make bench`. Nothing here is a test; machines are shared and noisy."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

import density
import door
import drag
import edit
import first_picture
import follow
import frames
import jacobians
import linked
import local_complexity
import loss_landscape
import manifold
import playground
import polarity
import scaling
import seek
import segments
import tessellation
import torch


def main() -> None:
    """Print the machine, the versions and every table."""
    packages = ("torch", "numpy", "numba", "jupyterlab", "anywidget")
    print(f"{platform.machine()}, {os.cpu_count()} cores, torch threads {torch.get_num_threads()}")
    print(f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages))
    alone = (first_picture, tessellation, door, scaling, segments, local_complexity, density, jacobians, loss_landscape)
    shown = (manifold, frames, polarity, drag, linked, edit, playground, seek, follow)
    for table in (*alone, *shown):
        print(f"\n{table.__doc__}\n")
        table.main()


if __name__ == "__main__":
    main()
