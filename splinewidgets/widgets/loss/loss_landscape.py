"""`LossLandscape`: a loss over a plane of parameters, as a surface and as a map, alone or beside another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from splinewidgets.learning.gradient_descent import Descent, descend
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.rendering.landscape_picture import (
    descent_plot,
    landscape_picture,
    place_facts,
    spectra_plot,
    trajectory_plots,
    way_picture,
)
from splinewidgets.pictures.scene.landscape_input import Shown, read_models, read_shown
from splinewidgets.pictures.scene.loss_range import LossRange, common_range
from splinewidgets.pictures.wire_types.landscape import LandscapePart, LossScale
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.messages import sequence_number, whole_number
from splinewidgets.widgets.loss.landscape_still import LandscapeStill
from splinewidgets.widgets.loss.landscape_traits import PARTS


class LossLandscape(LandscapeStill):
    """A loss over a plane of parameters: a surface in space, and a map with level lines.

    Click to let a marble go: it descends by gradient descent with momentum, on an exact loss by exact gradients, else
    by gradients that are interpolated between the points of the grid. Two landscapes stand side by side with one range
    of heights and colors and one camera; windows are their own. Sliders for depth and skip strength call `make`, and
    what was made once is kept.

    Parameters
    ----------
    landscape : ExactLoss, SampledLoss, or (u, v, losses)
        Of a grid, `losses[i, j]` is at `u[j]`, `v[i]`. NaN is a hole.
    other
        Another one beside it.
    names : sequence of str
        Of the landscapes.
    spectra : ConditionNumbers, or mapping from str to (k,) array
        Condition numbers, or singular values, to draw beside.
    make : callable
        make(depth, skip) returns a landscape, or a dict with "landscape", and perhaps "other", "names" and "spectra".
        It is called in the background; a keyword `progress`, where it has one, is a function to call now and then,
        which ends a computation that nobody waits for any more.
    depths : sequence of int
        For the slider of the depth; the first is shown first, as of `skips`.
    skips : sequence of float
    visible : sequence of str
        Of "surface", "map", "contours", "tile lines", "minima" and "trajectory".
    scale : {"log", "linear"}
        Of heights and colors.
    limits : (low, high)
        Losses of the lowest and the highest color, to which others are clamped; all there is by default.
    levels : int
        Number of level lines.
    marble : (u, v)
        Where the marble is let go; none by default.
    step_size, momentum, steps
        Of its gradient descent: a move is `momentum` times the one before, less `step_size` times the gradient.
    height : int
        Pixels of each picture.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Attributes
    ----------
    descents : tuple of Descent
        The way of the marble on each landscape: its `places`, `losses` and `ending`; none without a marble.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.

    References
    ----------
    The survey [balestriero2025geometry], Figure 6.

    Examples
    --------
    >>> u = v = np.linspace(-2, 2, 41)
    >>> shown = LossLandscape((u, v, u**2 + 3 * v[:, None] ** 2))
    >>> shown.marble = [1.0, 1.0]
    >>> shown.descents[0].ending
    'rest'
    """

    _bundle = "loss_landscape"
    _drawn = ("_landscapes", "_ways", "visible", "colormap")

    def __init__(
        self,
        landscape: Any = None,
        other: Any = None,
        *,
        names: Sequence[str] = (),
        spectra: Any = None,
        make: Callable[..., Any] | None = None,
        depths: Sequence[int] = (),
        skips: Sequence[float] = (),
        visible: Sequence[LandscapePart] = PARTS,
        scale: LossScale = "log",
        limits: Sequence[float] | None = None,
        levels: int = 12,
        marble: Sequence[float] | None = None,
        step_size: float = 0.1,
        momentum: float = 0.0,
        steps: int = 200,
        height: int = 420,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        self._models = read_models(make, depths, skips)
        if landscape is None and self._models is None:
            raise ValueError("Neither a landscape nor make was given. One of them is what is shown. Pass one.")
        if landscape is not None and self._models is not None:
            raise ValueError("A landscape was given, and make, too. What make returns is shown. Pass one of them.")
        first = None if landscape is None else read_shown(landscape, other, names, spectra)
        self._shown: Shown | None = None
        self._losses = LossRange(0.0, 1.0, "linear")
        self._beyond = 0
        # Of each depth and skip, so that a slider that comes back finds them.
        self._made: dict[tuple[int, float], Shown] = {}
        self._of: tuple[int, float] | None = None
        self._restoring = False
        self.descents: tuple[Descent, ...] = ()
        models = {} if self._models is None else {"depth": self._models.depths[0], "skip": self._models.skips[0]}
        super().__init__(
            visible=visible,
            scale=scale,
            limits=limits,
            levels=levels,
            marble=marble,
            step_size=step_size,
            momentum=momentum,
            steps=steps,
            height=height,
            depths=[] if self._models is None else list(self._models.depths),
            skips=[] if self._models is None else list(self._models.skips),
            **models,
            **dom,
        )
        self.observe(self._draw_again, ["scale", "limits", "levels"])
        self.observe(self._roll_again, ["marble", "step_size", "momentum", "steps"])
        self.observe(self._wish, ["depth", "skip"])
        self.observe(self._point, "_pointed")
        if first is not None:
            with self._publish():
                self._show(first)
        else:
            self._wish()

    def show(self, landscape: Any, other: Any = None, *, names: Sequence[str] = (), spectra: Any = None) -> None:
        """Show another landscape, or two, with the arguments of the constructor."""
        shown = read_shown(landscape, other, names, spectra)
        with self._publish():
            self._of = None
            self._show(shown)

    def _wish(self, change: Mapping[str, Any] | None = None) -> None:
        del change
        if self._models is not None and not self._restoring:
            self._request((self.depth, self.skip))

    def _answer(self, request: tuple[int, float]) -> None:
        models = self._models
        assert models is not None
        if request not in self._made:
            depth, skip = request
            with self._publish():
                self.status = f"Making depth {depth}, skip {number(skip)} …"
                self.state = "computing"
            self._made[request] = models.shown(depth, skip, self._progress)
            self._progress()
        with self._publish():
            self._of = request
            self._show(self._made[request])

    def _failed(self) -> None:
        """Set the sliders to what is shown, if there is anything; the last good picture stays."""
        if self._shown is None:
            return
        self.status = self._status()
        if self._of is None:
            return
        self._restoring = True
        try:
            self.depth, self.skip = self._of
        finally:
            self._restoring = False

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        self.selected = -1
        self._facts = {}
        self._draw()

    def _draw_again(self, change: Mapping[str, Any]) -> None:
        del change
        with self._publish():
            self._draw()

    def _roll_again(self, change: Mapping[str, Any]) -> None:
        del change
        with self._publish():
            self._roll()

    def _draw(self) -> None:
        """Draw what is shown; within `_publish`."""
        shown = self._shown
        if shown is None:
            return
        self._losses, self._beyond = common_range(shown.landscapes, self.scale, self.limits)
        losses = self._losses
        self._range = {"range": [losses.low, losses.high], "scale": losses.scale}
        self._landscapes = [landscape_picture(each, name, losses, self.levels) for each, name in _named(shown)]
        self._roll()

    def _roll(self) -> None:
        """Let the marble go on what is shown; within `_publish`."""
        shown = self._shown
        if shown is None:
            return
        marble = self.marble
        settings = {"step_size": self.step_size, "momentum": self.momentum, "steps": self.steps}
        self.descents = tuple(
            descend(each.losses_at, each.gradients_at, marble, each.bounds, **settings) for each in shown.landscapes
            if marble is not None
        )  # fmt: skip
        self._ways = [
            way_picture(each, wire, self._losses, descent)
            for each, wire, descent in zip(shown.landscapes, self._landscapes, self.descents, strict=False)
        ]
        scale = self._losses.scale
        plots = [] if shown.spectra is None else [spectra_plot(shown.spectra)]
        if self.descents:
            plots.append(descent_plot(list(zip(shown.names, self.descents, strict=True)), scale))
        self._plots = plots + trajectory_plots([(name, each) for each, name in _named(shown)], scale)
        self._ready(self._status())

    def _point(self, change: Mapping[str, Any]) -> None:
        """Answer a page that points at a place."""
        place = change["new"]
        with self._publish():
            with suppress(ValueError):  # of a message by mistake, which tells of no place
                self._facts = {}
                if self._shown is not None and "at" in place:
                    self._facts = self._facts_of(place, self._shown)
            with suppress(ValueError):
                self._settle(sequence_number(place))

    def _facts_of(self, place: Mapping[str, Any], shown: Shown) -> Any:
        which = whole_number(place, "landscape", len(shown.landscapes))
        return place_facts(shown.landscapes[which], which, place["at"], self._losses)

    def _fitting(self, name: str, given: Any) -> Any:
        choices = () if self._models is None else getattr(self._models, f"{name}s")
        if given in choices or (self._models is None and given == 0):
            return given
        raise ValueError(
            f"{name} is {given!r:.80}. It must be one of {list(choices)}. Give `make` and {name}s for others."
        )

    def _status(self) -> str:
        shown = self._shown
        assert shown is not None
        parts = [f"{name}: {each.words()}" if name else each.words() for each, name in _named(shown)]
        if self._of is not None:
            parts.insert(0, f"depth {self._of[0]}, skip {number(self._of[1])}")
        if self._beyond:
            parts.append(f"{count(self._beyond)} points of the grid beyond the range, clamped")
        if self._losses.scale != self.scale:
            parts.append("no loss is above 0: linear scale")
        for wire, (_, name) in zip(self._ways, _named(shown), strict=False):
            parts.append(f"marble{' on ' + name if name else ''}: {wire['words']}")
        return " · ".join(parts)


def _named(shown: Shown) -> list[tuple[Any, str]]:
    return list(zip(shown.landscapes, shown.names, strict=True))
