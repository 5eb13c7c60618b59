"""Singular values of a generator's Jacobian: the stretches of space around each latent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor, nn
from torch.func import jacfwd

from splinewidgets.geometry.argument_types import seed_number
from splinewidgets.geometry.batch_size import batch_size
from splinewidgets.geometry.device_precision import float64_device, full_precision
from splinewidgets.geometry.differentiating import forward_mode
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.whole_numbers import whole_number

from .generator import Function, Generator, checked_latents, checked_outputs, in_float64, one_output
from .samplable import chance_kept, check_samplable

# A singular value below this many roundings of the largest is zero. Rounding makes up to 30 of a rank that five layers
# of 128 units do not have.
ROUNDINGS = 256
# Forward and backward derivatives that differ by less than this share are the same but for float32's rounding.
AGREE = 1e-3
# At so many latents a generator is tried.
TRIED = 8

# (n, *latent_shape) -> (n, outputs), projected.
Flat = Callable[[Tensor], Tensor]


def singular_values(
    generator: Generator,
    latents: Any,
    *,
    condition: Any = None,
    output: str | int | None = None,
    projection: int | None = None,
    seed: int = 0,
    batch: int | None = None,
) -> Float64[np.ndarray, "latents values"]:
    """The singular values of a generator's Jacobian at each of many latents, largest first.

    For any generator, piecewise affine or not, that takes each latent of a batch on its own. Of a module a copy in
    eval mode is called, and the module left as it is. By forward differentiation, which costs about as much as two
    evaluations a latent coordinate; backward where there are fewer outputs, or the generator has no forward one. All
    is computed in float64, with the generator's weights as they are stored, unless it casts by itself or the device
    has none; a value that rounding cannot tell from zero is zero.

    Parameters
    ----------
    generator
        A module, or a `Network`, from (N, *latent_shape) to one tensor (N, *output_shape).
    latents
        (N, *latent_shape) array-like.
    condition
        What a conditional generator takes beside a latent, the same for all, without batch dimension; a tuple of
        several. See `Conditioned`.
    output
        Which of several tensors that the generator returns: its key in a dict, or its position in a tuple.
    projection
        Take the Jacobian of so many random orthonormal projections of the output, which is faster for images; of the
        output itself by default.
    seed
        Of the projections.
    batch
        How many latents at once; by default so many that the values stay in the caches.

    Returns
    -------
    (N, k) float64, k the smaller of the numbers of latent coordinates and of (projected) outputs

    Raises
    ------
    TypeError
        If the generator is neither module nor network.
    ValueError
        If the generator fails on the latents, mixes them, its outputs or derivatives are NaN or infinite, its
        derivatives are not those of its outputs, or an argument is out of range.
    UnsupportedOperation
        If the generator draws chance, rounds, or computes in half precision.

    References
    ----------
    Humayun, Balestriero and Baraniuk, MaGNET, 2022, and Polarity sampling, 2022, whose code projects to 128.

    Examples
    --------
    >>> singular_values(nn.Linear(2, 3), torch.zeros(5, 2)).shape
    (5, 2)
    """
    generator = one_output(generator, condition, output)
    points, seed = checked_latents(generator, latents), seed_number(seed)
    if batch is not None:
        batch = whole_number(batch, "batch", "Leave it out to have it chosen.")
    copying = evaluating(generator) if isinstance(generator, nn.Module) else nullcontext(generator)
    with torch.no_grad(), full_precision(points.device), copying as generator:
        with chance_kept():
            wide = in_float64(generator, points)
            made, points, _ = wide
            outputs = checked_outputs(made, generator, points[:1])
        if isinstance(generator, nn.Module):  # a network is such a function
            check_samplable(generator, wide._replace(points=points[:TRIED]))
        function = _flat(made, outputs, projection, seed)
        columns, rows = points[0].numel(), projection or outputs.numel()
        jacobian = _forward if columns <= rows and _differentiates_forward(function, points[:TRIED]) else _backward
        if batch is None:
            batch = batch_size(function, points[:1], 1 + min(columns, rows))
        parts = [_stretches(jacobian(function, part), start) for start, part in _split(points, batch)]
    values = np.concatenate(parts)
    values[values <= ROUNDINGS * torch.finfo(outputs.dtype).eps * values[:, :1]] = 0
    return values


def _flat(function: Function, outputs: Tensor, projection: int | None, seed: int) -> Flat:
    """The generator with one row an output, projected if that is asked for."""
    if projection is None:
        return lambda points: function(points).reshape(len(points), -1)
    size = outputs.numel()
    remedy = f"The generator has {size} outputs. Leave it out for few."
    projection = whole_number(projection, "projection", remedy, most=size)
    random = torch.Generator().manual_seed(seed)
    normal = torch.randn(size, projection, generator=random, dtype=torch.float64, device="cpu")
    directions = torch.linalg.qr(normal).Q.to(outputs.dtype).to(outputs.device)
    return lambda points: function(points).reshape(len(points), -1) @ directions


def _forward(function: Flat, points: Tensor) -> tuple[Tensor, Tensor]:
    """Outputs (n, rows) and Jacobians (n, rows, columns), by pushing a move of all latents at once."""

    def moved(offset: Tensor) -> tuple[Tensor, Tensor]:
        outputs = function(points + offset)
        return outputs, outputs

    with forward_mode():
        jacobians, outputs = jacfwd(moved, has_aux=True)(torch.zeros_like(points[0]))
    return outputs, jacobians.reshape(*outputs.shape, -1)


def _backward(function: Flat, points: Tensor) -> tuple[Tensor, Tensor]:
    """The same by pulling each output of all latents at once."""
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        outputs = function(points)
        rows = [
            torch.autograd.grad(outputs[:, row].sum(), points, retain_graph=True, materialize_grads=True)[0]
            for row in range(outputs.shape[1])
        ]
    return outputs.detach(), torch.stack([row.reshape(len(points), -1) for row in rows], 1)


def _differentiates_forward(function: Flat, points: Tensor) -> bool:
    """Test whether forward differentiation works and gives what backward does, in one random direction of the outputs.

    What is written by hand often goes backward only: a `torch.autograd.Function` then fails, a custom operation of
    torch quietly has no derivative at all.
    """
    try:
        outputs, jacobians = _forward(function, points)
    except (RuntimeError, NotImplementedError):
        return False
    weights = torch.randn(outputs.shape, generator=torch.Generator().manual_seed(0), device="cpu").to(outputs)
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        scalar = (function(points) * weights).sum()
        (wanted,) = torch.autograd.grad(scalar, points, materialize_grads=True)
    given = torch.einsum("nr,nrc->nc", weights, jacobians)
    return bool((given - wanted.reshape(given.shape)).norm() <= AGREE * wanted.norm())


def _stretches(found: tuple[Tensor, Tensor], start: int) -> npt.NDArray[np.float64]:
    for name, tensor in zip(("outputs", "derivatives"), found, strict=True):
        good = torch.isfinite(tensor).reshape(len(tensor), -1).all(1)
        if not bool(good.all()):
            first = start + int((~good).nonzero()[0])
            raise ValueError(
                f"The {name} at latent {first} are NaN or infinite. All must be numbers. "
                "Check the generator, or leave out such latents."
            )
    jacobians = found[1]
    values = torch.linalg.svdvals(jacobians.to(float64_device(jacobians.device)).double())
    return values.cpu().numpy()


def _split(points: Tensor, batch: int) -> Iterator[tuple[int, Tensor]]:
    return zip(range(0, len(points), batch), points.split(batch), strict=True)
