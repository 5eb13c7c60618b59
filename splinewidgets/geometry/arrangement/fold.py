"""The fold of one unit's line at another's: its two normals, the jump between them, and the angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..tessellation.fold_angles import fold_angles
from ..tessellation.tessellation import Tessellation
from .sequential_state import Floats, SequentialState


@dataclass(frozen=True, eq=False)
class Fold:
    """Where the line of a unit bends at that of a unit before it.

    Across the line of unit i the normal n of a later unit k changes by a multiple of the normal n_i of i: in the layer
    right behind by (1 - slope) W_ki n_i, further behind by the same with what the layers between make of it.

    Attributes
    ----------
    at : (2,)
        In (u, v).
    layer, unit : int
        Whose line bends.
    crossed_layer, crossed_unit : int
        At whose.
    normals : (2, 2)
        n on the side where the crossed unit is not active, and where it is.
    crossed_normal : (2,)
        n_i there.
    factor : float
        The multiple: n' - n = factor n_i.
    weight : float or None
        W_ki, where the crossed unit is of the layer right before.
    angle : float
        By how much the line turns, in radians; the dihedral angle between its two sides is pi less that.
    """

    at: Floats
    layer: int
    unit: int
    crossed_layer: int
    crossed_unit: int
    normals: Floats
    crossed_normal: Floats
    factor: float
    weight: float | None
    angle: float


def folds_near(tessellation: Tessellation, state: SequentialState, at: npt.ArrayLike) -> list[Fold]:
    """The folds at the vertex nearest to a point at which a line bends; none where no line bends in the window.

    Parameters
    ----------
    tessellation
        Of a window of the plane of the inputs of the Sequential in `state`.
    """
    found = fold_angles(tessellation)
    single = found.crossed_unit >= 0
    if not single.any():
        return []
    places = tessellation.vertices[found.vertex[single]]
    distances = ((places - np.asarray(at, np.float64)) ** 2).sum(1)
    vertex = int(found.vertex[single][distances.argmin()])
    rows = np.flatnonzero(single & (found.vertex == vertex)).tolist()
    return [
        _fold(
            tessellation,
            state,
            vertex,
            (int(found.layer[row]), int(found.unit[row])),
            (int(found.crossed_layer[row]), int(found.crossed_unit[row])),
            float(found.angles[row]),
        )
        for row in rows
    ]


def _fold(
    tessellation: Tessellation,
    state: SequentialState,
    vertex: int,
    whose: tuple[int, int],
    crossed: tuple[int, int],
    angle: float,
) -> Fold:
    (layer, unit), (at_layer, at_unit) = whose, crossed
    on_line = (tessellation.edge_layer == layer) & (tessellation.edge_unit == unit)
    edges = np.flatnonzero(on_line & (tessellation.edges == vertex).any(1))
    tiles = tessellation.edge_tiles[edges].max(1)
    centers = tessellation.centroids()[tiles]
    active = state.pre_activations(at_layer, centers)[:, at_unit] > 0
    centers = centers[np.argsort(active, kind="stable")]
    normals = np.stack([state.normals(layer, center)[unit] for center in centers])
    crossed_normal = state.normals(at_layer, centers[0])[at_unit]
    jump = normals[1] - normals[0]
    weight = float(state.weights[layer][unit, at_unit]) if layer == at_layer + 1 else None
    factor = float(jump @ crossed_normal / (crossed_normal @ crossed_normal))
    at = tessellation.vertices[vertex]
    return Fold(at, layer, unit, at_layer, at_unit, normals, crossed_normal, factor, weight, angle)
