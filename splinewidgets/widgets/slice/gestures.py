"""Gestures: scenes from messages of a hand that moves a handle or tilts the plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from splinewidgets.geometry.array_like import numbers
from splinewidgets.pictures.scene.data_map import DataMap
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.host.messages import sequence_number, whole_number

Message = Mapping[str, Any]


class Gestures:
    """Maker of scenes from messages, with the start of a tilt.

    Parameters
    ----------
    data_map : DataMap or None
        The map on which handles stand, if there is one.
    samples : Samples or None
        The data on it.
    """

    def __init__(self, data_map: DataMap | None, samples: Samples | None = None) -> None:
        self._data_map, self._samples = data_map, samples
        self._tilt: tuple[int, Any] | None = None
        self._start: Scene | None = None
        # Which of the random directions to tilt in; the same in every session.
        self.direction = 0

    def dragged(self, scene: Scene, drag: Message) -> Scene:
        """Scene after a `wire_types.gestures.Drag`."""
        seq, index = sequence_number(drag), whole_number(drag, "index", len(scene.anchors))
        where, at = drag.get("where"), numbers(drag.get("at"), "at")
        if at.shape != (2,):
            raise ValueError(f"at has shape {at.shape}. A handle moves to a point (2,). Pass [u, v].")
        if where == "slice":
            moved = scene.moved_within(index, at)
        elif where == "map" and self._data_map is not None:
            if drag.get("sample") is None or self._samples is None:
                moved = scene.moved_on_map(self._data_map, index, at)
            else:
                row = whole_number(drag, "sample", len(self._samples.inputs))
                moved = scene.moved_to(index, self._samples.inputs[row], row)
        else:
            raise ValueError(f"A handle was moved on {where!r}. There is only the slice. Use where='slice'.")
        return replace(moved, seq=seq)

    def tilted(self, scene: Scene, tilt: Message) -> Scene:
        """Scene after a `wire_types.gestures.Tilt`.

        Angles, in radians, count from where the plane was when the gesture began; a message without `gesture` is one
        of its own.
        """
        seq, index = sequence_number(tilt), whole_number(tilt, "index", len(scene.anchors))
        angle = float(numbers(tilt.get("angle"), "angle"))
        gesture = None if tilt.get("gesture") is None else (index, tilt["gesture"])
        if gesture is None or gesture != self._tilt or self._start is None:
            self._tilt, self._start = gesture, scene
        turned = self._start.tilted(index, angle, self._start.out_of_plane(self.direction))
        return replace(turned, view=scene.view, aspect=scene.aspect, seq=seq, snapshot=scene.snapshot)
