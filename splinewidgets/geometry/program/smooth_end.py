"""The smooth end of a network as a function of what goes into it, with its slopes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor

from ..export.smooth_tail import Link
from ..refusals import UnsupportedOperation
from ..smooth.smooth_functions import SAFETY, inverse, slope, slope_range
from .constants import Constants, function_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SmoothEnd:
    """A smooth function of every number by itself, such as `(tanh(x) + 1) / 2`, that a network leaves out.

    It is evaluated in float64 on the CPU.

    Attributes
    ----------
    links : tuple of Link
        Its operations.
    tensors : dict
        The model's, by name.
    """

    links: tuple[Link, ...]
    tensors: Mapping[str, Tensor]

    def __str__(self) -> str:
        names = [link.operation.name for link in self.links if link.kind == "smooth"]
        return " of ".join(reversed(names))

    def __call__(self, z: npt.ArrayLike) -> Float64[np.ndarray, "points outputs"]:
        """The outputs (n, C) where z (n, C) goes in."""
        value = np.ascontiguousarray(z, np.float64)
        for link in self.links:
            value = self._step(link, value)
        return value

    def slopes(self, z: npt.ArrayLike) -> Float64[np.ndarray, "points outputs"]:
        """The derivative of each output by its own operand, (n, C)."""
        value = np.ascontiguousarray(z, np.float64)
        product = np.ones_like(value)
        for number, link in enumerate(self.links, 1):
            if link.kind == "smooth":
                product *= slope(*self._called(link))(value)
            elif link.kind == "affine":
                product *= self._step(link, np.ones_like(value)) - self._step(link, np.zeros_like(value))
            if number < len(self.links):
                value = self._step(link, value)
        return product

    def slope_range(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Bounds (n, C) of the absolute slopes, from below and above, where z is from low (n, C) to high."""
        least, most = np.ones_like(low), np.ones_like(low)
        for link in self.links:
            one, other, beyond = self._step(link, low), self._step(link, high), np.zeros_like(low)
            if link.kind == "smooth":
                smallest, largest = slope_range(*self._called(link), low, high)
                # Where it is not monotone it leaves the range of its ends, by no more than this.
                beyond = np.where(smallest > 0, 0.0, largest * (high - low))
                least, most = least * smallest, most * largest
            elif link.kind == "affine":
                factor = np.abs(self._step(link, np.ones_like(low)) - self._step(link, np.zeros_like(low)))
                least, most = least * factor * (1 - SAFETY), most * factor * (1 + SAFETY)
            low, high = np.minimum(one, other) - beyond, np.maximum(one, other) + beyond
        return least, most

    def inverse(self, value: float, output: int) -> float | None:
        """What goes in where an output, counted along all axes, has a value; None where it never has.

        Raises
        ------
        UnsupportedOperation
            If the end is not monotone, or is constant.
        """
        for link in reversed(self.links):
            if link.kind == "smooth":
                try:
                    found = inverse(*self._called(link), value)
                except KeyError:
                    raise self._no_inverse(f"{link.operation.name} is not monotone: it has values twice") from None
                if found is None:
                    return None
                value = found
            elif link.kind == "affine":
                size = math.prod(link.operation.shapes[0][1:])  # type: ignore[index]
                at_zero, at_one = (float(self._step(link, np.full((1, size), x))[0, output]) for x in (0.0, 1.0))
                if at_one == at_zero:
                    raise self._no_inverse("it multiplies this output by 0")
                value = (value - at_zero) / (at_one - at_zero)
        return value

    def _no_inverse(self, why: str) -> UnsupportedOperation:
        return UnsupportedOperation(
            f"The model ends in {self}, and {why}. A level set behind an end is that of what goes into it, at one "
            "value. Pass linearize(model), which states its error."
        )

    def _called(self, link: Link) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """The function's name, and its arguments behind its variable."""
        return link.operation.name, self._constant(link.operation.args[1:]), self._constant(link.operation.kwargs)

    def _step(self, link: Link, value: Floats) -> Floats:
        """One of the operations of numbers (n, C)."""
        operation = link.operation
        if link.kind == "reshape":
            return value
        assert operation.shapes is not None
        args = [None if i == link.position else self._constant(arg) for i, arg in enumerate(operation.args)]
        with torch.no_grad():
            args[link.position] = torch.from_numpy(value).reshape(len(value), *operation.shapes[0][1:])
            result: Tensor = function_of(operation)(*args, **self._constant(operation.kwargs))
            return result.reshape(len(value), -1).numpy()

    @cached_property
    def _constant(self) -> Constants:
        return Constants(self.tensors, torch.float64, torch.device("cpu"))
