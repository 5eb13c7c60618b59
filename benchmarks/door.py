"""What it costs to pass a module instead of a `Network`: at first, with other weights, and again and again."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from networks import perceptron
from tessellation import best
from torch import nn

# Found by `networks`, which puts the folder of the tests' networks on the path.
from deep_models import densenet121, resnet18  # type: ignore[import-not-found]  # isort: skip

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.network.remembered_network import remembered_network

WINDOW = Slice.box((-1.5, 1.5), (-1.5, 1.5))
IMAGE = (3, 32, 32)
# Runs of a whole tessellation, one of a network and one of its model in turn.
ROUNDS = 200


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def small() -> nn.Module:
    """A perceptron with about 1,000 tiles in the window."""
    torch.manual_seed(0)
    return perceptron(2, 32, 32, 1).eval()


def train(model: nn.Module) -> None:
    """Other weights, as a step of training leaves them."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.001)


def compare() -> None:
    """Print how long a module takes, and its network."""
    model = small()
    network = remembered_network(model, WINDOW.origin)
    both = [
        (seconds(lambda: tessellate(network, WINDOW)), seconds(lambda: tessellate(model, WINDOW)))
        for _ in range(ROUNDS)
    ]
    of_network, of_model = (min(times) for times in zip(*both, strict=True))
    print(
        f"{tessellate(network, WINDOW).tile_count:,} tiles: tessellate(network, ...) {of_network * 1e3:.2f} ms, "
        f"tessellate(model, ...) {of_model * 1e3:.2f} ms, ratio {of_model / of_network:.2f}"
    )


def read(name: str, model: nn.Module, example: torch.Tensor) -> None:
    """Print how long a network takes: exported, with other weights, and as it was."""

    def ask() -> object:
        return remembered_network(model, example)

    def ask_trained() -> float:
        train(model)
        return seconds(ask)

    first, processor = time.perf_counter(), time.process_time()
    ask()
    first, processor = time.perf_counter() - first, time.process_time() - processor
    trained = min(ask_trained() for _ in range(5))
    print(
        f"{name:<14}{first:>9.2f} s{processor:>11.2f} s{trained * 1e3:>13.1f} ms{best(ask) * 1e3:>10.2f} ms", flush=True
    )


def main() -> None:
    """Print both times for a small network, and a line for each network that is read."""
    compare()
    print(f"{'network':<14}{'first':>11}{'processor':>13}{'other weights':>16}{'again':>13}")
    read("2-32x2-1", small(), WINDOW.origin)
    torch.manual_seed(0)
    read("ResNet-18", resnet18().eval(), torch.rand(IMAGE))
    read("DenseNet-121", densenet121().eval(), torch.rand(IMAGE))


if __name__ == "__main__":
    main()
