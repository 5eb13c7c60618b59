"""`ExactLoss`: the loss of a network on a slice of one of its parameters, exactly."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64
from torch import Tensor, nn

from splinewidgets.geometry.argument_types import check_type, checked_callback
from splinewidgets.geometry.array_like import float64_array
from splinewidgets.geometry.limits import check_limit, check_memory
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.parameter_space import ParameterSpace
from splinewidgets.geometry.progress import Progress
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate

from .merge_tree import MergeTree, merge_tree_of
from .minima import Minima
from .targets import LOSSES, check_loss, targets_for
from .tile_loss import TileLoss

# Of the time that all takes, so much is for the tiles.
TILES_SHARE = 0.8


class ExactLoss:
    """The loss of a network on training data as a function of one of its parameters, exact on a slice.

    In one layer's weight or bias a piecewise-affine network is piecewise affine, the others and the data held fixed.
    So the slice is cut into convex tiles on which each data point's outputs are affine, and the loss is convex: the
    mean squared error one quadratic on each, the cross-entropy a smooth function. Across tiles it is neither. In
    several layers at once the outputs are not piecewise affine, and this does not apply.

    Parameters
    ----------
    model
        Any module that `Network` takes, in eval mode. It is copied.
    parameter
        Name of one of `model.named_parameters()`; where a parameter has several names, all are meant.
    data
        (n, *input_shape) array-like.
    targets
        For "squared" the outputs wanted, (n, *output_shape); for "cross_entropy" the index of a class for each data
        point, (n,).
    slice
        Of values of the parameter: its origin and axes have the parameter's shape.
    loss
        "squared": the mean of the squared difference over all entries, as `torch.nn.functional.mse_loss` has it. The
        mean over data points of the squared norm, as in the survey, is `outputs` times that, the entries of one output.
        "cross_entropy": the mean over data points, as `torch.nn.functional.cross_entropy` has it.
    max_tiles, memory, progress
        As of `tessellate`. The outputs of all data at the vertices, n x outputs numbers each, are kept beside.

    Attributes
    ----------
    tessellation : Tessellation
        Its network has the outputs (n, *output_shape) for all data.
    slice : Slice
    loss : str

    Raises
    ------
    TooManyTiles
        If the slice has more than `max_tiles`.
    TypeError, ValueError
        If the loss is another, the model has no such parameter or fails on the data, or slice or targets do not fit.
    UnsupportedOperation
        If the model is not piecewise affine in the parameter, or ends in a softmax or sigmoid.

    References
    ----------
    Riedi, Balestriero and Baraniuk, Singular Value Perturbation and Deep Network Optimization [riedi2023singular]: the
    loss is piecewise quadratic in one layer's parameters.

    Examples
    --------
    >>> model, data = zoo.mlp((2, 8, 1)), torch.randn(20, 2)
    >>> weight = model[1].weight.detach()
    >>> plane = Slice(weight, torch.randn(2, *weight.shape), (-1, 1, -1, 1))
    >>> exact = ExactLoss(model, "1.weight", data, data.prod(1, keepdim=True), plane)
    >>> bool(exact.at([[0.0, 0.0]]) - nn.functional.mse_loss(model(data), data.prod(1, keepdim=True)).item() < 1e-6)
    True
    """

    def __init__(
        self,
        model: nn.Module,
        parameter: str,
        data: Any,
        targets: Any,
        slice: Slice,
        loss: str = "squared",
        *,
        max_tiles: int | None = None,
        memory: float | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.loss = check_loss(loss)
        check_type(slice, Slice, "The slice", "a Slice of the parameter", "Write Slice(value, axes, bounds).")
        max_tiles = check_limit(max_tiles)
        check_memory(memory)
        checked_callback(progress, "progress")
        _check_shape(model, parameter, slice)
        told = None if progress is None else _within(progress, 0, TILES_SHARE)
        outputs = ParameterSpace(model, parameter, data)
        network = Network(outputs, model.get_parameter(parameter), progress=told)
        wanted = targets_for(network, targets, self.loss)
        tessellation = tessellate(network, slice, max_tiles=max_tiles, memory=memory, progress=told)
        self.tessellation, self.slice = tessellation, slice
        told = None if progress is None else _within(progress, TILES_SHARE, 1)
        self._on_tiles: TileLoss = LOSSES[self.loss](tessellation, wanted, told)
        if progress is not None:
            progress(1.0, "done")

    def __repr__(self) -> str:
        parts = [f"{self.loss} on {self.tessellation.tile_count:,} tiles on {self.slice.window}"]
        if self.iterated is not None:
            parts.append(f"minima iterated to {self.iterated:g}")
        return f"<ExactLoss: {', '.join(parts)}>"

    @property
    def iterated(self) -> float | None:
        """Share of its value to which a minimum on an edge or within a tile is iterated; None if in closed form."""
        return self._on_tiles.iterated

    def at(self, uv: npt.ArrayLike | Tensor) -> Float64[np.ndarray, "points"]:
        """The loss (k,) at points (k, 2) of the slice; NaN outside the window."""
        return self._asked(uv, self._on_tiles.at, ())

    def gradients(self, uv: npt.ArrayLike | Tensor) -> Float64[np.ndarray, "points 2"]:
        """Gradients (k, 2) at points (k, 2), per unit of (u, v); NaN outside. On an edge that of one of its tiles."""
        return self._asked(uv, self._on_tiles.gradients, (2,))

    def hessians(self) -> Float64[np.ndarray, "tiles 2 2"]:
        """Hessian of each tile, (T, 2, 2), in (u, v): for the squared loss the same all over the tile.

        For cross-entropy that at the tile's center of mass. Its eigenvalues are never negative; what bends the loss
        downward are the edges.
        """
        tiles = np.arange(self.tessellation.tile_count)
        return self._on_tiles.hessians(tiles, self.tessellation.centroids())

    def minima(self) -> Minima:
        """All local minima in the window, the lowest first: in closed form, or `iterated` on their tiles."""
        return self._merge_tree.minima

    def merge_tree(self) -> MergeTree:
        """At which saddles the sublevel sets around the minima meet; as exact as these."""
        return self._merge_tree

    @cached_property
    def _merge_tree(self) -> MergeTree:
        return merge_tree_of(self.tessellation, self._on_tiles)

    def _asked(self, uv: npt.ArrayLike | Tensor, question: Any, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
        points = float64_array(uv, "points")
        tiles = self.tessellation.locate(points)
        answers = np.full((len(points), *shape), np.nan)
        inside = tiles >= 0
        answers[inside] = question(tiles[inside], points[inside])
        return answers


def _check_shape(model: Any, parameter: Any, slice: Slice) -> None:
    """Raise ValueError if the slice is not one of this parameter's values; others look at model and name."""
    named = dict(model.named_parameters(remove_duplicate=False)) if isinstance(model, nn.Module) else {}
    if isinstance(parameter, str) and parameter in named and tuple(named[parameter].shape) != slice.input_shape:
        raise ValueError(
            f"The slice is one of shape {slice.input_shape}, and {parameter!r} has the shape "
            f"{tuple(named[parameter].shape)}. Origin and axes must be values of the parameter. "
            "Make it of the parameter's value and two directions of its shape."
        )


def _within(progress: Progress, begin: float, end: float) -> Progress:
    """What tells of a part of the whole."""

    def told(fraction: float, name: str) -> None:
        if fraction < 1:  # it is not done yet
            progress(begin + fraction * (end - begin), name)

    return told
