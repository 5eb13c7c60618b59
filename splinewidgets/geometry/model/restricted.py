"""`Restricted`: a model on the plane of a few coordinates of its input, the others fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..argument_types import check_type
from ..array_like import finite_tensor
from ..whole_numbers import whole_number
from .model_input import model_input


class Restricted(nn.Module):
    """The restriction of a model to some coordinates of its input: the others stay as they are at one input.

    So two of 64 latents make a plane, of which all is exact: its tiles, its samples, lengths on it. It is a module as
    others are, of inputs (k,), one number for each coordinate that varies.

    Parameters
    ----------
    model
        Called with a batch of inputs (N, *input_shape).
    coordinates
        Those that vary, k of them, from 0 on, counted along all axes of the input.
    at
        (*input_shape) array-like: where the others are fixed. Its entries at `coordinates` count for nothing.

    Raises
    ------
    TypeError
        If the model is no module, a coordinate is no whole number, or `at` cannot be read as an array.
    ValueError
        If a coordinate is out of range or comes twice, or an entry is NaN or infinite.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 3))
    >>> plane = Restricted(generator, (3, 17), torch.zeros(64))
    >>> plane(torch.zeros(5, 2)).shape
    torch.Size([5, 3])
    >>> manifold = Manifold(tessellate(plane, Slice.box((-1, 1), (-1, 1))))
    """

    def __init__(self, model: nn.Module, coordinates: Sequence[int], at: Any) -> None:
        super().__init__()
        remedy = "Wrap a function in a module whose forward calls it."
        check_type(model, nn.Module, "The model", "a torch.nn.Module", remedy)
        fixed = model_input(model, finite_tensor(at, "fixed input"), "fixed input").clone()
        self.model, self.input_shape = model, tuple(fixed.shape)
        self.coordinates = checked_coordinates(coordinates, fixed.numel())
        along = torch.zeros(fixed.numel(), len(self.coordinates), dtype=fixed.dtype, device=fixed.device)
        along[self.coordinates, range(len(self.coordinates))] = 1
        fixed = fixed.reshape(-1)
        fixed[list(self.coordinates)] = 0
        self.register_buffer("fixed", fixed)
        self.register_buffer("along", along)

    def forward(self, inputs: Tensor) -> Any:
        """The model's outputs at a batch of inputs (N, k)."""
        whole = nn.functional.linear(inputs, self.get_buffer("along"), self.get_buffer("fixed"))
        return self.model(whole.reshape(len(inputs), *self.input_shape))


def checked_coordinates(given: Any, size: int) -> tuple[int, ...]:
    """Different coordinates of an input of this size."""
    remedy = f"An input has {size} coordinates, counted from 0 along all its axes."
    if isinstance(given, Tensor | np.ndarray):
        given = given.tolist()
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise TypeError(f"coordinates is a {type(given).__name__}. It must be several whole numbers. {remedy}")
    found = tuple(whole_number(each, "A coordinate", remedy, least=0, most=size - 1) for each in given)
    if not found or len(set(found)) < len(found):
        raise ValueError(
            f"coordinates are {list(found)}. They must be one or more, each once. Name those that are to vary."
        )
    return found
