"""Time of a 51 x 51 loss landscape of the residual perceptron of depth 20, over that of its 2,601 forward passes.

Each forward pass is that of the module as it is, on the 500 digits, with its cross-entropy. The two take turns, some
points at a time, so that a busy moment spares none.
"""

from __future__ import annotations

import time

import torch
from torch.nn.functional import cross_entropy

from splinewidgets.learning import ParameterPlane, SampledLoss
from splinewidgets.zoo import ResidualRecipe

DEPTH, SAMPLES, CELLS = 20, 500, 51


def main() -> None:
    """Print a line per number of samples and dtype."""
    print(f"{'skip':<6}{'samples':>8}  {'dtype':<9}{'landscape':>10}{'forward':>10}{'ratio':>7}")
    for skip in (1.0, 0.0):
        recipe = ResidualRecipe(depth=DEPTH, skip=skip)
        inputs, labels = recipe.data()[0].inputs, recipe.data()[0].labels
        for samples, dtype in ((SAMPLES, torch.float32), (SAMPLES, torch.float64), (50, torch.float32)):
            model = recipe.model().to(dtype).eval()
            data, targets = inputs[:samples].to(dtype), labels[:samples]
            plane = ParameterPlane.random(model)
            start = time.perf_counter()
            sampled = SampledLoss(model, data, targets, plane, cells=CELLS)
            landscape, forward = time.perf_counter() - start, 0.0
            while sampled.done < 1:
                before = int(sampled.computed.sum())
                start = time.perf_counter()
                sampled.resume(cancel=lambda known=before, s=sampled: s.computed.sum() - known >= 400)  # type: ignore[misc]
                landscape += time.perf_counter() - start
                start = time.perf_counter()
                with torch.no_grad():
                    for _ in range(int(sampled.computed.sum()) - before):
                        float(cross_entropy(model(data), targets))
                forward += time.perf_counter() - start
            name = str(dtype).removeprefix("torch.")
            print(
                f"{skip:<6g}{samples:>8}  {name:<9}{landscape:>8.2f} s{forward:>8.2f} s{landscape / forward:>7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
