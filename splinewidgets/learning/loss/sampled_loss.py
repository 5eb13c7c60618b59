"""`sampled_loss`: the loss on a grid of a plane of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Bool, Float64
from torch import Tensor, nn

from splinewidgets.geometry.argument_types import check_type, checked_callback, checked_dtype
from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.limits import check_memory
from splinewidgets.geometry.model.model_input import batch_input
from splinewidgets.geometry.model.state_dict_check import differences
from splinewidgets.geometry.progress import Progress

from ..state_dict_file import shapes_of
from .grid_curvature import grid_curvatures, nonconvex_share
from .loss_function import Loss, LossFunction, check_loss
from .parameter_plane import ParameterPlane
from .parameter_sweep import ParameterSweep, check_statistics, sweeping
from .sampling_grid import coarse_to_fine, grid_size, scaled_window
from .trajectory import fitted

Cancel = Callable[[], bool]


class SampledLoss:
    """The loss at the points of a grid, computed from coarse to fine by `resume`; see `sampled_loss`.

    Nothing is known of the loss between the points. Interrupted by `cancel`, an error or a keyboard, it keeps what was
    computed, and `resume` goes on. Of a training whose path is on the plane, the loss at each state itself stands
    beside that at its projection: where the path is off the plane they need not agree, and contours around the
    projection are not what the training saw.

    Attributes
    ----------
    plane : ParameterPlane
    u : (columns,) float64
    v : (rows,) float64
    losses : (rows, columns) float64
        Of the point u[column], v[row]. NaN where it is not computed yet; NaN or infinite where the model's loss is.
    computed : (rows, columns) bool
    path_losses : (steps,) float64
        At the states of the plane's trajectory, each with its own buffers.
    plane_losses : (steps,) float64
        At the projections of these states on the plane.
    reason : str
        Why parameters were moved one after the other, where `torch.func.vmap` cannot follow the model; else empty.

    Examples
    --------
    >>> model, moons = zoo.mlp((2, 8, 2)), zoo.two_moons(50)
    >>> landscape = SampledLoss(model, moons.inputs, moons.labels, ParameterPlane.random(model), cells=9)
    >>> landscape.done
    0.0
    >>> landscape.resume().losses.shape
    (9, 9)
    """

    u: Float64[np.ndarray, "columns"]
    v: Float64[np.ndarray, "rows"]
    losses: Float64[np.ndarray, "rows columns"]
    computed: Bool[np.ndarray, "rows columns"]
    path_losses: Float64[np.ndarray, "steps"]
    plane_losses: Float64[np.ndarray, "steps"]

    def __init__(
        self,
        model: nn.Module,
        data: Any,
        targets: Any,
        plane: ParameterPlane,
        loss: Loss = "cross_entropy",
        *,
        cells: int | tuple[int, int] = 51,
        extent: float = 1.0,
        memory: float | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        check_type(plane, ParameterPlane, "The plane", "a ParameterPlane", "Make one by ParameterPlane.random(model).")
        check_loss(loss)
        check_memory(memory)
        columns, rows = grid_size(cells)
        self.plane, self.reason = plane, ""
        self._model, self._data = model, _in_dtype(batch_input(model, data, "data"), checked_dtype(dtype))
        self._memory = memory
        check_statistics(model)
        if faults := differences(shapes_of(plane.state), shapes_of(model.state_dict())):
            raise ValueError(
                f"The model {faults}, compared with that of the plane. Both must be of one architecture. "
                "Make the plane of this model."
            )
        with self._sweep() as sweep:
            self._loss = LossFunction(loss, targets, sweep.outputs_of(plane.state))
        u0, u1, v0, v1 = scaled_window(plane.window, extent)
        self.u, self.v = np.linspace(u0, u1, columns), np.linspace(v0, v1, rows)
        self.losses = np.full((rows, columns), np.nan)
        self.computed = np.zeros((rows, columns), np.bool_)
        steps = 0 if plane.trajectory is None else len(plane.trajectory.checkpoints)
        self.path_losses, self.plane_losses = np.full(steps, np.nan), np.full(steps, np.nan)
        self._path_done = steps == 0

    def resume(self, progress: Progress | None = None, cancel: Cancel | None = None) -> SampledLoss:
        """Compute what is missing, in place, and return this object.

        Parameters
        ----------
        progress
            Called with the fraction done and words. What it raises ends the computation, and what was computed stays.
        cancel
            Asked between some points and the next whether to stop, and return with `done` below 1.
        """
        checked_callback(progress, "progress")
        checked_callback(cancel, "cancel")
        if self._path_done and self.computed.all():
            return self
        with self._sweep() as sweep:
            for _ in self._parts(sweep):
                if progress is not None:
                    progress(self.done, "losses")
                if cancel is not None and self.done < 1 and cancel():
                    break
            self.reason = sweep.reason
        return self

    @property
    def done(self) -> float:
        """Share of the grid that is computed, from 0 to 1."""
        return float(self.computed.mean())

    @property
    def holes(self) -> int:
        """How many points that are computed have a loss that is NaN or infinite."""
        return int((self.computed & ~np.isfinite(self.losses)).sum())

    @property
    def path(self) -> Float64[np.ndarray, "steps 2"]:
        """Coordinates of the projected states of the training; none without one."""
        return np.empty((0, 2)) if self.plane.trajectory is None else self.plane.trajectory.path

    @property
    def path_distances(self) -> Float64[np.ndarray, "steps"]:
        """Distance of each state of the training from its projection, in the space of parameters."""
        return np.empty(0) if self.plane.trajectory is None else self.plane.trajectory.distances

    def curvatures(self) -> Float64[np.ndarray, "2 inner_rows inner_columns"]:
        """Eigenvalues of the loss's Hessian in u and v by central differences, the smaller and the larger.

        At the points that are not on the border; NaN beside points that are missing or no numbers. Rounding makes
        about 1e-7 of the loss over the square of the distance of points in float32, and 1e-16 in float64.
        """
        return grid_curvatures(self.losses, self.u, self.v)

    @property
    def nonconvex_fraction(self) -> float:
        """Share of points, of those that are not on the border, where the smaller curvature is below -1e-6.

        Of those whose neighbors are all numbers; NaN where there is none.
        """
        return nonconvex_share(self.curvatures())

    def __repr__(self) -> str:
        rows, columns = self.losses.shape
        finite = self.losses[np.isfinite(self.losses)]
        span = f", {finite.min():.3g} to {finite.max():.3g}" if len(finite) else ""
        holes = f", {self.holes} not a number" if self.holes else ""
        rest = "" if self.done == 1 else f", {100 * self.done:.0f} % done"
        return f"<SampledLoss: {columns} x {rows} points{span}{holes}{rest}>"

    def _sweep(self) -> Any:
        return sweeping(self._model, self.plane, self._data, self._memory)

    def _parts(self, sweep: ParameterSweep) -> Iterator[None]:
        """Fill in some entries at a time."""
        if not self._path_done:
            self._follow(sweep)
            yield
        missing = [place for place in coarse_to_fine(*self.losses.shape) if not self.computed[place]]
        for start in range(0, len(missing), sweep.held):
            rows, columns = np.array(missing[start : start + sweep.held]).T
            self.losses[rows, columns] = self._at(sweep, np.column_stack([self.u[columns], self.v[rows]]))
            self.computed[rows, columns] = True
            yield

    def _follow(self, sweep: ParameterSweep) -> None:
        """Take the losses along the training."""
        assert self.plane.trajectory is not None
        for k, checkpoint in enumerate(self.plane.trajectory.checkpoints):
            outputs = sweep.outputs_of(fitted(checkpoint, self.plane.state))
            self.path_losses[k] = float(self._loss(outputs[None]))
        for start in range(0, len(self.path), sweep.held):
            some = slice(start, start + sweep.held)
            self.plane_losses[some] = self._at(sweep, self.path[some])
        self._path_done = True

    def _at(self, sweep: ParameterSweep, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        losses: npt.NDArray[np.float64] = self._loss(sweep.outputs(sweep.points(places))).cpu().numpy()
        return losses


def sampled_loss(
    model: nn.Module,
    data: Any,
    targets: Any,
    plane: ParameterPlane,
    loss: Loss = "cross_entropy",
    *,
    cells: int | tuple[int, int] = 51,
    extent: float = 1.0,
    memory: float | None = None,
    dtype: torch.dtype | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> SampledLoss:
    """Sample the loss of a model on a grid of a plane of its parameters.

    On the model's device, many points at once by `torch.func.vmap` where that is faster, one after the other where it
    is not or cannot follow the model, which `reason` tells. A copy in eval mode is called: batch normalizations use
    their running statistics, those of the plane's state, and dropout is off. The model is left as it is.

    Parameters
    ----------
    model
        Any module of the plane's architecture; its own weights do not matter.
    data
        (N, *input_shape) array-like.
    targets
        Of "cross_entropy", (N,) indices of classes or (N, classes) one-hot; of "squared", numbers of the outputs' shape
        or indices of classes, which are made one-hot; of a function, whatever it takes.
    plane
        Of all parameters; with a trajectory, the losses along it are computed, too.
    loss
        "cross_entropy"; "squared", the squared difference to the target in the mean over samples and outputs, as
        torch's `mse_loss`; or a function of all outputs and targets that returns one number.
    cells
        Points a side, or (columns, rows); three or more.
    extent
        Factor on the plane's window, about its middle.
    memory
        Bytes that the values of what is computed at once may take; by default so many that they stay in the caches.
    dtype
        What is computed in; the model's own by default, float32 for one in half precision. Means over samples are taken
        in float64. Curvatures want float64, see `SampledLoss.curvatures`.
    progress, cancel
        As of `SampledLoss.resume`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, the model is of another architecture than the plane or fails on the data,
        or targets and outputs do not fit together.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets [li2018visualizing].

    Examples
    --------
    >>> moons = zoo.two_moons(50)
    >>> model = zoo.train(zoo.mlp((2, 8, 2)), moons, steps=50, progress=False)
    >>> landscape = sampled_loss(model, moons.inputs, moons.labels, ParameterPlane.random(model), cells=11)
    >>> landscape.losses.shape, landscape.done, landscape.holes
    ((11, 11), 1.0, 0)
    """
    for given, name in ((progress, "progress"), (cancel, "cancel")):
        checked_callback(given, name)
    sampled = SampledLoss(model, data, targets, plane, loss, cells=cells, extent=extent, memory=memory, dtype=dtype)
    return sampled.resume(progress, cancel)


def _in_dtype(data: Tensor, dtype: torch.dtype | None) -> Tensor:
    if dtype is not None and dtype not in (torch.float32, torch.float64):
        raise ValueError(
            f"dtype is {dtype}. Losses are computed in torch.float32 or torch.float64. Choose one of them, or leave it "
            "out for the model's own."
        )
    if dtype == torch.float64 != widest_dtype(data.device):
        raise ValueError(
            f"dtype is torch.float64, which the device {data.device} has not. Losses are computed where the model is. "
            "Move the model to the CPU, or leave dtype out."
        )
    if dtype is None:
        dtype = data.dtype if data.dtype in (torch.float32, torch.float64) else torch.float32
    return data.to(dtype)
