"""`InitializationExplorer`: where hyperplanes begin, and how batch normalization draws them to the data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.compilation import background
from splinewidgets.pictures.number_format import duration
from splinewidgets.pictures.rendering.initialization_picture import InitializationPainter, Measured, Shown, status
from splinewidgets.pictures.scene.initialization_input import (
    Sketch,
    data_sets,
    default_window,
    read_depth,
    read_layer,
    read_points,
    read_window,
)
from splinewidgets.pictures.scene.own_layers import read_layers, size_of
from splinewidgets.pictures.wire_types.initialization import Look
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.teaching.initialization_still import PICTURES, InitializationStill
from splinewidgets.zoo.initializations import Initializations
from splinewidgets.zoo.point_sets import two_clusters

# Traits that describe what is to be shown.
SKETCHED = ("points", "depth", "width", "seed", "look", "layer")
# A request that takes back the first one.
NOTHING: Literal["nothing"] = "nothing"
# Seconds between two reports of how far a long computation is.
REPORT = 0.1


class InitializationExplorer(InitializationStill):
    """A network of random weights three times: with zero bias, with random bias, and batch normalized for some points.

    Draw, drag and delete points: the tessellation of the third follows them. Beside each network there is how far the
    points are from the hyperplanes of every layer, and how near they could be: the theorem that batch normalization
    fits hyperplanes to the data by total least squares. Where tiles are too many, look at the density of hyperplanes.

    Parameters
    ----------
    points : (N, 2) array-like
        At least two; those of the survey's Figure 7 by default.
    model : torch.nn.Sequential
        Linear layers of two inputs with ReLU, LeakyReLU or PiecewiseAffine behind each, as they are now: their weights
        are shown with zero, random and their own biases, and batch normalized. By default weights are drawn.
    depth, width : int
        How many ReLU layers, and units in each; 4 and 16 by default. Those of a model are its own.
    seed : int
        Of the random weights and biases.
    layer : int
        Which layer to show, from 1 on; the last by default. Those before it are gray.
    look : {"lines", "density"}
        The exact hyperplanes; or how many units of the layer cut each cell of a grid, for networks of too many tiles.
    window : (x0, x1, y0, y1)
        What is seen of the plane; by default [-3, 3] x [-3, 3], or more where points lie beyond it.
    height : int
        Pixels of each picture, at most: they are as wide as there is room.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.

    References
    ----------
    The survey [balestriero2025geometry], Figures 7 and 8; Balestriero and Baraniuk, Batch Normalization Explained
    [balestriero2022batch].

    Examples
    --------
    >>> explorer = InitializationExplorer(depth=2, width=8)
    >>> explorer.points = [[0.0, 0.0], [1.0, 0.5], [0.5, 1.0]]
    >>> bool(np.allclose(explorer.distances["normalized"], explorer.minima["normalized"], rtol=1e-3))
    True
    >>> explorer = InitializationExplorer(model=zoo.mlp((2, 8, 8, 1)))
    >>> list(explorer.tessellations)
    ['zero_bias', 'random_bias', 'normalized', 'own_bias']
    """

    _bundle = "initialization_explorer"
    _drawn = (*PICTURES, "points", "layer")

    def __init__(
        self,
        points: Any = None,
        model: nn.Sequential | None = None,
        *,
        depth: int | None = None,
        width: int | None = None,
        seed: int = 0,
        layer: int | None = None,
        look: Look = "lines",
        window: Any = None,
        height: int = 480,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        points = two_clusters() if points is None else points
        self._plane = read_window(default_window(points) if window is None else window)
        read = read_points(points, self._plane, clamping=False)
        own = None if model is None else read_layers(model)
        self._size = size_of(own)
        if own is not None and (depth, width) != (None, None):
            raise ValueError("A model was given, and depth or width. It has its own. Leave depth and width out.")
        self._painter = InitializationPainter(self._plane, own)
        self._pictured: tuple[Sketch, tuple[Shown, ...], tuple[Measured, ...]] | None = None
        # While traits go back to what is shown, which asks for nothing.
        self._restoring = False
        self._reported = self._seconds = 0.0
        depth = read_depth(self._size.get("depth", 4 if depth is None else depth))
        compiled = background.ready()
        super().__init__(
            points=read,
            depth=depth,
            width=self._size.get("width", 16 if width is None else width),
            seed=seed,
            layer=depth if layer is None else read_layer(layer, depth),
            look=look,
            window=list(self._plane.bounds),
            height=height,
            _data_sets=data_sets(self._plane),
            _own_model=own is not None,
            state="computing" if compiled else "compiling",
            status="" if compiled else f"Compiling the geometry kernel: {background.progress()}",
            **dom,
        )
        self.observe(self._on_sketched, SKETCHED)
        self.observe(lambda _: self.stop(), "_stop")
        self._work.ask(self._wanted)

    @property
    def networks(self) -> Initializations:
        """The three networks that are shown."""
        return Initializations(*(each.model for each in self._finished()[1][:3]))

    @property
    def tessellations(self) -> dict[str, Any]:
        """The tessellation of each network; None where densities are shown."""
        return self._by_name([each.tessellation for each in self._finished()[1]])

    @property
    def densities(self) -> dict[str, Any]:
        """The hyperplane density of each network; None where lines are shown."""
        return self._by_name([each.density for each in self._finished()[1]])

    @property
    def distances(self) -> dict[str, npt.NDArray[np.float64]]:
        """For each layer, the root mean squared distance from the data to the hyperplanes, among the layer's inputs."""
        return self._measured("distances")

    @property
    def minima(self) -> dict[str, npt.NDArray[np.float64]]:
        """The least that `distances` could be for other biases."""
        return self._measured("minima")

    @property
    def nearest(self) -> dict[str, npt.NDArray[np.float64]]:
        """For each layer, the mean distance from the points to the nearest hyperplane, in the plane.

        Of those points at which some unit depends on the input; NaN where there are none.
        """
        return self._measured("nearest")

    @property
    def ratios(self) -> dict[str, npt.NDArray[np.float64]]:
        """For each layer, the density near the points over that far from them; empty where lines are shown."""
        return self._measured("ratios")

    def stop(self) -> None:
        """Give up what is being computed, and go back to what is shown."""
        with self._publishing:
            self._restore()
            self._work.ask(NOTHING if self._pictured is None else self._pictured[0])
        self._work.wait()

    @property
    def _wanted(self) -> Sketch:
        points = tuple((x, y) for x, y in self.points)
        return Sketch(points, self.depth, self.width, self.seed, self.look, self.layer)

    def _on_sketched(self, change: Mapping[str, Any]) -> None:
        if self._restoring or change["new"] == change["old"]:
            return
        if change["name"] == "depth" and self.layer > self.depth:
            self.layer = self.depth
        self._request(self._wanted)

    def _answer(self, request: Sketch | Literal["nothing"]) -> None:
        if request == NOTHING:
            with self._publish():
                self._ready("Stopped before anything was shown.", "empty")
            return
        self._reported = time.perf_counter()
        if self._pictured is None or self._pictured[0] != request:
            with background.counted(self._count, self._progress):
                shown, measured = self._painter.paint(request, self._progress)
            if self._pictured is None or measured is not self._pictured[2]:  # and not another layer of the same
                self._seconds = time.perf_counter() - self._started
            self._pictured = request, shown, measured
        self._tell(*self._pictured)

    def _tell(self, sketch: Sketch, shown: tuple[Shown, ...], measured: tuple[Measured, ...]) -> None:
        pictures = [each.lines() if sketch.look == "lines" else each.cells(sketch.layer) for each in shown]
        with self._publish():
            for name, picture in zip(PICTURES, pictures, strict=False):
                if getattr(self, name) != picture:
                    setattr(self, name, picture)
            self._measures = [each.measures() for each in measured]
            self._fraction = 0.0
            self._ready(f"{status(sketch, shown)} · {duration(self._seconds)}")

    def _failed(self) -> None:
        self._restore()

    def _restore(self) -> None:
        """Set the traits to what is shown, if there is anything; the last good picture stays."""
        self._fraction = 0.0
        if self._pictured is None:
            return
        sketch = self._pictured[0]
        self._restoring = True
        try:
            with self.hold_trait_notifications():
                self.depth, self.width, self.seed, self.look = sketch.depth, sketch.width, sketch.seed, sketch.look
                self.layer, self.points = sketch.layer, [list(point) for point in sketch.points]
        finally:
            self._restoring = False

    def _count(self, progress: str) -> None:
        with self._publish():
            self.status = f"Compiling the geometry kernel: {progress}"

    def _progress(self, fraction: float = 0.0, stage: str = "") -> None:
        super()._progress(fraction, stage)
        now = time.perf_counter()
        if self.look == "density" and now - self._reported > REPORT:
            self._reported = now
            with self._publishing:
                self._fraction = fraction

    def _finished(self) -> tuple[Sketch, tuple[Shown, ...], tuple[Measured, ...]]:
        self._work.wait()
        if self._pictured is None:
            raise RuntimeError(
                f"There is no picture. {self.error or 'The widget is closed, was stopped, or its own thread asks.'} "
                "Set what is wrong, or make another explorer."
            )
        return self._pictured

    def _measured(self, name: str) -> dict[str, npt.NDArray[np.float64]]:
        told: list[Mapping[str, Any]] = [each.measures() for each in self._finished()[2]]
        return self._by_name([np.array(each.get(name, []), np.float64) for each in told])

    @staticmethod
    def _by_name(values: list[Any]) -> dict[str, Any]:
        return dict(zip((*Initializations.__dataclass_fields__, "own_bias"), values, strict=False))
