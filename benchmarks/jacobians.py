"""Time of the singular values at 250,000 latents of a 2-128-128-3 generator over that of evaluating it there.

Evaluated in batches that stay in the caches; beside it a convolutional generator of 16 x 16 pixels, projected to 64.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from networks import benchmarked, perceptron
from tessellation import best
from torch import nn

from splinewidgets.generation import singular_values

IN_CACHE = 2500


def generators() -> dict[str, tuple[nn.Module, int, int | None]]:
    """Each with how many latents, and how many projections."""
    torch.manual_seed(0)
    return {
        "2-128-128-3": (perceptron(2, 128, 128, 3), 250_000, None),
        "generator": (benchmarked("generator")[0], 10_000, 64),
    }


def main() -> None:
    """Print a line per generator and dtype."""
    print(
        f"{'generator':<13}{'dtype':<10}{'latents':>9}{'singular values':>17}{'forward':>12}{'ratio':>8}"
        f"{'latents/s':>12}"
    )
    for name, (model, count, projection) in generators().items():
        for dtype in (torch.float32, torch.float64):
            generator = model.to(dtype)
            latents = 2 * torch.rand((count, 2), generator=torch.Generator().manual_seed(0), dtype=dtype) - 1
            runs: tuple[Callable[[], object], ...] = (
                lambda g=generator, z=latents, p=projection: singular_values(g, z, projection=p),  # type: ignore[misc]
                lambda g=generator, z=latents: [g(part) for part in z.split(IN_CACHE)],  # type: ignore[misc]
            )
            # Torch loads what it needs to differentiate forward when it first does.
            singular_values(generator, latents[:1])
            with torch.no_grad():
                measured, forward = map(best, runs)
            print(
                f"{name:<13}{str(dtype).removeprefix('torch.'):<10}{count:>9,}{measured:>15.2f} s"
                f"{forward * 1e3:>9.1f} ms{measured / forward:>8.2f}{count / measured:>12,.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
