"""A `SliceExplorer` of a network, and of data, that change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.rendering.live_painter import LivePainter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.zoo.steps import one_thread


class LiveExplorer(SliceExplorer):
    """Shows another network, or other data, in the same window when it is told to: a small one, many times a second."""

    _painter: LivePainter
    # Takes the edits of weights, and answers each by its number (`answer`), where the network is somebody's to change.
    weight_hand: Callable[[Mapping[str, Any]], None] | None = None

    @property
    def fixed_weights(self) -> str:
        """Why no weight of the network can be changed by hand; empty where they can."""
        return super().fixed_weights if self.weight_hand is None else ""

    def answer(self, seq: int | None, refusal: Exception | None) -> None:
        """Say that the edits up to one of this number are over and done, and why the last one was refused."""
        with self._publish():
            if refusal is not None:
                self._complain(refusal)
            self._settle(seq)

    def _on_weight(self, change: Mapping[str, Any]) -> None:
        if self.weight_hand is None or not change["new"]:
            super()._on_weight(change)
        else:
            self.weight_hand(change["new"])

    def show(self, network: Network, samples: Samples | None, class_names: tuple[str, ...]) -> None:
        """Show a network of two inputs with its data, and wait for the picture.

        Parameters
        ----------
        network, samples
            What `Network` and `Samples` read.
        class_names
            Of the network's outputs; none where they are no scores of classes.
        """
        known = self._target.snapshot
        assert isinstance(known, ExplorerInput)
        snapshot = replace(known, network=network, samples=samples, class_names=class_names)
        if self.color_by not in snapshot.measures:
            with self.held():
                self.color_by = "slope"
        with self._asking():
            self._look_at(replace(self._target, snapshot=snapshot))

    def _answer(self, scene: Scene) -> None:
        with one_thread():
            super()._answer(scene)

    def _make_painter(self, given: ExplorerInput, limits: Limits) -> LivePainter:
        self._first_given = given
        return LivePainter(given, limits)

    def _first(self, scene: Scene) -> Scene:
        return replace(scene, snapshot=self._first_given)

    def _show(self, shown: Rendered) -> None:
        given = shown.scene.snapshot
        assert isinstance(given, ExplorerInput)
        before, now = self._given.traits(), given.traits()
        self._given = given
        if before != now:
            self._tell_traits(before, now)
        super()._show(shown)

    def _tell_traits(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        """Name layers and classes anew; what was hidden by hand stays hidden where there are as many."""
        for name, value in now.items():
            setattr(self, name, value)
        if len(now["_layers"]) != len(before["_layers"]):
            self.visible_layers, self.depth = range(len(now["_layers"])), None
        if now["_classes"] != before["_classes"]:
            self.visible_classes = range(len(now["_classes"]))
