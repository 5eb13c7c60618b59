"""A network as columns of units, between which all is affine: what a diagram of it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Float64

from .affine_part import Parameter
from .unit_function import UnitFunctions

Kind = Literal["input", "affine", "unit", "choice"]


@dataclass(frozen=True, eq=False)
class Connection:
    """What the entries of a column have from those of an earlier one.

    Attributes
    ----------
    source : int
        The earlier column.
    weights : (units, entries) or None
        What multiplies each; None where they are too many to be told one by one.
    parameter : Parameter or None
        The parameter of the model that they are entries of.
    operations : tuple of str
        What computes new values on the way.
    numbers : (k,)
        All that the matrices and kernels on the way hold.
    """

    source: int
    weights: Float64[np.ndarray, "units entries"] | None
    parameter: Parameter | None
    operations: tuple[str, ...]
    numbers: Float64[np.ndarray, "numbers"]


@dataclass(frozen=True, eq=False)
class Column:
    """The inputs, the units of a layer, the outputs, or numbers between.

    Attributes
    ----------
    kind : 'input', 'affine', 'unit' or 'choice'
        Affine are sums with skip connections, what a choice is made between, and outputs. A unit has a function of its
        pre-activation. A choice takes one of several entries of the column before, or is whatever else a layer computes
        from them.
    name : str
    layer : int
        Its index among the layers of the network; -1 for what is no layer.
    width : int
    constant : (width,)
        What is added to the weighted sums, a unit's bias; zero for inputs and choices.
    connections : tuple of Connection
        None for inputs. A choice has one, whose `weights` are 1 where an entry can be taken.
    functions : UnitFunctions or None
        Of units; None where they are too many.
    sign : int
        A choice takes the largest entry, 1, or the smallest, -1; 0 where it does something else.
    """

    kind: Kind
    name: str
    layer: int
    width: int
    constant: Float64[np.ndarray, "width"]
    connections: tuple[Connection, ...] = ()
    functions: UnitFunctions | None = None
    sign: int = 0

    @property
    def whole(self) -> bool:
        """Whether all that it computes is told entry by entry."""
        told = all(connection.weights is not None for connection in self.connections)
        return (
            told and (self.kind != "unit" or self.functions is not None) and (self.kind != "choice" or self.sign != 0)
        )


class Activity(NamedTuple):
    """Of a column: what its entries are at an input, and their slopes there by the entries that they choose from.

    `slopes` is (units,) of units, (units, entries) of choices, and None else. `maps` and `offsets` are A and c of the
    affine map from inputs to its values, on the tile of the input.
    """

    values: Float64[np.ndarray, "width"]
    slopes: Float64[np.ndarray, "..."] | None
    maps: Float64[np.ndarray, "width inputs"]
    offsets: Float64[np.ndarray, "width"]


@dataclass(frozen=True, eq=False)
class UnitGraph:
    """The columns of a network, in the order in which they are computed.

    The paths from an input to an output that lead through active units alone are the network of a tile: entry (i, j) of
    A of the survey's equation (5) is the sum, over the paths from input j to output i, of the products of weights and
    slopes on the way.

    Attributes
    ----------
    columns : tuple of Column
        The inputs first.
    output : int
        The column of the outputs.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], Figure 1.

    Examples
    --------
    >>> graph = Network(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)), [0.0, 0.0]).unit_graph
    >>> [(column.kind, column.width) for column in graph.columns]
    [('input', 2), ('unit', 3), ('affine', 1)]
    >>> graph.activity([0.5, 0.5])[graph.output].maps.shape
    (1, 2)
    """

    columns: tuple[Column, ...]
    output: int

    @property
    def whole(self) -> bool:
        """Whether all that the network computes is told entry by entry."""
        return all(column.whole for column in self.columns)

    def activity(self, point: object) -> list[Activity]:
        """What each column computes at an input (D,), by the paths that lead to it.

        Raises
        ------
        ValueError
            If the graph is not whole, or the input has another size.
        """
        if not self.whole:
            raise ValueError(
                "The graph has columns whose weights are too many, or that are no units. Paths are followed through "
                "weights alone. Ask tessellation.affine_map for the map of a tile."
            )
        x = np.asarray(point, np.float64).ravel()
        if len(x) != self.columns[0].width:
            raise ValueError(
                f"The point has {len(x)} numbers. The network has {self.columns[0].width} inputs. Give one for each."
            )
        known = [Activity(x, None, np.eye(len(x)), np.zeros(len(x)))]
        for column in self.columns[1:]:
            known.append(_followed(column, known))
        return known


def _followed(column: Column, known: list[Activity]) -> Activity:
    """What a column makes of those before it."""
    if column.kind == "choice":
        before, possible = known[column.connections[0].source], column.connections[0].weights
        assert possible is not None
        taken = np.where(possible > 0, column.sign * before.values, -np.inf).argmax(1)
        slopes = np.eye(len(before.values))[taken]
        return Activity(before.values[taken], slopes, before.maps[taken], before.offsets[taken])
    values, offsets = column.constant.copy(), column.constant.copy()
    maps = np.zeros((column.width, len(known[0].values)))
    for connection in column.connections:
        weights, before = connection.weights, known[connection.source]
        assert weights is not None
        values += weights @ before.values
        maps += weights @ before.maps
        offsets += weights @ before.offsets
    if column.functions is None:
        return Activity(values, None, maps, offsets)
    activated, slopes = column.functions.at(values)
    return Activity(activated, slopes, slopes[:, None] * maps, slopes * offsets + activated - slopes * values)
