"""Latents with the volumes around them, to be drawn from at any polarity."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.manifold import LOG_FLOOR

from .jacobians import Generator, checked_latents, singular_values
from .weights import Floats, check_rho, effective_size, normalized

Indices = npt.NDArray[np.int64]

# What is drawn from fewer equally weighted latents than this repeats itself.
LEAST = 500


@dataclass(frozen=True, eq=False, repr=False)
class Pool:
    """Latents drawn from a known density, and how much a generator expands the volume around each.

    Drawn with weights `volume^rho` they give MaGNET (rho = 1: uniform on the manifold that the generator covers) and
    polarity sampling: rho = 0 is the generator as it is, rho < 0 its modes, rho > 0 its anti-modes. The volume is the
    product of the singular values of the Jacobian, sqrt(det(A' A)), so that the survey's exponent of det(A' A) is
    rho / 2. If the latents are not uniform, the weights are `(volume / density)^rho`: what is drawn then has the
    generator's own density on the manifold to the power `1 - rho`, for any density.

    Weights are kept as logarithms. A volume of zero, of a Jacobian without full rank, counts as 1e-200; where rho is
    negative such latents are left out, for their weight would be as large as that number is small.

    Parameters
    ----------
    latents
        (N, *latent_shape) array-like; a tensor from then on.
    log_volumes
        (N,) array-like.
    labels
        (N,) array-like of integers, the class of each latent, to draw within classes.
    log_density
        (N,) array-like, the logarithm of the density that the latents were drawn from, up to a constant; by default
        they are uniform.

    Raises
    ------
    ValueError
        If there are not as many of all as there are latents, or one of them is NaN or infinite.

    References
    ----------
    Humayun, Balestriero and Baraniuk, MaGNET, 2022, and Polarity sampling, 2022; equation (10) of the survey, which
    has another exponent than the authors' code, whose convention this is. The code weighs Gaussian latents by the
    volume alone; with `log_density` they are weighed as the theory has it.
    """

    latents: Tensor
    log_volumes: Floats
    labels: Indices | None = None
    log_density: Floats | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "latents", finite_tensor(self.latents, "latents"))
        volumes = _one_each(self.log_volumes, "log-volumes", len(self.latents)).astype(np.float64)
        object.__setattr__(self, "log_volumes", np.maximum(volumes, LOG_FLOOR))
        object.__setattr__(self, "labels", checked_labels(self.labels, len(self.latents)))
        if self.log_density is not None:
            density = _one_each(self.log_density, "log_density", len(self.latents)).astype(np.float64)
            object.__setattr__(self, "log_density", density)

    def __repr__(self) -> str:
        parts = [f"{len(self.latents):,} latents", f"{self.dead_fraction:.1%} dead"]
        parts += [f"effective size {self.effective_sample_size(1):,.0f} at rho=1"]
        if self.labels is not None:
            parts.append(f"{len(np.unique(self.labels))} classes")
        return f"<Pool: {', '.join(parts)}>"

    @property
    def dead_fraction(self) -> float:
        """The share of latents around which the generator flattens volume to nothing."""
        return float((self.log_volumes <= LOG_FLOOR).mean())

    def weights(self, rho: float) -> Floats:
        """The chance of each latent to be drawn, (N,), with the sum 1.

        Raises
        ------
        ValueError
            If rho is not from -5 to 5, or negative where no latent has a volume.
        """
        logs = self._log_weights(rho)
        check_alive(logs, 1, True)
        return normalized(logs)

    def effective_sample_size(self, rho: float) -> float:
        """How many equally weighted latents the pool is worth, (sum w)^2 / sum w^2, from 1 to N."""
        return effective_size(self.weights(rho))

    def sample(
        self, count: int, rho: float = 1.0, *, replace: bool = False, seed: int = 0, per_class: bool = False
    ) -> Indices:
        """Draw latents, as indices of the pool, in the order in which they were drawn.

        Parameters
        ----------
        count
            How many; of each class where `per_class`.
        rho
            The polarity, from -5 to 5.
        replace
            Whether a latent can be drawn again. Without, what is left is drawn from with its own weights, which is
            the weighted density only as far as the count is small beside the effective size.
        seed
            Of the draw.
        per_class
            Draw equally many of each class, with the weights within it; one class after the other.

        Raises
        ------
        ValueError
            If there are too few latents to draw from, there are no labels where `per_class`, or rho is out of range.

        Warns
        -----
        UserWarning
            If the effective size is below 500 or the count.
        """
        groups = classes(len(self.latents), self.labels, per_class)
        check_draw(groups, count, rho, replace)
        log_weights = self._log_weights(rho)
        random = np.random.default_rng(seed)
        drawn, sizes = [], []
        for group in groups:
            logs = log_weights[group]
            check_alive(logs, count, replace)
            weights = normalized(logs)
            sizes.append(effective_size(weights))
            if replace:
                chosen = random.choice(len(group), count, p=weights)
            else:
                # The largest of these are a draw without replacement, and no weight needs to be a number.
                chosen = np.argsort(-(logs + random.gumbel(size=len(group))))[:count]
            drawn.append(group[chosen])
        if rho != 0 and min(sizes) < max(LEAST, count):
            where = "of one of its classes" if per_class else "of the pool"
            warnings.warn(
                f"The effective size {where} is {min(sizes):,.0f} at rho={rho:g}, and {count:,} are drawn. "
                f"Below {max(LEAST, count):,} what is drawn repeats itself or is not weighted as it should be. "
                "Make a larger pool, draw fewer, or choose a rho nearer to 0.",
                stacklevel=2,
            )
        return np.concatenate(drawn)

    def _log_weights(self, rho: float) -> Floats:
        check_rho(rho)
        logs = rho * (self.log_volumes if self.log_density is None else self.log_volumes - self.log_density)
        return np.where(self.log_volumes <= LOG_FLOOR, -np.inf, logs) if rho < 0 else logs


def pool(
    generator: Generator,
    latents: Any,
    *,
    labels: Any = None,
    log_density: Any = None,
    top_k: int | None = None,
    projection: int | None = None,
    seed: int = 0,
    batch: int | None = None,
) -> Pool:
    """Measure how much a generator expands the volume around each of many latents.

    Parameters
    ----------
    generator, latents, projection, seed, batch
        As for `singular_values`. The latents should fill the latent space: for MaGNET the authors take 250,000.
    labels, log_density
        As for `Pool`.
    top_k
        Take the product of so many of the largest singular values; of all by default. The authors take 10 to 30.

    Raises
    ------
    ValueError
        If no Jacobian has so many singular values above zero, or as for `singular_values` and `Pool`.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> latents = 2 * torch.rand(20_000, 2) - 1
    >>> measured = pool(generator, latents)
    >>> uniform = generator(measured.latents[measured.sample(1000)])
    """
    points = checked_latents(generator, latents)
    empty = Pool(points, np.zeros(len(points)), labels, log_density)
    if top_k is not None and not 1 <= top_k <= points[0].numel():
        raise ValueError(
            f"top_k is {top_k}, a latent has {points[0].numel()} coordinates. It must be from 1 to that. "
            "Leave it out to take all singular values."
        )
    values = singular_values(generator, points, projection=projection, seed=seed, batch=batch)[:, :top_k]
    if not (values > 0).all(1).any():
        raise ValueError(
            f"The generator's Jacobians have rank {int((values > 0).sum(1).max())} at most, of {values.shape[1]} "
            f"singular values. All of the {len(points):,} volumes would be zero. Pass a smaller top_k, or latents "
            "where the generator is not flat."
        )
    with np.errstate(divide="ignore"):
        log_volumes = np.maximum(np.log(values).sum(1), LOG_FLOOR)
    return Pool(points, log_volumes, empty.labels, empty.log_density)


def check_alive(logs: Floats, count: int, replace: bool) -> None:
    """Raise ValueError if too few latents have a weight, given by its logarithm, for a draw."""
    alive = int(np.isfinite(logs).sum())
    if alive == 0 or (count > alive and not replace):
        raise ValueError(
            f"{count:,} samples are to be drawn of {alive:,} latents with a volume; those without have no weight where "
            "rho is negative. There must be as many. Choose rho=0 or more, other latents, or replace=True."
        )


def checked_labels(labels: Any, count: int) -> Indices | None:
    """The labels as integers (N,).

    Raises
    ------
    ValueError
        If they are not as many as there are latents, or no integers.
    """
    if labels is None:
        return None
    given = _one_each(labels, "labels", count)
    whole = given.astype(np.int64)
    if not (whole == given).all():
        raise ValueError("The labels are no integers. They must be the index of a class for each latent. Round them.")
    return whole


def classes(count: int, labels: Indices | None, per_class: bool) -> list[Indices]:
    """The indices of the latents that are drawn from together.

    Raises
    ------
    ValueError
        If they are to be drawn by class and have none.
    """
    if not per_class:
        return [np.arange(count)]
    if labels is None:
        raise ValueError(
            "The pool has no labels. To draw from each class it must know them. Pass labels when it is made."
        )
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


def check_draw(groups: list[Indices], count: int, rho: float, replace: bool) -> None:
    """Raise ValueError if so many cannot be drawn from each of the groups."""
    check_rho(rho)
    least = min(map(len, groups))
    if count < 1:
        raise ValueError(f"The count is {count}. At least 1 sample must be drawn. Ask for more.")
    if count > least and not replace:
        where = "the pool" if len(groups) == 1 else "the smallest class"
        raise ValueError(
            f"{count:,} samples are to be drawn of {least:,} latents in {where}, each at most once. There must be as "
            "many. Make a larger pool or pass replace=True."
        )


def _one_each(given: Any, name: str, count: int) -> npt.NDArray[Any]:
    array = finite_tensor(given, name).cpu().numpy()
    if array.shape != (count,):
        raise ValueError(
            f"The {name} have shape {array.shape}, there are {count:,} latents. They must be one number for each. "
            "Pass them in the order of the latents."
        )
    return array
