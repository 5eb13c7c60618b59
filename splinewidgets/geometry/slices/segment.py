"""A straight segment between two inputs: the one-dimensional slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor

from ..array_like import finite_tensor, float64_tensor


@dataclass(frozen=True, eq=False, repr=False)
class Segment:
    """The points `x(t) = start + t (end - start)` with t in [0, 1].

    Parameters
    ----------
    start, end : (*input_shape) array-like
        Two inputs without batch dimension.

    Raises
    ------
    ValueError
        If their shapes differ, an entry is NaN or infinite, or they are the same input.

    Examples
    --------
    >>> segment = Segment([0.0, 0.0], [3.0, 4.0])
    >>> segment.length()
    5.0
    >>> segment.embed([0.5])
    tensor([[1.5000, 2.0000]], dtype=torch.float64)
    """

    start: Float64[Tensor, "*input"]
    end: Float64[Tensor, "*input"]

    def __post_init__(self) -> None:
        start = finite_tensor(self.start, "start").to("cpu", torch.float64).clone()
        end = finite_tensor(self.end, "end").to("cpu", torch.float64).clone()
        if start.shape != end.shape:
            raise ValueError(
                f"The segment runs from an input of shape {tuple(start.shape)} to one of shape {tuple(end.shape)}. "
                "Both must have one shape. Leave out the batch dimension."
            )
        if torch.equal(start, end):
            raise ValueError("The segment starts and ends at one input. Its ends must differ. Move one of them.")
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    def __repr__(self) -> str:
        return f"Segment({self.length():g} long, between inputs of shape {self.input_shape})"

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one input."""
        return tuple(self.start.shape)

    def length(self) -> float:
        """Distance between the ends in units of input space."""
        return float((self.end - self.start).norm())

    def embed(self, t: npt.ArrayLike | Tensor) -> Float64[Tensor, "points *input"]:
        """Inputs (k, *input_shape) at the points t (k,), float64."""
        points = float64_tensor(t, "points")
        if points.ndim != 1:
            raise ValueError(
                f"The points have shape {tuple(points.shape)}. They must be (k,) positions along the segment. "
                "Pass [t] for a single point."
            )
        start, end = self.start.reshape(1, -1), self.end.reshape(1, -1)
        return torch.lerp(start, end, points[:, None]).reshape(len(points), *self.input_shape)

    def project(self, inputs: Any) -> Float64[np.ndarray, "points"]:
        """The positions t (k,) nearest to inputs (k, *input_shape), also beyond the ends."""
        given = finite_tensor(inputs, "inputs").to("cpu", torch.float64)
        if given.shape[1:] != self.start.shape:
            raise ValueError(
                f"The inputs have shape {tuple(given.shape)}. They must be a batch (k, *{self.input_shape}). "
                "Put one input in each row."
            )
        direction = (self.end - self.start).reshape(-1)
        offsets = given.reshape(len(given), direction.numel()) - self.start.reshape(-1)
        return ((offsets @ direction) / (direction @ direction)).numpy()
