"""Time of a 51 x 51 loss landscape of the residual perceptron of depth 20, over that of its 2,601 forward passes.

Each forward pass is that of the module as it is, on the 500 digits, with its cross-entropy. Both compute with one
thread and take turns, some points at a time, and what is measured is the time that the processor gave them.
"""

from __future__ import annotations

import time

import torch
from torch.nn.functional import cross_entropy

from splinewidgets.learning import ParameterPlane, SampledLoss
from splinewidgets.zoo import ResidualRecipe

DEPTH, SAMPLES, CELLS, TURN = 20, 500, 51, 400


def main() -> None:
    """Print a line per number of samples and dtype."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    measured(1.0, SAMPLES, torch.float32)  # torch loads what it needs when it is first asked
    print(f"{'skip':<6}{'samples':>8}  {'dtype':<9}{'landscape':>10}{'forward':>10}{'ratio':>7}")
    for skip in (1.0, 0.0):
        for samples, dtype in ((SAMPLES, torch.float32), (SAMPLES, torch.float64), (50, torch.float32)):
            landscape, forward = measured(skip, samples, dtype)
            name = str(dtype).removeprefix("torch.")
            print(
                f"{skip:<6g}{samples:>8}  {name:<9}{landscape:>8.2f} s{forward:>8.2f} s{landscape / forward:>7.2f}",
                flush=True,
            )
    torch.set_num_threads(threads)


def measured(skip: float, samples: int, dtype: torch.dtype) -> tuple[float, float]:
    """Seconds of the landscape and of the forward passes."""
    recipe = ResidualRecipe(depth=DEPTH, skip=skip)
    digits, model = recipe.data()[0], recipe.model().to(dtype).eval()
    data, targets = digits.inputs[:samples].to(dtype), digits.labels[:samples]
    plane = ParameterPlane.random(model)
    start = time.process_time()
    sampled = SampledLoss(model, data, targets, plane, cells=CELLS)
    landscape, forward = time.process_time() - start, 0.0
    while sampled.done < 1:
        before = int(sampled.computed.sum())
        start = time.process_time()
        sampled.resume(cancel=lambda: int(sampled.computed.sum()) - before >= TURN)  # noqa: B023
        landscape += time.process_time() - start
        start = time.process_time()
        with torch.no_grad():
            for _ in range(int(sampled.computed.sum()) - before):
                float(cross_entropy(model(data), targets))
        forward += time.process_time() - start
    return landscape, forward


if __name__ == "__main__":
    main()
