"""What a hand does with lines, units and layers, done from Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from splinewidgets.pictures.scene.sequential_input import plane_state, read_layer, read_unit
from splinewidgets.pictures.wire_types.arrangement import Action
from splinewidgets.widgets.teaching.editor_traits import EditorTraits


class ScriptedEdits(EditorTraits):
    """Methods; each returns when the picture is there."""

    _model: nn.Sequential

    def _do(self, action: Action, layer: int, unit: int, **places: Any) -> None:
        raise NotImplementedError

    def move(self, layer: int, unit: int, through: Sequence[float]) -> None:
        """Move the line of a unit, in parallel to itself, to pass through a point.

        Raises
        ------
        ValueError
            If there is no such unit, or it has no line there.
        """
        self._do("move", *self._unit(layer, unit), at=through)

    def turn(self, layer: int, unit: int, pivot: Sequence[float], through: Sequence[float]) -> None:
        """Turn the line of a unit to pass through a pivot and another point.

        Raises
        ------
        ValueError
            If there is no such unit, or no line passes through both.
        """
        self._do("turn", *self._unit(layer, unit), at=through, pivot=pivot)

    def add_unit(self, layer: int = 0, through: Sequence[float] | None = None) -> None:
        """Add a unit at the end of a layer, whose line passes through a point, by default the window's middle.

        Its weights are random, the same for the same widths, as is what the next layer makes of it.

        Raises
        ------
        ValueError
            If there is no such layer, or its units are the outputs of the model.
        """
        self._do("add unit", self._layer(layer), 0, at=through)

    def remove_unit(self, layer: int, unit: int) -> None:
        """Remove a unit, and what the next layer made of it.

        Raises
        ------
        ValueError
            If there is no such unit, or it is the last of its layer or an output of the model.
        """
        self._do("remove unit", *self._unit(layer, unit))

    def add_layer(self, layer: int = 0) -> None:
        """Add a layer behind another one, of as many units, with random weights.

        Raises
        ------
        ValueError
            If there is no such layer, or its units are the outputs of the model.
        """
        self._do("add layer", self._layer(layer), 0)

    def remove_layer(self, layer: int) -> None:
        """Remove the activation of a layer, whose Linear and the next one become one.

        Raises
        ------
        ValueError
            If there is no such layer, or it is the only one, or its units are the outputs of the model.
        """
        self._do("remove layer", self._layer(layer), 0)

    def _layer(self, layer: Any) -> int:
        return read_layer(layer, plane_state(self._model).widths[1:])

    def _unit(self, layer: Any, unit: Any) -> tuple[int, int]:
        return read_unit(layer, unit, plane_state(self._model).widths[1:])
