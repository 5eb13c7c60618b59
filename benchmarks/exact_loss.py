"""How long an exact loss takes, beside plain forward passes of the model: all in one run, as ratios."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np
import torch
from networks import perceptron
from torch import Tensor, nn
from torch.func import functional_call, vmap

from splinewidgets import ExactLoss, Slice, zoo

# Half the width of the window, in units of the layer's weight, along directions with its rows' lengths.
CASES = {
    "2-32-32-1, layer 1": (0.1, "0.weight"),
    "64-80-80-80-10, layer 2": (0.01, "2.weight"),
}
LOSSES: dict[str, Callable[..., Tensor]] = {
    "squared": nn.functional.mse_loss,
    "cross_entropy": nn.functional.cross_entropy,
}
PASSES = 200


def case(name: str, loss: str) -> tuple[nn.Module, str, Tensor, Tensor, Slice]:
    """A model at its initialization, a parameter, data, targets, and a window round the parameter's value."""
    torch.manual_seed(0)
    reach, parameter = CASES[name]
    if name.startswith("2"):
        model, data = perceptron(2, 32, 32, 1).double(), torch.randn(100, 2).double()
        targets = data.prod(1, keepdim=True)
    else:
        digits = zoo.digits()
        model, data = perceptron(64, 80, 80, 80, 10).double(), digits.inputs[:200].flatten(1).double()
        targets = digits.labels[:200]
        if loss == "squared":
            targets = nn.functional.one_hot(targets, 10).double()
    value = model.get_parameter(parameter).detach()
    directions = torch.randn(2, *value.shape, dtype=torch.float64)
    directions *= value.norm(dim=1, keepdim=True) / directions.norm(dim=2, keepdim=True)
    return model, parameter, data, targets, Slice(value, directions, (-reach, reach, -reach, reach))


def main(progress: bool) -> None:
    """Print a line for each case and loss: processor seconds beside those of the clock, for a ratio needs quiet."""
    columns = f"{'tiles':>8}{'made in':>10}{'processor':>11}{'minima in':>11}{'found':>7}"
    print(f"{'':<25}{'loss':<15}{columns}{'a forward':>12}{'forwards a tile':>17}")
    for name in CASES:
        for loss, function in LOSSES.items():
            if loss == "cross_entropy" and name.startswith("2"):  # it has one output
                continue
            given = case(name, loss)
            # Once for numba and torch to get ready.
            ExactLoss(*given[:4], given[4].with_bounds((-1e-4, 1e-4, -1e-4, 1e-4)), loss).minima()
            clock, begin = perf_counter(), process_time()
            exact = ExactLoss(*given, loss, progress=tell if progress else None)
            clock, made = perf_counter() - clock, process_time()
            minima, found = exact.minima(), process_time()
            forward = forward_seconds(*given, function)
            tiles, ratio = exact.tessellation.tile_count, (found - begin) / exact.tessellation.tile_count / forward
            print(
                f"{name:<25}{loss:<15}{tiles:>8,}{clock:>8.2f} s{made - begin:>9.2f} s"
                f"{found - made:>9.2f} s{len(minima):>7}{forward * 1e3:>9.3f} ms{ratio:>17.3f}",
                flush=True,
            )


def forward_seconds(
    model: nn.Module, name: str, data: Tensor, targets: Tensor, window: Slice, function: Callable[..., Tensor]
) -> float:
    """Processor seconds of the loss at a random point of the window, of many at once by `torch.vmap`."""
    points = window.bounds[1] * np.random.default_rng(0).uniform(-1, 1, (PASSES, 2))
    with torch.no_grad():
        begin = process_time()
        vmap(lambda value: function(functional_call(model, {name: value}, (data,)), targets))(window.embed(points))
        return (process_time() - begin) / PASSES


def tell(fraction: float, name: str) -> None:
    """Say how far it is."""
    print(f"\r{fraction:4.0%} {name:<40}", end="\r", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--progress", action="store_true", help="say how far each is")
    main(parser.parse_args().progress)
