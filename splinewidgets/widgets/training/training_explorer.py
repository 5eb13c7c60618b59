"""`TrainingExplorer`: a slice through a network's input space while the network learns."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from torch import nn
from traitlets import observe

from splinewidgets.pictures.budget.attempts import Abandoned
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.training_painter import AHEAD, Snapshot, TrainingPainter, compared, snapshot_of
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.pictures.scene.training_input import (
    NO_HISTORY,
    HistoryLike,
    opened,
    read_curves,
    read_index,
    read_speed,
)
from splinewidgets.widgets.host.latest_only import never_waiting
from splinewidgets.widgets.host.messages import sequence_number, whole_number
from splinewidgets.widgets.training.history_watcher import HistoryWatcher
from splinewidgets.widgets.training.metric_curves import Curves
from splinewidgets.widgets.training.training_page import TrainingPage


class TrainingExplorer(TrainingPage):
    """A `SliceExplorer` with a time slider over the checkpoints of a training, and curves of their metrics.

    All gestures of a `SliceExplorer` work at every checkpoint, and while they are played. Checkpoints near the present
    one are painted ahead. The curves are a widget, too, `curves`; with `part = None` there is the explorer alone.

    Parameters
    ----------
    model : torch.nn.Module
        A piecewise-affine network in eval mode, of the architecture that was recorded. Its forward of now is that of
        all checkpoints, which hold numbers alone; once it does another thing none of them is read any more.
    history : History, path or pattern of files
        What was recorded, or a pattern such as "runs/*.pt" of files that another program wrote, see
        `History.from_files`; without one the model is shown as it is, until `follow`.
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
    >>> history, model = History("runs/moons"), zoo.mlp((2, 16, 2))
    >>> explorer = TrainingExplorer(zoo.train(model, zoo.two_moons(), steps=10, history=history), history)
    >>> explorer.checkpoint, explorer.compare = -1, "difference"
    """

    _bundle = "training_explorer"

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
        count = 0 if self._history is None else len(self._history)
        self._choices: dict[str, Any] = {
            "checkpoint": read_index("checkpoint", checkpoint, count),
            "reference": read_index("reference", reference, count),
            "compare": compare,
            "speed": read_speed(speed),
            "loop": loop,
        }
        self._said: set[tuple[int, str, Any]] = set()
        self._follower: HistoryWatcher | None = None
        self.part = self.curves = Curves(read_curves(curves), self._jump)
        super().__init__(model, anchors, data, labels, **keywords)

    def follow(self, history: HistoryLike | None = None) -> None:
        """Show checkpoints as they are recorded, by a thread or another process, until `following` is False.

        As long as the last checkpoint is on the screen, the next one takes its place when it is there.

        Parameters
        ----------
        history
            What is recorded into, its path, or a pattern of files; need not exist yet. By default the explorer's own.

        Raises
        ------
        ValueError
            If there is no history.
        """
        if history is not None:
            self._history = opened(history, may_be_empty=True)
        if self._history is None:
            raise ValueError(NO_HISTORY)
        self.following = False
        self._take_in()
        self.following = True

    def close(self) -> None:
        """Remove the widget and its curves everywhere, and end its threads."""
        super().close()
        # Also called by `__del__`, even for a widget whose constructor raised.
        if follower := getattr(self, "_follower", None):
            follower.end(wait=True)
        if hasattr(self, "curves"):
            self.curves.close()

    def _words(self) -> str:
        return super()._words() + (f", at step {count(self.steps[self.checkpoint])}" if self.steps else "")

    # How it begins.

    _painter: TrainingPainter

    def _make_painter(self, given: ExplorerInput, limits: Limits) -> TrainingPainter:
        painter = TrainingPainter(self._model, given, limits)
        if self._history is not None:
            painter.take(self._history)
            # Whoever gives a history of another network learns it now, and not only from the widget.
            painter.network(Snapshot(self._history.steps[0]))
        return painter

    def _first(self, scene: Scene) -> Scene:
        steps = [] if self._history is None else self._history.steps
        step, reference = (steps[self._choices[name]] if steps else None for name in ("checkpoint", "reference"))
        return replace(scene, snapshot=compared(step, self._choices["compare"], reference))

    def _begin(self) -> None:
        with self.hold_sync():
            if self._history is not None:
                self.steps = self._history.steps
                self.curves.draw(self.steps, self._history.metrics)
            for name, value in self._choices.items():
                setattr(self, name, value)
        self.observe(self._on_snapshot, ["checkpoint", "reference", "compare"])
        self.observe(partial(self._follow, self._sought), "_seek")
        super()._begin()

    # What comes from the training loop, on the follower's thread.

    @observe("following")
    def _on_following(self, change: Mapping[str, Any]) -> None:
        if self._follower is not None:
            self._follower.end()
        self._follower = None
        if change["new"] and not self._work.closed:
            if self._history is None:
                self._end_following(ValueError(NO_HISTORY))
            else:
                self._follower = HistoryWatcher(self._history, self._take_in, self._end_following)

    def _end_following(self, failure: Exception) -> None:
        self._complain(failure)
        self.following = False

    def _take_in(self) -> None:
        """Read the history anew, and show its last checkpoint if the last was on the screen."""
        assert self._history is not None
        with self._publish():
            replaced = self._painter.take(self._history)
            step, before = snapshot_of(self._target).step, self.steps
            self.steps = self._history.steps
            last = max(len(self.steps) - 1, 0)
            self._say(checkpoint=min(self.checkpoint, last), reference=min(self.reference, last))
            self.curves.draw(self.steps, self._history.metrics, growing=True)
            if self.steps and (step == (before[-1] if before else None) or step not in self.steps):
                step = self.steps[-1]
            snapshot = self._snapshot(step if self.steps else None)
            if replaced or snapshot != self._target.snapshot:
                self._look_at(replace(self._target, snapshot=snapshot))
        self._work.wait()

    # What is asked.

    def _on_snapshot(self, change: Mapping[str, Any]) -> None:
        name, value = change["name"], change["new"]
        if (threading.get_ident(), name, value) in self._said:
            return
        with self._refusing(), self._asking():
            # The published checkpoint may be behind the target.
            step = snapshot_of(self._target).step
            snapshot = self._snapshot(self.steps[value] if name == "checkpoint" and self.steps else step)
            if snapshot != self._target.snapshot:
                self._look_at(replace(self._target, snapshot=snapshot))

    def _sought(self, scene: Scene, seek: Mapping[str, Any]) -> Scene:
        """Scene after a `wire_types.gestures.Seek`."""
        seq, index, which = sequence_number(seek), whole_number(seek, "index", len(self.steps)), seek.get("which")
        if which not in ("checkpoint", "reference"):
            raise ValueError(f"which is {which!r:.40}. It must be 'checkpoint' or 'reference'. Pass one of them.")
        step = self.steps[index] if which == "checkpoint" else snapshot_of(scene).step
        if which == "reference":
            self._say(reference=index)
        return replace(scene, snapshot=self._snapshot(step), seq=seq)

    def _snapshot(self, step: int | None) -> Snapshot:
        """Snapshot of a step, compared as chosen now."""
        return compared(step, self.compare, self.steps[self.reference] if self.steps else None)

    def _jump(self, index: int) -> None:
        """Show a checkpoint that was clicked on the curves."""
        with never_waiting():
            self.checkpoint = index

    # What is shown, on the worker's thread.

    def _say(self, **traits: Any) -> None:
        """Set traits that describe the screen, without a request."""
        self._said = {(threading.get_ident(), name, value) for name, value in traits.items()}
        try:
            for name, value in traits.items():
                # Setting what is so already would take an error back.
                if getattr(self, name) != value:
                    setattr(self, name, value)
        finally:
            self._said = set()

    def _show(self, shown: Rendered) -> None:
        # Not how it is compared: that only changes by hand, and may be wanted otherwise by now.
        seen = snapshot_of(shown.scene)
        self._say(**self._indices_of(checkpoint=seen.step))
        super()._show(shown)

    def _answer(self, scene: Scene) -> None:
        super()._answer(scene)
        # Only now that the picture is out: the browser would move the cursors before it draws.
        with self._publish():
            self.curves.point_at(self.checkpoint, self._indices_of(r=snapshot_of(scene).reference).get("r"))

    def _failed(self) -> None:
        super()._failed()
        self.playing = False
        if self._shown is not None:
            seen = snapshot_of(self._shown.scene)
            self._say(compare=seen.compare, **self._indices_of(checkpoint=seen.step, reference=seen.reference))

    def _indices_of(self, **steps: int | None) -> dict[str, int]:
        """Indices of the steps that are recorded."""
        return {name: self.steps.index(step) for name, step in steps.items() if step in self.steps}

    def _complete(self) -> None:
        super()._complete()
        if self._shown is not None and self.steps:
            self._paint_ahead(self._shown.scene)

    def _paint_ahead(self, scene: Scene) -> None:
        """Paint nearby checkpoints, until the next request or until there is no more room; none while following."""
        count = len(self.steps)
        scenes = [replace(scene, snapshot=self._snapshot(step), seq=None) for step in self.steps]
        near = [] if self.following else [self.checkpoint + offset for offset in AHEAD]
        if self.loop:
            near = [index % count for index in near]
        self._painter.paint_ahead([scenes[i] for i in near if 0 <= i < count], self.color_by, self._unseen)
        with self._publish():
            self._kept = self._painter.kept_of(scenes)

    def _unseen(self, *_: object) -> None:
        """Progress of a picture that is painted ahead."""
        if self._work.superseded:
            raise Abandoned
