"""Draw uniformly from the image of a window of latents, in one call."""

from __future__ import annotations

from typing import Any

from splinewidgets.geometry.argument_types import seed_number
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.whole_numbers import whole_number

from .generator import Generator
from .latent_window import check_two
from .manifold_sampler import ManifoldSampler
from .manifold_samples import ManifoldSamples


def uniform_on_manifold(
    generator: Generator,
    window: Slice,
    count: int,
    *,
    condition: Any = None,
    output: str | int | None = None,
    seed: int = 0,
    memory: float | None = None,
) -> ManifoldSamples:
    """Draw independent samples, exactly uniform on the image of a window of the generator's two latents.

    Parameters
    ----------
    generator
        A piecewise-affine module or `Network` with two inputs, which may end in a smooth function of each output by
        itself, such as sigmoid or `(tanh + 1) / 2`. For others see `magnet`.
    window
        Such as `Slice.box((-1, 1), (-1, 1))`.
    count
        How many.
    condition, output
        As for `pool`.
    seed
        Of the draw.
    memory
        As for `tessellate`.

    Raises
    ------
    UnsupportedOperation
        If the generator is not piecewise affine but for such an end, or ends in a softmax.
    ValueError
        If a latent has not two coordinates, an output is NaN or infinite, or the image has no area.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], (9) and (10);
    Humayun, Balestriero and Baraniuk, MaGNET [humayun2022magnet], who weigh a pool.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> points = uniform_on_manifold(generator, Slice.box((-1, 1), (-1, 1)), 1000).outputs
    """
    check_two(window)
    whole_number(count, "count", "It is how many samples are drawn.")
    seed_number(seed, least=0)
    sampler = ManifoldSampler.of(generator, "uniform", window=window, condition=condition, output=output, memory=memory)
    return sampler.sample(count, seed=seed)
