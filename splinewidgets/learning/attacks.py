"""Adversarial examples by projected gradient descent."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from splinewidgets.geometry.evaluating import evaluating
from splinewidgets.geometry.model_input import model_input

from .accuracy import accuracy

NORMS = ("linf", "l2")


def pgd(
    model: nn.Module,
    inputs: Any,
    labels: Any,
    epsilon: float,
    *,
    norm: str = "linf",
    steps: int = 10,
    step_size: float | None = None,
    bounds: tuple[float, float] | None = None,
    random_start: bool = True,
    seed: int = 0,
) -> Tensor:
    """Move each input by at most epsilon to where a classifier's cross entropy with its label is large.

    Steps go along the sign of the gradient (linf) or the gradient made of length one (l2); after each the input is
    brought back into the ball and the bounds. The model is in eval mode meanwhile, afterwards every module has the
    mode it had, and its parameters get no gradients.

    Parameters
    ----------
    model
        Maps (N, *input_shape) to scores (N, classes).
    inputs
        (N, *input_shape) array-like.
    labels
        (N,) array-like, indices of classes.
    epsilon
        Radius of the ball around each input, in units of input space.
    norm
        The ball's: "linf", the largest change of an entry, or "l2", the length of the change.
    steps, step_size
        How many, and how long in that norm; `2.5 epsilon / steps` by default.
    bounds
        The data's range (low, high), which the result keeps.
    random_start
        Start from a uniformly random point of the ball, and not from the input itself.
    seed
        Of the start; the global random state is left as it was.

    Returns
    -------
    Tensor
        (N, *input_shape), of the model's dtype and on its device.

    Raises
    ------
    ValueError
        If shapes do not fit, a label is no class, an input lies outside the bounds, or an argument is out of range.

    References
    ----------
    A. Madry et al., Towards deep learning models resistant to adversarial attacks, 2018.

    Examples
    --------
    >>> classifier = nn.Linear(2, 2)
    >>> attacked = pgd(classifier, torch.zeros(5, 2), torch.zeros(5), 0.1, norm="l2")
    >>> bool((attacked.norm(dim=1) < 0.1001).all())
    True
    """
    check_attack(epsilon, norm, steps, step_size)
    points = model_input(model, inputs, "inputs")
    _check_bounds(points, bounds)
    step = 2.5 * epsilon / steps if step_size is None else step_size
    with evaluating(model):
        classes = _checked_labels(model, points, labels)
        moved = points + (_start(points, epsilon, norm, seed) if random_start else 0)
        for _ in range(steps):
            moved = _within(moved, bounds)
            moved = moved + step * _direction(_gradient(model, moved, classes), norm)
            moved = points + _projected(moved - points, epsilon, norm)
    return _within(moved, bounds)


def adversarial_accuracy(model: nn.Module, inputs: Any, labels: Any, epsilon: float, **of_pgd: Any) -> float:
    """The share of inputs that are still classified right after `pgd`, from 0 to 1; keywords are those of `pgd`."""
    return accuracy(model, pgd(model, inputs, labels, epsilon, **of_pgd), torch.as_tensor(labels))


def _gradient(model: nn.Module, points: Tensor, labels: Tensor) -> Tensor:
    """Of each input's cross entropy, (N, *input_shape)."""
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        # The sum: inputs do not depend on each other, and a mean would make their gradients small.
        (gradient,) = torch.autograd.grad(cross_entropy(model(points), labels, reduction="sum"), points)
    return gradient


def _direction(gradient: Tensor, norm: str) -> Tensor:
    """The steepest ascent of length one in the norm; zero where the gradient is."""
    if norm == "linf":
        return gradient.sign()
    flat = gradient.flatten(1)
    # First by the largest entry: the squares of a sure classifier's gradient underflow.
    flat = flat / flat.abs().amax(1, keepdim=True).clamp_min(torch.finfo(flat.dtype).tiny)
    return (flat / flat.norm(dim=1, keepdim=True).clamp_min(torch.finfo(flat.dtype).tiny)).reshape(gradient.shape)


def _projected(offsets: Tensor, epsilon: float, norm: str) -> Tensor:
    """The nearest points of the ball."""
    if norm == "linf":
        return offsets.clamp(-epsilon, epsilon)
    lengths = offsets.flatten(1).norm(dim=1).reshape(-1, *[1] * (offsets.ndim - 1))
    return offsets * (epsilon / lengths.clamp_min(torch.finfo(offsets.dtype).tiny)).clamp_max(1)


def _within(points: Tensor, bounds: tuple[float, float] | None) -> Tensor:
    # From a ball around a point within the bounds this leads to no point outside the ball.
    return points if bounds is None else points.clamp(*bounds)


def _start(points: Tensor, epsilon: float, norm: str, seed: int) -> Tensor:
    """Uniformly random offsets of the ball; drawn on the CPU, so that a seed means the same everywhere."""
    generator = torch.Generator().manual_seed(seed)
    count, size = len(points), points[0].numel() if len(points) else 0
    if norm == "linf":
        offsets = 2 * torch.rand(count, size, generator=generator, dtype=torch.float64, device="cpu") - 1
    else:
        offsets = torch.randn(count, size, generator=generator, dtype=torch.float64, device="cpu")
        reach = torch.rand(count, 1, generator=generator, dtype=torch.float64, device="cpu") ** (1 / max(size, 1))
        offsets = offsets / offsets.norm(dim=1, keepdim=True) * reach
    return (epsilon * offsets).to(points.device, points.dtype).reshape(points.shape)


def check_attack(epsilon: float, norm: str = "linf", steps: int = 10, step_size: float | None = None) -> None:
    """Raise ValueError for settings of `pgd` that are out of range."""
    if norm not in NORMS:
        raise ValueError(f"The norm is {norm!r}. It must be 'linf' or 'l2'. Choose one of them.")
    if not 0 <= epsilon < math.inf:
        raise ValueError(f"epsilon is {epsilon}. It is a radius, at least 0 and finite. Choose another.")
    if steps < 1:
        raise ValueError(f"There are {steps} steps. There must be at least 1. Choose more.")
    if step_size is not None and not 0 < step_size < math.inf:
        raise ValueError(
            f"The step size is {step_size}. It must be positive and finite. Leave it out for 2.5 epsilon / steps."
        )


def _check_bounds(points: Tensor, bounds: tuple[float, float] | None) -> None:
    if len(points) == 0 or points.ndim < 2:
        raise ValueError(
            f"The inputs have shape {tuple(points.shape)}. They must be a batch (N, *input_shape) with N > 0. "
            "Put one input in each row."
        )
    if bounds is None:
        return
    low, high = bounds
    least, most = float(points.min()), float(points.max())
    # In the points' own dtype, in which a bound may round to the other side of its own value.
    if not low < high or (points != _within(points, bounds)).any():
        raise ValueError(
            f"The bounds are {low:g} to {high:g} and the inputs go from {least:g} to {most:g}. The bounds must hold "
            "all inputs. Widen them."
        )


@torch.no_grad()
def _checked_labels(model: nn.Module, points: Tensor, labels: Any) -> Tensor:
    """The labels as the model's classes, on its device."""
    given = torch.as_tensor(labels, device=points.device)
    if given.shape != (len(points),):
        raise ValueError(
            f"The labels have shape {tuple(given.shape)}. There are {len(points)} inputs. Pass one label for each."
        )
    scores = tuple(model(points[:1]).shape)
    if len(scores) != 2 or scores[0] != 1:
        raise ValueError(
            f"The model maps one input to scores of shape {scores}. They must be (1, classes). "
            "Attack a classifier with one score per class."
        )
    classes = given.long()
    if (classes != given).any() or classes.min() < 0 or classes.max() >= scores[1]:
        raise ValueError(
            f"The labels go from {float(given.min()):g} to {float(given.max()):g}. The model has the classes 0 to "
            f"{scores[1] - 1}. Pass whole numbers among them."
        )
    return classes
