"""Peak memory of one tessellation, measured in a process of its own: `python benchmarks/memory.py NAME`.

What is measured is physical memory (resident set) of the whole process, whoever asked for it: torch, numpy or compiled
code. A small window is tessellated first, so that exporting and loading kernels do not count; then the system's
high-water mark is set back to what is in use (Linux), and its rise during the call is the result. Where it cannot be
set back, as on macOS, the rise of `ru_maxrss` is taken, which is too little where exporting needed more. Memory that is
reserved but never touched, as most of the room for new faces is, does not count.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import torch
from networks import benchmarked, perceptron

from splinewidgets.geometry import Network, Slice, tessellate

LARGE = "2-512x3"
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak(name: str) -> int:
    """Bytes that tessellating the network of that name in float32 takes beyond what was in use, in a new process."""
    command = [sys.executable, __file__, name]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def large() -> tuple[torch.nn.Module, Slice]:
    """Some 800,000 tiles."""
    torch.manual_seed(0)
    return perceptron(2, 512, 512, 512, 1), Slice.box((-3, 3), (-3, 3))


def _high_water() -> tuple[int, int]:
    """Bytes in use, and the most that have been, since the mark was last set back."""
    try:
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return tuple(1024 * int(lines[name].split()[0]) for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]
    except (OSError, KeyError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return most, most


def _set_back() -> None:
    try:
        CLEAR.write_text("5")
    except OSError:
        return


def main() -> None:
    """Measure in this process and print the bytes."""
    model, window = large() if sys.argv[1] == LARGE else benchmarked(sys.argv[1])
    network = Network(model, window.origin)
    u0, u1, v0, v1 = window.bounds
    tessellate(network, window.with_bounds((u0, u0 + (u1 - u0) / 50, v0, v0 + (v1 - v0) / 50)))
    _set_back()
    before, _ = _high_water()
    tessellate(network, window)
    print(_high_water()[1] - before)


if __name__ == "__main__":
    main()
