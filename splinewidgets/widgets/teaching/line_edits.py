"""What a message about a line, a unit or a layer makes of a Sequential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from splinewidgets.geometry.arrangement.moved_line import moved, turned
from splinewidgets.geometry.arrangement.rebuilt import (
    with_layer_added,
    with_unit_added,
    without_layer,
    without_unit,
)
from splinewidgets.geometry.arrangement.sequential_state import Floats, SequentialState
from splinewidgets.pictures.rendering.arrangement_picture import Grips, Unit
from splinewidgets.pictures.scene.sequential_input import read_place
from splinewidgets.widgets.host.messages import whole_number

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Edited:
    """A state after a change, the unit that is chosen then, and where its line is held."""

    state: SequentialState
    chosen: Unit | None
    grips: Grips


class LineEdits:
    """Makes states from messages; remembers the w with which a turn began."""

    def __init__(self) -> None:
        self._turn: tuple[Unit, Any] | None = None
        self._w: Floats | None = None

    def edited(self, state: SequentialState, edit: Mapping[str, Any], middle: Place) -> Edited:
        """The state after a message that is to be a `wire_types.arrangement.Edit`.

        Parameters
        ----------
        middle
            Of the window: where a line passes that is to pass nowhere else.

        Raises
        ------
        ValueError
            If the message is none, or its change cannot be made.
        """
        widths = state.widths[1:]
        layer = whole_number(edit, "layer", len(widths))
        unit = whole_number(edit, "unit", widths[layer])
        at = middle if edit.get("at") is None else read_place(edit["at"], "at")
        match edit.get("action"):
            case "move":
                return Edited(moved(state, layer, unit, at), (layer, unit), Grips(at))
            case "turn":
                return self._turned(state, (layer, unit), read_place(edit.get("pivot"), "pivot"), at, edit)
            case "add unit":
                grown = with_unit_added(state, layer, at)
                return Edited(grown, (layer, widths[layer]), Grips(at))
            case "remove unit":
                return Edited(without_unit(state, layer, unit), None, Grips())
            case "add layer":
                return Edited(with_layer_added(state, layer, at), (layer + 1, 0), Grips(at))
            case "remove layer":
                return Edited(without_layer(state, layer), None, Grips())
        raise ValueError(
            f"A message asks for {edit.get('action')!r:.40}. Lines can be moved and turned, units and layers added and "
            "removed. Send one of these."
        )

    def _turned(self, state: SequentialState, whose: Unit, pivot: Place, at: Place, edit: Mapping[str, Any]) -> Edited:
        layer, unit = whose
        now = state.weights[layer][unit]
        turn = (whose, edit.get("gesture"))
        if edit.get("gesture") is None or turn != self._turn or self._w is None:
            self._turn, self._w = turn, now
        begun = state.with_unit(layer, unit, self._w, float(state.biases[layer][unit]))
        return Edited(turned(begun, layer, unit, pivot, at, now), whose, Grips(pivot, at))
