"""Draw from a generator uniformly on its manifold, or from its modes and anti-modes, without training it anew."""

from __future__ import annotations

from typing import Any

from jaxtyping import Float
from torch import Tensor

from .draw_checks import check_draw, checked_labels, classes
from .generator import Generator, checked_latents, one_output
from .pool import pool


def polarity(
    generator: Generator,
    latents: Any,
    count: int,
    rho: float,
    *,
    replace: bool = False,
    seed: int = 0,
    per_class: bool = False,
    condition: Any = None,
    output: str | int | None = None,
    labels: Any = None,
    log_density: Any = None,
    top_k: int | None = None,
    projection: int | None = None,
    batch: int | None = None,
) -> Float[Tensor, "samples *latent"]:
    """Draw latents with weights `volume^rho`: modes for rho < 0, anti-modes for rho > 0.

    For several rho make a `pool` once and draw from that.

    Parameters
    ----------
    generator, latents
        As for `pool`: the latents are those to draw from.
    count, rho, replace, per_class
        As for `Pool.sample`. rho = 0 is the generator as it is, 1 is uniform on its manifold; the survey's exponent
        is rho / 2.
    seed
        Of the draw, and of projections.
    condition, output, labels, log_density, top_k, projection, batch
        As for `pool`.

    Returns
    -------
    Tensor
        (count, *latent_shape), of the generator's dtype and on its device; count of each class where `per_class`.

    Raises
    ------
    ValueError
        As for `pool` and `Pool.sample`.

    References
    ----------
    Humayun, Balestriero and Baraniuk, Polarity Sampling [humayun2022polarity]; Figure 12 of the survey
    [balestriero2025geometry].

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> modes = generator(polarity(generator, 2 * torch.rand(20_000, 2) - 1, 100, rho=-0.5))
    """
    generator = one_output(generator, condition, output)
    points = checked_latents(generator, latents)
    labels = checked_labels(labels, len(points))
    check_draw(classes(len(points), labels, per_class), count, rho, replace, seed)
    measured = pool(
        generator,
        points,
        labels=labels,
        log_density=log_density,
        top_k=top_k,
        projection=projection,
        seed=seed,
        batch=batch,
    )
    return measured.latents[measured.sample(count, rho, replace=replace, seed=seed, per_class=per_class)]


def magnet(
    generator: Generator,
    latents: Any,
    count: int,
    *,
    replace: bool = False,
    seed: int = 0,
    per_class: bool = False,
    condition: Any = None,
    output: str | int | None = None,
    labels: Any = None,
    log_density: Any = None,
    top_k: int | None = None,
    projection: int | None = None,
    batch: int | None = None,
) -> Float[Tensor, "samples *latent"]:
    """Draw latents whose outputs are uniform on the manifold that the generator covers: `polarity` with rho = 1.

    Uniform as far as the pool of latents is, or `log_density` says how they are not. All arguments are those of
    `polarity`.

    References
    ----------
    Humayun, Balestriero and Baraniuk, MaGNET [humayun2022magnet]; Figure 11 of the survey [balestriero2025geometry].

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> uniform = generator(magnet(generator, 2 * torch.rand(20_000, 2) - 1, 100))
    """
    return polarity(
        generator,
        latents,
        count,
        1.0,
        replace=replace,
        seed=seed,
        per_class=per_class,
        condition=condition,
        output=output,
        labels=labels,
        log_density=log_density,
        top_k=top_k,
        projection=projection,
        batch=batch,
    )
