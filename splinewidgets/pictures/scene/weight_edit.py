"""A weight or a bias that a hand changes in a diagram, as an entry of a model's parameter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from splinewidgets.geometry.network.affine_part import Parameter
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.unit_graph import Column, Connection
from splinewidgets.pictures import plain_values

BIAS = -1
NORMALIZATION = "batch_norm"


@dataclass(frozen=True)
class ParameterEdit:
    """An entry of a parameter, by its name in the state_dict, and its value to be."""

    name: str
    place: tuple[int, ...]
    value: float


def is_free(connection: Connection) -> bool:
    """Test whether the weights of a connection can be changed one by one: normalization takes a change back."""
    return connection.parameter is not None and NORMALIZATION not in connection.operations


def bias_of(column: Column) -> Parameter | None:
    """The parameter whose entries are the biases of a column, but for factors."""
    free = [each.parameter for each in column.connections if is_free(each)]
    return next((each for each in free if each is not None and each.bias is not None), None)


def read_weight(edit: Mapping[str, Any], network: Network) -> ParameterEdit:
    """What a message that is to be a `wire_types.diagram.WeightEdit` makes of the parameters of a network.

    Raises
    ------
    ValueError
        If it is none, or there is no such weight, or it cannot be changed.
    """
    columns = network.unit_graph.columns
    column = columns[_below(edit, "column", len(columns))]
    unit, value = _below(edit, "unit", column.width), _number(edit)
    if edit.get("source") == BIAS:
        parameter = bias_of(column)
        if parameter is None or parameter.bias is None:
            raise _fixed(f"Unit {unit} of {column.name} has no bias")
        row = int(parameter.rows[unit])
        by = (value - float(column.constant[unit])) / float(parameter.row_scale[unit])
        return ParameterEdit(parameter.bias, (row,), float(network.tensors[parameter.bias][row]) + by)
    connection = next((each for each in column.connections if each.source == edit.get("source")), None)
    parameter = None if connection is None or not is_free(connection) else connection.parameter
    if connection is None or parameter is None:
        raise _fixed(f"Unit {unit} of {column.name} has no weight there that is a parameter's")
    entry = _below(edit, "entry", columns[connection.source].width)
    scale = float(parameter.row_scale[unit] * parameter.column_scale[entry])
    return ParameterEdit(parameter.name, (int(parameter.rows[unit]), int(parameter.columns[entry])), value / scale)


def _fixed(fact: str) -> ValueError:
    return ValueError(f"{fact}. A hand changes entries of parameters. Take a weight that is one.")


def _below(edit: Mapping[str, Any], name: str, count: int) -> int:
    wanted = f"a whole number from 0 to {count - 1}"
    try:
        number = plain_values.whole(edit.get(name), name, wanted, "Send one of these.")
    except TypeError as refusal:
        raise ValueError(str(refusal)) from None
    if not 0 <= number < count:
        raise ValueError(f"{name} is {number}. It must be {wanted}. Send one of these.")
    return number


def _number(edit: Mapping[str, Any]) -> float:
    value = edit.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"A weight is to be {value!r:.40}. It must be a finite number. Send another value.")
    return float(value)
