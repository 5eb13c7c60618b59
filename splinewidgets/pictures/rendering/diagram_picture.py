"""A network as a diagram draws it: its units and weights where they are few, and how they are distributed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.unit_graph import Column, Connection
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.scene.layers import layer_name
from splinewidgets.pictures.scene.weight_edit import bias_of, is_free
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.diagram import (
    WireActive,
    WireColumn,
    WireConnection,
    WireFunctions,
    WireNetwork,
    WirePlane,
)

# More weights in all are not told one by one: they travel with every step of a training.
MOST_WEIGHTS = 2**13
# Bins of a distribution: an odd number, so that zero has one of its own.
BINS = 31


def network_picture(
    network: Network, number: int, inputs: Sequence[str], outputs: Sequence[str], fixed: str
) -> WireNetwork:
    """The network with this number.

    Parameters
    ----------
    inputs, outputs
        Their names, where there are some.
    fixed
        Why no weight can be changed; empty where they can.
    """
    graph = network.unit_graph
    entries = sum(
        each.weights.size for column in graph.columns for each in column.connections if each.weights is not None
    )
    told = entries <= MOST_WEIGHTS
    columns = []
    for index, column in enumerate(graph.columns):
        names = list(inputs) if index == 0 else list(outputs) if index == graph.output else []
        label = layer_name(column.layer, network.layers[column.layer]) if column.layer >= 0 else column.name
        columns.append(_column(column, label, names if len(names) == column.width else [], told))
    return {
        "number": number,
        "columns": columns,
        "output": graph.output,
        "whole": bool(told and graph.whole),
        "fixed": fixed,
    }


def plane(window: Slice, picture: int, network: int) -> WirePlane:
    """Where a picture lies among the inputs."""
    return {
        "picture": picture,
        "network": network,
        "origin": encode(window.origin.double().cpu().numpy().reshape(-1)),
        "axes": encode(window.axes.double().cpu().numpy().reshape(2, -1)),
    }


def active_tile(tessellation: Tessellation, picture: int, tile: int, counted: bool) -> WireActive:
    """Where a tile is, and with `counted` how many units of each column are positive there."""
    point = [float(x) for x in tessellation.centroids()[tile]]
    counts = _active_counts(tessellation, tile) if counted else []
    return {"picture": picture, "tile": tile, "point": point, "counts": counts}


def _active_counts(tessellation: Tessellation, tile: int) -> list[int]:
    network = tessellation.network
    pattern = tessellation.activation_pattern(tile)
    counts = [-1] * len(network.unit_graph.columns)
    for index, column in enumerate(network.unit_graph.columns):
        if column.kind == "unit" and len(pattern[column.layer]) == column.width:
            counts[index] = int(pattern[column.layer].sum())
    return counts


def _column(column: Column, name: str, names: list[str], told: bool) -> WireColumn:
    drawn: WireColumn = {
        "kind": column.kind,
        "name": name,
        "layer": column.layer,
        "width": column.width,
        "names": names,
        "biased": bias_of(column) is not None,
        "sign": column.sign,
        "connections": [_connection(each, told) for each in column.connections],
    }
    if told:
        drawn["constant"] = encode(column.constant)
        if column.functions is not None:
            f = column.functions
            functions: WireFunctions = {
                "breaks": encode(f.breaks),
                "values": encode(f.values),
                "ends": encode(f.ends),
            }
            drawn["functions"] = functions
    return drawn


def _connection(connection: Connection, told: bool) -> WireConnection:
    counts, largest = _distribution(connection.numbers)
    drawn: WireConnection = {
        "source": connection.source,
        "editable": told and is_free(connection),
        "through": list(connection.operations),
        "counts": encode(counts),
        "largest": largest,
    }
    if told and connection.weights is not None:
        drawn["weights"] = encode(connection.weights)
    return drawn


def _distribution(numbers: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.uint32], float]:
    largest = float(np.abs(numbers).max(initial=0))
    if largest == 0:
        return np.zeros(BINS, np.uint32), 0.0
    return np.histogram(numbers, BINS, (-largest, largest))[0].astype(np.uint32), largest
