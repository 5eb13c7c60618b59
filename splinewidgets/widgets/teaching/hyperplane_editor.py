"""`HyperplaneEditor`: the lines of a network's units, moved and turned by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from torch import nn

from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.rendering.arrangement_picture import Grips, arrangement
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.sequential_painter import SequentialPainter, state_of
from splinewidgets.pictures.scene.layers import layers_trait
from splinewidgets.pictures.scene.legend import MARKS
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.sequential_input import plane_state, read_chosen, read_overlays
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.pictures.scene.weight_edit import read_weight
from splinewidgets.pictures.wire_types.arrangement import Action
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.teaching.editor_figure import EditorFigure
from splinewidgets.widgets.teaching.line_edits import Edited, LineEdits
from splinewidgets.widgets.teaching.scripted_edits import ScriptedEdits

# The decision boundary would be another red line.
MARKS_OF_EDITORS = tuple(mark for mark in MARKS if mark != "boundary")
# As many tiles as have their folds measured while a line moves.
MOST_MEASURED = 100


class HyperplaneEditor(ScriptedEdits, EditorFigure, SliceExplorer):
    """The lines of a network with two inputs under one's hand: what the hand does is in the weights of `model`.

    A unit of the first layer is zero on a straight line; one of a deeper layer on a line that is folded at the lines of
    the layers before. Taken by hand, a line follows, and all deeper layers fold anew at once.

    - *Moved*, the line passes through where the hand is: the bias b of the unit changes and nothing else, which is the
      least change that does it. All pieces of a folded line move, each in parallel to itself.
    - *Turned* about a point, it passes through that point and where the hand is: w turns by the smallest angle that
      does it and keeps its length, and b follows.

    Both are exact in float64. In a float32 model the numbers are rounded to float32, and the picture is that of the
    rounded ones.

    A unit or a layer more, or less, puts other Linear modules into the same `nn.Sequential`, where those that are there
    no longer fit. An optimizer that was made before does not know them: make another one. Undo brings the former
    modules back, and with them what an optimizer knows. After the weights have been changed elsewhere, by some steps
    of training, say `update()`.

    Parameters
    ----------
    model : torch.nn.Sequential
        Linear layers and ReLU, LeakyReLU or modules of the absolute value in turns, such as `zoo.mlp((2, 8, 8, 1))`. It
        is the user's own, and is changed.
    data, labels
        As for `SliceExplorer`.
    chosen : (int, int)
        The layer and the unit whose line is chosen at first, counted from 0.
    overlays : sequence of str
        What is drawn over the tiles: some of "half-planes", where the chosen unit is active; "signs" of all units on
        each tile; "power diagram", the circles whose power diagram the tiles of the chosen unit's layer are. Where
        there are too many tiles for one of these, `arrangement` says so, and the page.
    visible_marks : sequence of str
        As for `SliceExplorer`; by default all but "boundary", which is as red as the chosen line.
    **keywords
        As for `SliceExplorer`.

    Raises
    ------
    TypeError, ValueError
        If the model is another one, or an argument does not fit.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], Figure 4.

    Examples
    --------
    >>> editor = HyperplaneEditor(zoo.mlp((2, 3, 1)).double(), chosen=(0, 1))
    >>> editor.move(0, 1, (0.5, 0.25))
    >>> abs(editor.model[1](torch.tensor([0.5, 0.25]).double())[1].item()) < 1e-12
    True
    """

    _bundle = "hyperplane_editor"
    _drawn = (*SliceExplorer._drawn, "_arrangement")
    _undoes_snapshots = True

    _painter: SequentialPainter

    def __init__(
        self,
        model: nn.Sequential,
        data: Any = None,
        labels: Any = None,
        *,
        chosen: Sequence[int] | None = None,
        overlays: Sequence[str] = ("half-planes",),
        visible_marks: Sequence[str] = MARKS_OF_EDITORS,
        **keywords: Any,
    ) -> None:
        self._state = plane_state(model)
        self._model = model
        self._choices = {
            "chosen": read_chosen(chosen, self._state.widths[1:]),
            "overlays": read_overlays(overlays),
        }
        self._edits, self._grips = LineEdits(), Grips()
        self._crossing: list[float] | None = None
        # What is to be chosen once a picture of it is there, and whether that is being shown.
        self._coming: Edited | None = None
        self._showing = False
        super().__init__(model, data=data, labels=labels, visible_marks=visible_marks, **keywords)

    @property
    def model(self) -> nn.Sequential:
        """The module that is edited, itself."""
        return self._model

    @property
    def network(self) -> Network:
        """What is shown, or will be next."""
        return self._painter.network(self._target.snapshot)

    def update(self) -> None:
        """Show the model as it is now, after something else has changed its weights.

        Raises
        ------
        ValueError
            If a weight is NaN or infinite, or the model is no longer of its kind.
        """
        with self._asking():
            self._look_at(self._current())

    def undo(self) -> None:
        """Take the last change back, in the model, too; what the hand did in one gesture is one change."""
        self._step(1)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._step(-1)

    def _step(self, steps: int) -> None:
        with self._asking():
            self._look_at(self._recalled(self._target, {"steps": steps}))

    def _do(self, action: Action, layer: int, unit: int, **places: Any) -> None:
        edit = {"action": action, "layer": layer, "unit": unit, **places}
        with self._asking():
            self._look_at(self._edited(self._target, edit), final=bool(edit.get("done", True)))

    # How it begins.

    def _make_painter(self, given: ExplorerInput, limits: Limits) -> SequentialPainter:
        return SequentialPainter(given, limits)

    def _first(self, scene: Scene) -> Scene:
        return replace(scene, snapshot=self._state)

    def _begin(self) -> None:
        with self.hold_sync():
            for name, value in self._choices.items():
                setattr(self, name, value)
        self.observe(self._on_chosen, ["chosen", "overlays", "crossing", "selected"])
        self.observe(partial(self._follow, self._edited), "_edit")
        # Of one unit is told by which name every explorer has it.
        self.unit = self.chosen
        self.observe(lambda _: setattr(self, "unit", self.chosen), "chosen")
        self.observe(lambda _: setattr(self, "chosen", self.unit), "unit")
        super()._begin()

    # What is asked.

    def _current(self) -> Scene:
        """The scene that is wanted, with the model as it is now."""
        now = plane_state(self._model)
        return self._target if now.same(state_of(self._target)) else replace(self._target, snapshot=now)

    def _edited(self, _: Scene, edit: Mapping[str, Any]) -> Scene:
        """The scene after a message that is to be a `wire_types.arrangement.Edit`."""
        scene, seq = self._current(), sequence_number(edit)
        u0, u1, v0, v1 = scene.window().bounds
        try:
            edited = self._edits.edited(state_of(scene), edit, ((u0 + u1) / 2, (v0 + v1) / 2))
        except ValueError:
            # A hand on its way past where there is no line need not hear of it, unless it stays there.
            if edit.get("done", True):
                raise
            return scene
        self._grips, self._coming = edited.grips, edited
        return replace(scene, snapshot=edited.state, seq=seq)

    @property
    def fixed_weights(self) -> str:
        """Nothing keeps a hand from changing weights."""
        return ""

    def _weighed(self, _: Scene, edit: Mapping[str, Any]) -> Scene:
        scene, seq = self._current(), sequence_number(edit)
        state = state_of(scene)
        change = read_weight(edit, self._painter.network(state))
        return replace(scene, snapshot=state.with_parameter(change.name, change.place, change.value), seq=seq)

    def _look_at(self, scene: Scene, final: bool = False) -> None:
        super()._look_at(scene, final)
        state_of(self._target).install(self._model)

    def _failed(self) -> None:
        super()._failed()
        # The model is that of the picture, which has stayed.
        state_of(self._target).install(self._model)

    @property
    def _moving(self) -> bool:
        return super()._moving or not self._edit.get("done", True)

    def _on_chosen(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        if change["name"] == "crossing":
            self._crossing = self.crossing
        if change["name"] == "chosen":
            taken = self._pivot if self._from_browser else None
            self._grips = Grips(None if taken is None else (taken[0], taken[1]))
        if self._shown is None:
            self._work.wait()
        else:
            with self._refusing(), self._publish():
                self._draw_over(self._shown)

    # What is shown, on the worker's thread.

    def _show(self, shown: Rendered) -> None:
        state = state_of(shown.scene)
        if list(state.widths[1:]) != self.units:
            self._tell_layers(state)
        self._showing = True
        try:
            super()._show(shown)
        finally:
            self._showing = False
        self._draw_over(shown)

    def _tell_layers(self, state: SequentialState) -> None:
        coming, widths = self._coming, state.widths[1:]
        chosen = self.chosen if coming is None or coming.state is not state else coming.chosen
        self._showing = True
        try:
            # None first: what is chosen must be there, before and after.
            self.chosen = None
            self._layers = layers_trait(self._painter.network(state))
            self.visible_layers = range(len(widths))
            if self.depth is not None and self.depth > len(widths):
                self.depth = None
            if chosen is not None and chosen[0] < len(widths) and chosen[1] < widths[chosen[0]]:
                self.chosen = list(chosen)
        finally:
            self._showing = False

    def _draw_over(self, shown: Rendered) -> None:
        if isinstance(shown, RenderedSamples):
            self._arrangement = {}
            return
        chosen = None if self.chosen is None else (self.chosen[0], self.chosen[1])
        drawn = arrangement(
            shown.number,
            shown.tessellation,
            state_of(shown.scene),
            chosen,
            self._grips,
            self.overlays,
            self.selected,
            # Measuring takes as long as some pictures: of many tiles it waits until the hand rests.
            None if self._moving and shown.tile_count > MOST_MEASURED else self._crossing,
        )
        # The crossing moves with its lines.
        self._crossing = drawn["fold"]["at"] if "fold" in drawn else self._crossing
        self._arrangement = drawn
