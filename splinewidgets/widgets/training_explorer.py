"""`TrainingExplorer`: a slice through a network's input space while the network learns."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import ipywidgets
import torch
from torch import nn
from traitlets import observe, validate

from . import bundle
from .comparing_explorer import ComparingExplorer
from .curves import Curves
from .explorer_input import ExplorerInput
from .follower import Follower
from .live_widget import Abandoned
from .newest_wins import never_waiting
from .scene import Scene
from .shown import Shown
from .training_input import HistoryLike, opened, read_index
from .training_painter import TrainingPainter, moment_at, moment_of
from .training_traits import TrainingTraits

# Checkpoints that are painted while nothing is asked: more ahead than behind, as one watches.
AHEAD = (1, -1, 2, 3, 4, -2, 5, 6, 7, 8)


class TrainingExplorer(TrainingTraits, ComparingExplorer):
    """A `SliceExplorer` with a time slider over the checkpoints of a training, and curves of their metrics.

    Whatever can be done by hand with a `SliceExplorer` can be done at every checkpoint, and while they are played.
    Checkpoints near the one on the screen are painted ahead, and one that was shown is shown again at once.

    Parameters
    ----------
    model : torch.nn.Module
        A piecewise-affine network in eval mode, of the architecture that was recorded.
    history : History or path
        What was recorded; without one the model is shown as it is, until `follow`.
    anchors, data, labels
        As for `SliceExplorer`.
    checkpoint, reference : int
        Indices of the checkpoints to begin with; negative ones count from the last.
    compare : 'single', 'side' or 'difference'
        The checkpoint alone, beside the reference, or the change from the reference to it: the common refinement of
        both tessellations, with both decision boundaries.
    speed : float
        Checkpoints a second.
    loop : bool
        Whether to start over at the end.
    curves : mapping of str to sequence of str
        Metrics to draw, by title; by default what `ProgressMeasures` measures, as far as it was recorded.
    **keywords
        As for `SliceExplorer`.

    Raises
    ------
    ValueError
        If the history is empty, or was recorded from another architecture; and as for `SliceExplorer`.

    Examples
    --------
    >>> explorer = TrainingExplorer(model, history, data=digits.inputs, labels=digits.labels)  # doctest: +SKIP
    >>> explorer.checkpoint = -1
    >>> explorer.compare = "difference"
    """

    _bundle = "training_explorer"
    _esm = bundle.path(f"{_bundle}.js")
    _css = bundle.path(f"{_bundle}.css") or ""

    def __init__(
        self,
        model: nn.Module,
        history: HistoryLike | None = None,
        anchors: Any = None,
        data: Any = None,
        labels: Any = None,
        *,
        checkpoint: int = 0,
        reference: int = 0,
        compare: Literal["single", "side", "difference"] = "single",
        speed: float = 5.0,
        loop: bool = False,
        curves: Mapping[str, Sequence[str]] | None = None,
        **keywords: Any,
    ) -> None:
        if not isinstance(model, nn.Module):
            raise TypeError(
                f"The model is a {type(model).__name__}. Checkpoints need a torch.nn.Module to be compared with. "
                "Pass the module that was trained."
            )
        self._model = model
        self._history = None if history is None else opened(history)
        self._begins: dict[str, Any] = {"speed": speed, "loop": loop, "compare": compare}
        steps = [] if self._history is None else self._history.steps
        self._indices = {
            name: read_index(name, index, len(steps))
            for name, index in (("checkpoint", checkpoint), ("reference", reference))
        }
        self._teller = 0
        self._follower: Follower | None = None
        self.curves = Curves(curves, self._jump)
        super().__init__(model, anchors, data, labels, **keywords)

    def follow(self, history: HistoryLike | None = None) -> None:
        """Take in checkpoints while they are recorded, by a thread or another process, until `following` is False.

        As long as the last checkpoint is on the screen, the next one takes its place when it is there.

        Parameters
        ----------
        history
            What is recorded into, or its path; need not exist yet. By default the explorer's own.

        Raises
        ------
        ValueError
            If there is no history.
        """
        if history is not None:
            self._history = opened(history, may_be_empty=True)
        if self._history is None:
            raise ValueError(
                "The explorer has no history. Checkpoints to follow must come from one. "
                "Pass the history that the training loop records into, or its path."
            )
        self.following = False
        self._take_in()
        self.following = True

    def close(self) -> None:
        """Remove the widget and its curves everywhere, and end its threads."""
        super().close()
        if hasattr(self, "_framed"):
            if self._follower is not None:
                self._follower.end(wait=True)
            self._framed.close()
            self.curves.close()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self._framed._repr_mimebundle_(**options)

    # How it begins.

    _painter: TrainingPainter

    def _make_painter(
        self, given: ExplorerInput, dtype: torch.dtype | None, max_tiles: int, near: float | None
    ) -> TrainingPainter:
        painter = TrainingPainter(self._model, given, dtype, max_tiles, near)
        if self._history is not None:
            painter.take(self._history)
            # Whoever gives a history of another network learns it now, and not only from the widget.
            given.network.with_parameters(self._history[0].state_dict())
        return painter

    def _first(self, scene: Scene) -> Scene:
        steps = [] if self._history is None else self._history.steps
        return replace(scene, moment=moment_at(steps, self._begins["compare"], **self._indices))

    def _begin(self) -> None:
        with self.hold_sync():
            if self._history is not None:
                self.steps = self._history.steps
                self.curves.draw(self.steps, self._history.metrics)
            for name, value in {**self._begins, **self._indices}.items():
                setattr(self, name, value)
        self._framed = ipywidgets.VBox([self, self.curves])
        self.observe(self._on_moment, ["checkpoint", "reference", "compare"])
        self.observe(partial(self._follow, self._scrubbed), "scrub")
        super()._begin()

    # What comes from the training loop, on the follower's thread.

    @observe("following")
    def _on_following(self, change: Mapping[str, Any]) -> None:
        if self._follower is not None:
            self._follower.end()
        self._follower = None
        if change["new"] and self._history is not None:
            self._follower = Follower(self._history, self._take_in, self._lost)

    def _lost(self, failure: Exception) -> None:
        self._complain(failure)
        self.following = False

    def _take_in(self) -> None:
        """Show what the history holds now; the last of it if the last was shown."""
        assert self._history is not None
        at_the_end = self.checkpoint >= len(self.steps) - 1
        replaced = self._painter.take(self._history)
        with self._publish(), self._telling():
            self.steps = self._history.steps
            self.curves.draw(self.steps, self._history.metrics)
            if self.steps and (at_the_end or self.checkpoint >= len(self.steps)):
                self.checkpoint = len(self.steps) - 1
            self.reference = min(self.reference, max(len(self.steps) - 1, 0))
        if replaced:
            self._request(self._wanted)
        self._on_moment()

    # What is asked.

    @validate("checkpoint", "reference")
    def _index(self, proposal: Mapping[str, Any]) -> int:
        name = proposal["trait"].name
        with self._refusing():
            self._indices[name] = read_index(name, proposal["value"], len(self.steps))
            self._recover()
        return self._indices[name]

    def _on_moment(self, _: object = None) -> None:
        if threading.get_ident() == self._teller:
            return
        with self._refusing():
            moment = moment_at(self.steps, self.compare, self.checkpoint, self.reference)
            if moment != self._wanted.moment:
                self._ask(replace(self._wanted, moment=moment))

    def _scrubbed(self, scene: Scene, scrub: Mapping[str, Any]) -> Scene:
        """The scene after a `scrub` message: {index, seq}."""
        index = read_index("checkpoint", scrub["index"], len(self.steps))
        return replace(scene, moment=moment_at(self.steps, self.compare, index, self.reference), seq=scrub.get("seq"))

    def _jump(self, index: int) -> None:
        """Show a checkpoint that was clicked on the curves."""
        with never_waiting():
            self.checkpoint = index

    # What is shown, on the worker's thread.

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Traits that are set in this block tell what is shown, and ask for nothing."""
        self._teller, before = threading.get_ident(), self._teller
        try:
            yield
        finally:
            self._teller = before

    def _show(self, shown: Shown) -> None:
        with self._telling():
            self._tell_moment(shown)
            super()._show(shown)

    def _tell_moment(self, shown: Shown) -> None:
        seen = moment_of(shown.scene)
        self.compare = seen.compare
        for name, step in (("checkpoint", seen.step), ("reference", seen.reference)):
            if step in self.steps:
                setattr(self, name, self.steps.index(step))
        self.curves.point_at(self.checkpoint, None if seen.compare == "single" else self.reference)

    def _failed(self) -> None:
        super()._failed()
        self.playing = False
        if self._shown is not None:
            with self._telling():
                self._tell_moment(self._shown)

    def _complete(self) -> None:
        super()._complete()
        if self._shown is not None and self.steps and not self.following:
            self._paint_ahead(self._shown.scene)

    def _paint_ahead(self, scene: Scene) -> None:
        """Paint the checkpoints near by, until something is asked or there is no more room."""
        count = len(self.steps)
        scenes = [
            replace(scene, moment=moment_at(self.steps, self.compare, i, self.reference), seq=None)
            for i in range(count)
        ]
        near = [self.checkpoint + offset for offset in AHEAD]
        if self.loop:
            near = [index % count for index in near]
        self._painter.paint_ahead([scenes[i] for i in near if 0 <= i < count], self.color_by, self._unseen)
        with self._publish():
            self.kept = [i for i in range(count) if self._painter.keeps(scenes[i])]

    def _unseen(self, fraction: float = 0.0, stage: str = "") -> None:
        """Progress of what nobody waits for."""
        del fraction, stage
        if self._work.superseded:
            raise Abandoned
