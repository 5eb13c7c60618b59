"""Hyperplane density: how many units of each layer cut the cells of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64, Int64
from torch import Tensor, nn

from ..argument_types import check_type, checked_callback
from ..device_precision import full_precision
from ..model.eval_mode import evaluating
from ..model.model_input import model_input
from ..progress import Progress
from ..slices.slice import Slice
from ..whole_numbers import whole_number
from .layer_values import activation_operands, layer_outputs
from .local_complexity import unique_names
from .sign_changes import sign_changes_in_cells

# Numbers in the widest layer of one batch.
MOST_NUMBERS = 2**20


@dataclass(frozen=True, eq=False, repr=False)
class HyperplaneDensity:
    """How many units of each layer change sign between the corners of each cell of a grid.

    A unit that only touches a cell's sides, or turns within it, is not counted: it is a count at corners, and exact for
    hyperplanes that cut a cell in two straight parts with corners on either side.

    Attributes
    ----------
    counts : (layers, rows, columns) int64
        From the lower left cell on, rows upwards.
    names : tuple of str
        Of the layers, in the order in which they compute, or in which they were asked for.
    window : Slice
    left_out : tuple of str
        What bends and is not counted, for it takes one of many values.

    Examples
    --------
    >>> density = hyperplane_density(nn.Sequential(nn.Linear(2, 8), nn.ReLU()), Slice.box((-1, 1), (-1, 1)), 4)
    >>> density.counts.shape, density.centers[0, 0].tolist()
    ((1, 4, 4), [-0.75, -0.75])
    """

    counts: Int64[np.ndarray, "layers rows columns"]
    names: tuple[str, ...]
    window: Slice
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        _, rows, columns = self.counts.shape
        means = {name: round(float(counts.mean()), 1) for name, counts in zip(self.names, self.counts, strict=True)}
        return f"<HyperplaneDensity: {columns} x {rows} cells, units a cell {means}>"

    @property
    def centers(self) -> Float64[np.ndarray, "rows columns 2"]:
        """The middle of each cell in coordinates of the slice, (rows, columns, 2)."""
        _, rows, columns = self.counts.shape
        u0, u1, v0, v1 = self.window.bounds
        u = u0 + (np.arange(columns) + 0.5) * (u1 - u0) / columns
        v = v0 + (np.arange(rows) + 0.5) * (v1 - v0) / rows
        return np.stack(np.meshgrid(u, v), -1)

    def near_and_far(self, points: npt.ArrayLike, near: float, far: float) -> Float64[np.ndarray, "layers 2"]:
        """Mean counts of the cells whose middle is nearer to a point than `near`, and farther from all than `far`.

        Parameters
        ----------
        points : (N, 2)
            In coordinates of the slice.
        near, far
            Distances in these coordinates.

        Returns
        -------
        (layers, 2)

        Raises
        ------
        ValueError
            If there are no such cells.
        """
        given = np.asarray(points, np.float64)
        if given.ndim != 2 or given.shape[1] != 2 or len(given) == 0:
            raise ValueError(
                f"The points have shape {given.shape}. They must be (N, 2) coordinates of the slice. "
                "Pass window.project(inputs) for inputs."
            )
        centers = self.centers.reshape(-1, 2)
        distance = np.full(len(centers), np.inf)
        for point in given:
            np.minimum(distance, np.hypot(*(centers - point).T), out=distance)
        counts = self.counts.reshape(len(self.names), -1)
        chosen = {"near": distance < near, "far": distance > far}
        for name, cells in chosen.items():
            if not cells.any():
                raise ValueError(
                    f"No cell is {name}: their middles are {distance.min():.3g} to {distance.max():.3g} from the "
                    "points. Choose other distances, smaller cells or a larger window."
                )
        return np.stack([counts[:, cells].mean(1) for cells in chosen.values()], 1)


def hyperplane_density(
    model: nn.Module,
    window: Slice,
    cells: int | tuple[int, int] = 96,
    *,
    layers: Sequence[str | Sequence[str]] | None = None,
    progress: Progress | None = None,
) -> HyperplaneDensity:
    """Count for each cell of a grid over a slice the units of each layer that change sign between its corners.

    Costs one evaluation of the network a corner, so it goes where tiles are too many to be found, as in the 11 layers
    of 1,024 units of the survey's Figure 8. It is a sample, not a tessellation, and sees nothing smaller than a cell.

    Parameters
    ----------
    model
        Any module that takes one batch of inputs, with a row for each; it is evaluated in eval mode, in its own dtype,
        and left as it is.
    window
        The slice; its whole bounds are divided, whatever its polygon.
    cells
        How many along u and along v, or one number for both.
    layers
        Whose units are counted, as in `local_complexity`: by default the operands of all activations.
    progress
        Called with the fraction done and words before each batch; what it raises ends it.

    Raises
    ------
    TypeError
        If the model is no module, the window no slice, or `cells` no whole numbers.
    ValueError
        If a layer has NaN values or does not keep the batch in its first dimension, there is no such layer or none at
        all, or the model fails on the inputs.

    References
    ----------
    The survey [balestriero2025geometry], Figure 8; Balestriero and Baraniuk, Batch Normalization Explained
    [balestriero2022batch].

    Examples
    --------
    >>> line = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
    >>> with torch.no_grad():
    ...     line[0].weight[:], line[0].bias[:] = torch.tensor([[1.0, 0.0]]), -0.1
    >>> hyperplane_density(line, Slice.box((-1, 1), (-1, 1)), (4, 2)).counts.tolist()
    [[[0, 0, 1, 0], [0, 0, 1, 0]]]
    """
    check_type(window, Slice, "The window", "a Slice", "Make one with Slice.box or Slice.through.")
    checked_callback(progress, "progress")
    remedy = "Pass 96, or (96, 64) for columns and rows."
    columns, rows = cells if isinstance(cells, tuple) and len(cells) == 2 else (cells, cells)
    columns, rows = whole_number(columns, "cells", remedy), whole_number(rows, "cells", remedy)
    u0, u1, v0, v1 = window.bounds
    u, v = np.linspace(u0, u1, columns + 1), np.linspace(v0, v1, rows + 1)
    example = model_input(model, window.origin[None], "window")
    with torch.no_grad(), full_precision(example.device), evaluating(model) as copied:
        watch = partial(activation_operands, copied) if layers is None else partial(layer_outputs, copied, layers)

        def corners(begin: int, end: int) -> Tensor:
            points = np.stack(np.meshgrid(u, v[begin : end + 1]), -1).reshape(-1, 2)
            return window.embed(points).to(example.device, example.dtype)

        # One row of cells first, to see how wide the layers are.
        end, parts = 1, [_Counting(copied, watch, corners(0, 1), columns)]
        step = max(1, MOST_NUMBERS // parts[0].widest)
        while end < rows:
            if progress is not None:
                progress(end / rows, f"row {end} of {rows}")
            begin, end = end, min(end + step, rows)
            parts.append(_Counting(copied, watch, corners(begin, end), columns))
    for part in parts:
        if part.names != parts[0].names:
            raise ValueError(
                f"The layers were {', '.join(parts[0].names)} for some inputs and {', '.join(part.names)} for others. "
                "All inputs must go through the same ones. Take a window within which they do."
            )
    counts = np.concatenate([part.counts for part in parts], 1)
    return HyperplaneDensity(counts, parts[0].names, window, parts[0].left_out)


class _Counting:
    """The counts of some rows of cells, whose corners are the inputs (corner rows * corner columns, *input_shape)."""

    def __init__(self, model: nn.Module, watch: Any, inputs: Tensor, columns: int) -> None:
        self._columns, self._corners = columns, len(inputs)
        self._seen: list[tuple[int, str, Tensor]] = []
        # Numbers of the widest layer, a row of cells.
        self.widest = inputs.numel()
        try:
            with watch(self._see) as left_out:
                model(inputs)
        except _RefusedError as refused:
            raise ValueError(str(refused)) from None
        except (RuntimeError, IndexError) as error:
            raise ValueError(
                f"{type(model).__name__} fails on inputs of shape {tuple(inputs.shape[1:])}: {str(error).rstrip('.')}. "
                "It must take batches of them. Build the window from inputs that the model accepts."
            ) from error
        self.left_out = unique_names(left_out)
        if not self._seen:
            raise ValueError(
                f"{type(model).__name__} calls no activation. Hyperplanes are those of units of layers. "
                "Name modules whose outputs are to be counted: layers=[...]."
            )
        self._seen.sort(key=lambda seen: seen[0])
        self.names = unique_names([name for _, name, _ in self._seen])
        self.counts: npt.NDArray[np.int64] = torch.stack([counts for _, _, counts in self._seen]).numpy()

    def _see(self, position: int, name: str, values: Tensor) -> None:
        if values.ndim == 0 or len(values) != self._corners:
            raise _RefusedError(
                f"{name} has values of shape {tuple(values.shape)} for a batch of {self._corners}. The batch must be "
                "the first dimension. Name other layers: layers=[...]."
            )
        self.widest = max(self.widest, values.numel() // (self._corners // (self._columns + 1)))
        counts, any_nan = sign_changes_in_cells(values.reshape(-1, self._columns + 1, values[0].numel()))
        if any_nan:
            raise _RefusedError(
                f"{name} has NaN values in the window. All must be numbers. "
                "Load a checkpoint from before the training diverged."
            )
        self._seen.append((position, name, counts))


class _RefusedError(Exception):
    """What a layer's values are is refused, which is no failure of the model's."""
