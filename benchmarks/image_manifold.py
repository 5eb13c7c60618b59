"""The manifold of a generator of pictures, 2 -> 3 x 64 x 64, within a memory: `python benchmarks/image_manifold.py`.

Prints tiles, the largest resident set of the process beyond its start, and processor time as so many forward passes
over all vertices.
"""

from __future__ import annotations

import resource
import sys
import time

import torch
from torch import nn

from splinewidgets.generation import ManifoldSampler
from splinewidgets.geometry import Manifold, Network, Slice, tessellate


def generator(width: int) -> nn.Module:
    """A perceptron, and two transposed convolutions."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Linear(2, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 8 * 16 * 16),
        nn.Unflatten(1, (8, 16, 16)), nn.ConvTranspose2d(8, 8, 4, 2, 1),
        nn.Upsample(scale_factor=2), nn.Conv2d(8, 3, 1),
    ).eval()  # fmt: skip


def resident() -> float:
    """The largest resident set so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def main() -> None:
    """One tessellation, its manifold and a thousand samples."""
    width, memory = (int(float(argument)) for argument in (*sys.argv[1:], "290", "5e8")[:2])
    model = generator(width)
    network, window = Network(model, [0.0, 0.0]), Slice.box((-1, 1), (-1, 1))
    Manifold(tessellate(network, Slice.box((0, 0.01), (0, 0.01))))
    start, began = resident(), time.process_time()
    manifold = Manifold(tessellate(network, window, memory=memory))
    area = manifold.areas.sum()
    ManifoldSampler(manifold).sample(1000)
    took, peak = time.process_time() - began, resident()
    vertices = manifold.tessellation.vertices
    few = window.embed(vertices[:512])
    wide = network.in_float64()
    began = time.process_time()
    with torch.no_grad():
        wide(few)
    forward = (time.process_time() - began) * len(vertices) / len(few)
    print(f"{len(manifold.areas):,} tiles, area {area:.4g}: {peak:.2f} GB, {peak - start:.2f} GB beyond the start; ")
    print(f"{took:.0f} s of the processor, {took / forward:.1f} forward passes over {len(vertices):,} vertices")


if __name__ == "__main__":
    main()
