"""An explorer that goes back and forth between what was looked at, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.tile_selection import TileSelection
from splinewidgets.widgets.host.latest_only import hurried
from splinewidgets.widgets.slice.scene_traits import SceneTraits
from splinewidgets.widgets.slice.selection_traits import SelectionTraits
from splinewidgets.widgets.slice.undo import Moment, Steps


class Undoing(SceneTraits, SelectionTraits):
    """An explorer whose views, anchors and selections are steps of undo."""

    # Whether undo goes back to the network of before, too.
    _undoes_snapshots: ClassVar[bool] = False

    def __init__(self, **traits: Any) -> None:
        self._steps = Steps(self._undoes_snapshots)
        super().__init__(**traits)

    @property
    def _present(self) -> Moment:
        return Moment(self._target, self._chosen.places)

    def _look_at(self, scene: Scene, final: bool = False) -> None:
        """Ask for the picture of a scene, which is a step; `final` if no other of the gesture is to come."""
        if scene is not self._target:
            before = self._present
            # A hand's messages come through links from other widgets, too.
            self._target = replace(scene, live=self._from_browser or hurried())
            self._steps.leave(before, replace(before, scene=scene), self._gesture if self._from_browser else None)
            self._tell_steps()
            self._work.ask(self._target, final=final or not self._target.live)

    def _choose(self, tiles: TileSelection, shown: Rendered) -> None:
        before = self._present
        super()._choose(tiles, shown)
        self._steps.leave(before, self._present, self._gesture if self._from_browser else None)
        self._tell_steps()

    def _recalled(self, scene: Scene, undo: Mapping[str, Any]) -> Scene:
        """The scene after a `wire_types.gestures.Undo`, in which is chosen what was; itself where it was the same."""
        moment = self._steps.recalled(self._present, undo)
        self._chosen.put(moment.chosen)
        # In another scene they are found once its picture is there.
        if moment.scene is scene and self._shown is not None and not self._shown.is_preview:
            with self._publish():
                self.selection = self._chosen.find(self._shown)
        self._tell_steps()
        return moment.scene

    def _tell_steps(self) -> None:
        self._can_undo, self._can_redo = self._steps.back > 0, self._steps.forth > 0
