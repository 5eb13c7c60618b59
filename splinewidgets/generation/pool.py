"""Latents with the volumes around them, to be drawn from at any polarity."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float64, Int64, Real
from torch import Tensor

from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.whole_numbers import whole_number

from .draw_checks import check_alive, check_draw, checked_labels, checked_log_volumes, classes, one_each
from .generator import Generator, batch_of_latents, checked_latents, one_output
from .jacobians import singular_values
from .weights import Floats, check_rho, effective_size, flattening, normalized

# What is drawn from fewer equally weighted latents than this repeats itself.
LEAST = 500
# Drawn without return, what has large weights is soon used up. More than this of all that is drawn is then misplaced.
MISPLACED = 0.02


@dataclass(frozen=True, eq=False, repr=False)
class Pool:
    """Latents drawn from a known density, and how much a generator expands the volume around each.

    Drawn with weights `volume^rho` they give MaGNET (rho = 1: uniform on the manifold that the generator covers) and
    polarity sampling: rho = 0 is the generator as it is, rho < 0 its modes, rho > 0 its anti-modes. The volume is the
    product of the singular values of the Jacobian, sqrt(det(A' A)), so that the survey's exponent of det(A' A) is
    rho / 2. If the latents are not uniform, the weights are `(volume / density)^rho`: what is drawn then has the
    generator's own density on the manifold to the power `1 - rho`, for any density.

    Weights are kept as logarithms, so that no volume is too small or too large. Latents with a volume of zero, whose
    logarithm is minus infinity, of a Jacobian without full rank, are drawn where rho is 0 and left out elsewhere: where
    it is negative, too, for then their weight would be infinite.

    Parameters
    ----------
    latents
        (N, *latent_shape) array-like; a tensor from then on.
    log_volumes
        (N,) array-like; minus infinity where there is no volume.
    labels
        (N,) array-like of integers, the class of each latent, to draw within classes.
    log_density
        (N,) array-like, the logarithm of the density that the latents were drawn from, up to a constant; by default
        they are uniform.

    Raises
    ------
    ValueError
        If there are not as many of all as there are latents, or one of them is NaN or infinite but for log-volumes
        of minus infinity.

    References
    ----------
    Humayun, Balestriero and Baraniuk, MaGNET [humayun2022magnet] and Polarity Sampling [humayun2022polarity];
    the survey [balestriero2025geometry], where the volume is equation (10), and det(A' A)^rho in the text behind it has
    another exponent than the authors' code, whose convention this is. The code weighs Gaussian latents by the volume
    alone; with `log_density` they are weighed as the theory has it.

    Examples
    --------
    >>> latents = Pool([[0.0], [1.0]], np.log([1.0, 3.0]))
    >>> latents.weights(rho=1)
    array([0.25, 0.75])
    """

    latents: Real[Tensor, "latents *latent"]
    log_volumes: Float64[np.ndarray, "latents"]
    labels: Int64[np.ndarray, "latents"] | None = None
    log_density: Float64[np.ndarray, "latents"] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "latents", batch_of_latents(finite_tensor(self.latents, "latents")))
        object.__setattr__(self, "log_volumes", checked_log_volumes(self.log_volumes, len(self.latents)))
        object.__setattr__(self, "labels", checked_labels(self.labels, len(self.latents)))
        if self.log_density is not None:
            density = one_each(self.log_density, "log_density", len(self.latents)).astype(np.float64)
            object.__setattr__(self, "log_density", density)

    def __repr__(self) -> str:
        parts = [f"{len(self.latents):,} latents", f"{self.dead_fraction:.1%} dead"]
        if self.dead_fraction < 1:
            parts += [f"effective size {self.effective_sample_size(1):,.0f} at rho=1"]
        if self.labels is not None:
            parts.append(f"{len(np.unique(self.labels))} classes")
        return f"<Pool: {', '.join(parts)}>"

    @property
    def dead_fraction(self) -> float:
        """The share of latents around which the generator flattens volume to nothing."""
        return float(np.isneginf(self.log_volumes).mean())

    def weights(self, rho: float) -> Float64[np.ndarray, "latents"]:
        """The chance of each latent to be drawn, (N,), with the sum 1.

        Raises
        ------
        ValueError
            If rho is not from -5 to 5, or other than 0 where no latent has a volume.
        """
        logs = self._log_weights(rho)
        check_alive(logs, 1, True)
        return normalized(logs)

    def effective_sample_size(self, rho: float) -> float:
        """Effective sample size, (sum w)^2 / sum w^2, from 1 to N: that of as many equally weighted latents."""
        return effective_size(self.weights(rho))

    def sample(
        self, count: int, rho: float = 1.0, *, replace: bool = False, seed: int = 0, per_class: bool = False
    ) -> Int64[np.ndarray, "samples"]:
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
            If the effective size is below 500 or the count; or if, without `replace`, the latents of large weights are
            used up, so that more than 2 % of what is drawn are others than the weights ask for.
        """
        groups = classes(len(self.latents), self.labels, per_class)
        check_draw(groups, count, rho, replace, seed)
        log_weights = self._log_weights(rho)
        random = np.random.default_rng(seed)
        drawn, sizes, misplaced = [], [], 0.0
        for group in groups:
            logs = log_weights[group]
            check_alive(logs, count, replace)
            weights = normalized(logs)
            sizes.append(effective_size(weights))
            if replace:
                chosen = random.choice(len(group), count, p=weights)
            else:
                # The largest of these are a draw without replacement, and no weight needs to be a number.
                keys = logs + random.gumbel(size=len(group))
                chosen = np.argsort(-keys)[:count]
                misplaced = max(misplaced, flattening(logs, keys[chosen[-1]]))
            drawn.append(group[chosen])
        if rho != 0:
            _warn(min(sizes), misplaced, rho, count, per_class)
        return np.concatenate(drawn)

    def _log_weights(self, rho: float) -> Floats:
        rho = check_rho(rho)
        if rho == 0:
            return np.zeros(len(self.latents))
        relative = self.log_volumes if self.log_density is None else self.log_volumes - self.log_density
        return np.where(np.isneginf(self.log_volumes), -np.inf, rho * relative)


def pool(
    generator: Generator,
    latents: Any,
    *,
    condition: Any = None,
    output: str | int | None = None,
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
    generator, latents, condition, output, projection, seed, batch
        As for `singular_values`. The latents should fill the latent space: for MaGNET the authors take 250,000.
    labels, log_density
        As for `Pool`.
    top_k
        Take the product of so many of the largest singular values; of all by default. The authors take 10 to 30.

    Raises
    ------
    ValueError
        If there is one latent only, latents have more coordinates than outputs, no Jacobian has so many singular values
        above zero, or as for `singular_values` and `Pool`.
    UnsupportedOperation
        As for `singular_values`.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> measured = pool(generator, 2 * torch.rand(20_000, 2) - 1)
    >>> uniform = generator(measured.latents[measured.sample(100)])
    """
    generator = one_output(generator, condition, output)
    points = checked_latents(generator, latents)
    if len(points) == 1:
        raise ValueError(
            "1 latent was given. A pool weighs latents against each other, so it takes many. "
            "Pass some thousands, (N, *latent_shape)."
        )
    empty = Pool(points, np.zeros(len(points)), labels, log_density)
    coordinates = points[0].numel()
    if top_k is not None:
        remedy = f"A latent has {coordinates} coordinates. Leave it out to take all singular values."
        top_k = whole_number(top_k, "top_k", remedy, most=coordinates)
    values = singular_values(generator, points, projection=projection, seed=seed, batch=batch)
    if values.shape[1] < (top_k or coordinates) or (projection is None and values.shape[1] < coordinates):
        what = f"{values.shape[1]} outputs" if projection is None else f"{projection} projections of its outputs"
        raise ValueError(
            f"A latent has {coordinates} coordinates, and the generator {what}. Where there are more latents than "
            "outputs, many make the same, and the volume around one does not say how often. "
            + ("Fix some latents." if projection is None else "Pass a larger projection, or a smaller top_k.")
        )
    values = values[:, :top_k]
    if not (values > 0).all(1).any():
        raise ValueError(
            f"The generator's Jacobians have rank {int((values > 0).sum(1).max())} at most, of {values.shape[1]} "
            f"singular values. All of the {len(points):,} volumes would be zero. Pass a smaller top_k, or latents "
            "where the generator is not flat."
        )
    with np.errstate(divide="ignore"):
        log_volumes = np.log(values).sum(1)
    return Pool(points, log_volumes, empty.labels, empty.log_density)


def _warn(size: float, misplaced: float, rho: float, count: int, per_class: bool) -> None:
    """Say where a pool is too small for what is drawn."""
    where = "of one of its classes" if per_class else "of the pool"
    if size < max(LEAST, count):
        warnings.warn(
            f"The effective size {where} is {size:,.0f} at rho={rho:g}, and {count:,} are drawn. "
            f"Below {max(LEAST, count):,} what is drawn repeats itself or is not weighted as it should be. "
            "Make a larger pool, draw fewer, or choose a rho nearer to 0.",
            stacklevel=3,
        )
    elif misplaced > MISPLACED:
        warnings.warn(
            f"{count:,} are drawn without return, and the effective size {where} is {size:,.0f} at rho={rho:g}. "
            f"Latents of large weights are used up: {misplaced:.0%} of what is drawn are others than these ask for. "
            "Pass replace=True, make a larger pool, or draw fewer.",
            stacklevel=3,
        )
