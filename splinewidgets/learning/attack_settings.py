"""Radii, bounds and counts of an attack, read before it begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from splinewidgets.geometry.argument_types import real_number, wrong_type
from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.whole_numbers import whole_number

NORMS = ("linf", "l2")
# What a radius or a bound may be, beside a number.
BY_ENTRY = "numbers that fit an input, such as one for each channel, (channels, 1, 1)"


@dataclass(frozen=True)
class Ball:
    """The places that an attack may lead to: within a radius of an input, and within the data's range.

    Attributes
    ----------
    radius
        A number, or a tensor that broadcasts to an input, of linf only.
    norm
        "linf" or "l2".
    bounds
        The least and the largest values, each a tensor that broadcasts to an input; None for data without a range.
    """

    radius: float | Tensor
    norm: str
    bounds: tuple[Tensor, Tensor] | None

    @classmethod
    def of(cls, points: Tensor, epsilon: Any, norm: str, bounds: Any) -> Ball:
        """Read what is given for inputs (N, *input_shape).

        Raises
        ------
        TypeError, ValueError
            If something does not fit the inputs, or the bounds do not hold them.
        """
        if points.ndim < 2 or len(points) == 0:
            raise ValueError(
                f"The inputs have shape {tuple(points.shape)}. They must be a batch (N, *input_shape) with N > 0. "
                "Put one input in each row."
            )
        radius = _radius(epsilon)
        if isinstance(radius, Tensor):
            radius = _fitted(radius, points, "epsilon")
        ball = cls(radius, norm, None if bounds is None else _bounds(bounds, points))
        if ball.bounds is not None:
            low, high = ball.bounds
            # In the points' own dtype, in which a bound may round to the other side of its own value.
            if not bool((low < high).all()) or bool((points != ball.within(points)).any()):
                raise ValueError(
                    f"The bounds are {_words(low)} to {_words(high)} and the inputs go from {float(points.min()):g} to "
                    f"{float(points.max()):g}. The bounds must hold all inputs. Widen them."
                )
        return ball

    def projected(self, offsets: Tensor) -> Tensor:
        """The nearest offsets (n, *input_shape) that are no longer than the radius."""
        if self.norm == "linf":
            return torch.maximum(torch.minimum(offsets, self._radii(offsets)), -self._radii(offsets))
        lengths = offsets.flatten(1).norm(dim=1).reshape(-1, *[1] * (offsets.ndim - 1))
        return offsets * (self.radius / lengths.clamp_min(torch.finfo(offsets.dtype).tiny)).clamp_max(1)

    def within(self, points: Tensor) -> Tensor:
        """The nearest points within the bounds; of points in the ball around one of these they stay there."""
        return points if self.bounds is None else points.clamp(*self.bounds)

    def random_offsets(self, points: Tensor, generator: torch.Generator) -> Tensor:
        """Uniformly random offsets of the ball, for each point; drawn on the CPU, so that a seed is the same anywhere.

        Parameters
        ----------
        points
            (N, *input_shape), whose shape, dtype and device they get.
        generator
            On the CPU.
        """
        shape = (len(points), points[0].numel())
        if self.norm == "linf":
            offsets = 2 * torch.rand(shape, generator=generator, dtype=torch.float64, device="cpu") - 1
        else:
            offsets = torch.randn(shape, generator=generator, dtype=torch.float64, device="cpu")
            reach = torch.rand(shape[0], 1, generator=generator, dtype=torch.float64, device="cpu")
            offsets = offsets / offsets.norm(dim=1, keepdim=True) * reach ** (1 / shape[1])
        offsets = offsets.reshape(points.shape)
        radius = self.radius.to("cpu", torch.float64) if isinstance(self.radius, Tensor) else self.radius
        return (radius * offsets).to(points.device, points.dtype)

    def _radii(self, like: Tensor) -> Tensor:
        return torch.as_tensor(self.radius, dtype=like.dtype, device=like.device)


def check_attack(
    epsilon: Any, norm: str = "linf", steps: int = 10, step_size: float | None = None, restarts: int = 1
) -> None:
    """Raise TypeError or ValueError for settings of `pgd` that no inputs fit."""
    if norm not in NORMS:
        raise ValueError(f"The norm is {norm!r}. It must be 'linf' or 'l2'. Choose one of them.")
    if isinstance(_radius(epsilon), Tensor) and norm == "l2":
        raise ValueError(
            "epsilon has several entries and the norm is 'l2'. The radius of a round ball is one number. "
            "Give one, or choose 'linf'."
        )
    whole_number(steps, "steps", "10 are usual.")
    whole_number(restarts, "restarts", "1 is usual, and 5 find a little more.")
    remedy = "Leave it out for 2.5 epsilon / steps."
    if step_size is not None and not 0 < real_number(step_size, "The step size", remedy) < math.inf:
        raise ValueError(f"The step size is {step_size}. It must be positive and finite. {remedy}")


def _radius(epsilon: Any) -> float | Tensor:
    """The radius as a number, or a tensor of several."""
    if getattr(epsilon, "ndim", 0) == 0 and not isinstance(epsilon, list | tuple):
        number = real_number(epsilon, "epsilon", "It is a radius, in units of input space.")
        if not 0 <= number < math.inf:
            raise ValueError(f"epsilon is {epsilon}. It is a radius, at least 0 and finite. Choose another.")
        return number
    several = finite_tensor(epsilon, "epsilon").double()
    if bool((several < 0).any()):
        raise ValueError(
            f"The least entry of epsilon is {float(several.min()):g}. Radii are at least 0. Choose others."
        )
    return several


def _bounds(given: Any, points: Tensor) -> tuple[Tensor, Tensor]:
    remedy = "Leave them out for data without a range."
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise wrong_type(given, "bounds", f"(low, high), two numbers or two arrays of {BY_ENTRY}", remedy)
    parts = list(given)
    if len(parts) != 2:
        raise ValueError(f"The bounds have {len(parts)} parts. They must be two, (low, high). {remedy}")
    low, high = (_fitted(finite_tensor(part, "bounds"), points, "bounds") for part in parts)
    return low, high


def _fitted(given: Tensor, points: Tensor, name: str) -> Tensor:
    """What broadcasts to an input, in the dtype and on the device of the points."""
    shape = tuple(points.shape[1:])
    try:
        fits = tuple(torch.broadcast_shapes(given.shape, shape)) == shape
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(
            f"{name} has the shape {tuple(given.shape)} and inputs have {shape}. It must be a number, or {BY_ENTRY}. "
            "Reshape it."
        )
    return given.to(points.device, points.dtype)


def _words(bound: Tensor) -> str:
    low, high = float(bound.min()), float(bound.max())
    return f"{low:g}" if low == high else f"({low:g} ... {high:g})"
