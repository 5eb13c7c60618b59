"""Time of `tessellate` over the time of a plain forward pass of the same network at all vertices of the result."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn

from splinewidgets.geometry import Network, Slice, tessellate

REPEATS = 9


def perceptron(*widths: int) -> nn.Sequential:
    """A perceptron with PyTorch's default initialization."""
    modules: list[nn.Module] = []
    for before, after in pairwise(widths):
        modules += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def convnet() -> nn.Sequential:
    """Two strided convolutions and two dense layers on 3 x 32 x 32."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 5, stride=2), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 16, 5, stride=2), nn.ReLU(),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    ).eval()  # fmt: skip


def cases() -> dict[str, tuple[nn.Module, Slice]]:
    """The benchmarked networks with their slices, always the same."""
    torch.manual_seed(0)
    box = Slice.box((-3, 3), (-3, 3))
    images, pictures = torch.rand(3, 784), torch.rand(3, 3, 32, 32)
    return {
        "2-32x3": (perceptron(2, 32, 32, 32, 1), box),
        "2-64x4": (perceptron(2, 64, 64, 64, 64, 1), box),
        "784-200x4": (
            perceptron(784, 200, 200, 200, 200, 10),
            Slice.through(images[0], images[1], images[2]).with_bounds((-8.0, 8.0, -8.0, 8.0)),
        ),
        "convnet": (
            convnet(),
            Slice.through(pictures[0], pictures[1], pictures[2]).with_bounds((-3.5, 3.5, -3.5, 3.5)),
        ),
    }


def best(run: Callable[[], object]) -> float:
    """The shortest of several runs in seconds: what the machine can do when nobody disturbs it."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(network: Network, plain: nn.Module, window: Slice) -> str:
    """One line: both times are of the same inputs in the same dtype, one right after the other."""
    result = tessellate(network, window)
    inputs = window.embed(result.vertices).to(network.dtype)
    with torch.no_grad():
        forward = best(lambda: plain(inputs))
    exact = best(lambda: tessellate(network, window))
    return (
        f"{str(network.dtype).removeprefix('torch.'):<10}{result.tile_count:>9,}{exact * 1e3:>10.1f} ms"
        f"{forward * 1e3:>8.1f} ms{exact / forward:>8.2f}{result.tile_count / exact:>12,.0f}"
    )


def main() -> None:
    """Print a line per network and dtype."""
    print(f"{'network':<12}{'dtype':<10}{'tiles':>9}{'tessellate':>13}{'forward':>11}{'ratio':>8}{'tiles/s':>12}")
    for name, (model, window) in cases().items():
        exported = Network(model, window.origin)
        for dtype in (torch.float32, torch.float64):
            print(f"{name:<12}{measure(exported.to(dtype=dtype), model.to(dtype), window)}")


if __name__ == "__main__":
    main()
