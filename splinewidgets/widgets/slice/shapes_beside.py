"""Shapes on a slice that views beside it draw, and move by handles: each view has an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import traitlets as t

from splinewidgets.geometry.array_like import numbers
from splinewidgets.pictures.wire_types.shapes import ShapeDrag, WireShapes
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.messages import sequence_number, whole_number
from splinewidgets.widgets.host.trait_types import Numbered, Payload, Point

# Moves a handle: its index, where to, the number of the message, and whether the hand lets go.
Moved = Callable[[int, list[float], int | None, bool], None]


class ShapesBeside(BackgroundWidget):
    """Base of an explorer on whose slice others draw."""

    _shapes = t.List(Payload(WireShapes), help="What views beside draw on the slice, an entry for each.").tag(
        sync=True, told=True
    )
    _shape_drag = Numbered(ShapeDrag, help="A handle of a view beside being moved.")
    # In the page alone: a view beside points at the slice without Python.
    _pointed_place = Point(help="The place on the slice that a view beside points at, [u, v], or None.").tag(
        sync=True, echo_update=False
    )

    def __init__(self, **traits: Any) -> None:
        self._movers: dict[str, Moved] = {}
        super().__init__(**traits)

    def draw_shapes(self, shapes: WireShapes, moved: Moved | None = None) -> None:
        """Draw a view's shapes in place of its former ones.

        Parameters
        ----------
        shapes
            In (u, v) of the slice; `owner` says whose they are, a widget's `model_id`.
        moved
            Told of moves of the handles among them, by hand: the marker's index, where to, the number of the message,
            which the answer has as `seq`, and whether the hand lets go. What it raises is shown.
        """
        with self._publish():
            owner = shapes["owner"]
            if moved is not None:
                self._movers[owner] = moved
            if shapes not in self._shapes:
                # In the place of its former ones: what is drawn last lies above.
                owners = list(dict.fromkeys([*(each["owner"] for each in self._shapes), owner]))
                known = {each["owner"]: each for each in [*self._shapes, shapes]}
                self._shapes = [known[each] for each in owners]

    def erase_shapes(self, owner: str) -> None:
        """Draw nothing of a view any more."""
        with self._publish():
            self._movers.pop(owner, None)
            self._shapes = [each for each in self._shapes if each["owner"] != owner]

    @t.observe("_shape_drag")
    def _on_shape_drag(self, change: Mapping[str, Any]) -> None:
        drag = change["new"]
        if not drag:
            return
        with self._refusing():
            self._move_shape(drag)
        with suppress(ValueError), self._publish():  # of which the error has told
            self._settle(sequence_number(drag))

    def _move_shape(self, drag: Mapping[str, Any]) -> None:
        owner, at = drag.get("owner"), numbers(drag.get("at"), "at")
        mine = [each for each in self._shapes if each["owner"] == owner]
        if not mine or not isinstance(owner, str) or owner not in self._movers:
            return  # the view was closed meanwhile
        handles = [marker for marker in mine[0]["markers"] if marker.get("handle")]
        index = whole_number(drag, "index", len(handles))
        if at.shape != (2,):
            raise ValueError(f"at has shape {at.shape}. A handle moves to a point (2,). Pass [u, v].")
        self._movers[owner](index, at.tolist(), sequence_number(drag), bool(drag.get("done")))
