"""Arguments about the units of a Sequential, read or refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.array_like import numbers
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.wire_types.arrangement import Overlay

OVERLAYS: tuple[Overlay, ...] = get_args(Overlay)


def plane_state(model: Any) -> SequentialState:
    """The state of a Sequential with two inputs.

    Raises
    ------
    TypeError, ValueError
        If the model is no such Sequential.
    """
    state = SequentialState.of(model)
    if state.widths[0] != 2:
        raise ValueError(
            f"The model takes {state.widths[0]} inputs. Lines are moved in the plane of two. To look at a slice of it, "
            "use SliceExplorer(model, anchors=three_inputs); to edit lines, make a network of two inputs."
        )
    return state


def read_unit(layer: Any, unit: Any, units: Sequence[int]) -> tuple[int, int]:
    """A layer and a unit of it, of as many as there are in each layer; raises TypeError or ValueError."""
    return (read_layer(layer, units), _below(unit, "unit", units[read_layer(layer, units)]))


def read_layer(given: Any, units: Sequence[int]) -> int:
    """The index of a layer."""
    return _below(given, "layer", len(units))


def read_chosen(given: Any, units: Sequence[int], name: str = "chosen") -> list[int] | None:
    """A layer and a unit of it, or None."""
    if given is None:
        return None
    remedy = "Pass a layer and a unit of it, or None."
    pair = plain_values.wholes(given, name, "two whole numbers, (layer, unit)", remedy)
    if len(pair) != 2:
        raise ValueError(f"{name} is {given!r:.80}. It must be two whole numbers, (layer, unit). {remedy}")
    return list(read_unit(pair[0], pair[1], units))


def read_overlays(given: Any) -> list[Overlay]:
    """Names of overlays, each once."""
    wanted = f"some of {', '.join(map(repr, OVERLAYS))}"
    names = plain_values.names(given, "overlays", wanted, "Pass a list of these names, or () for none.")
    if not set(names) <= set(OVERLAYS):
        raise ValueError(f"overlays is {names}. It must be {wanted}. Pass a list of these names, or () for none.")
    return [name for name in OVERLAYS if name in names]


def read_place(given: Any, name: str) -> tuple[float, float]:
    """A point of the plane."""
    point = numbers(given, name)
    if point.shape != (2,):
        raise ValueError(f"{name} has shape {point.shape}. It must be a point of the plane, (2,). Pass (x, y).")
    return (float(point[0]), float(point[1]))


def _below(given: Any, name: str, count: int) -> int:
    limits = f"a whole number from 0 to {count - 1}"
    number = plain_values.whole(given, name, limits, "Count from 0.")
    if not 0 <= number < count:
        raise ValueError(f"{name} is {number}. It must be {limits}. Count from 0.")
    return number
