"""The folds at a crossing as rows of text: both normals, the jump between them, and the angle, with its formula."""

from __future__ import annotations

import math

import numpy.typing as npt

from splinewidgets.geometry.arrangement.fold import Fold, folds_near
from splinewidgets.geometry.arrangement.sequential_state import Floats, SequentialState
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.rendering.odd_lines import layer_names
from splinewidgets.pictures.wire_types.arrangement import WireFold

# Folds of one crossing that are told: more would not be read.
MOST_FOLDS = 2

Rows = list[list[str]]


def fold_facts(tessellation: Tessellation, state: SequentialState, crossing: npt.ArrayLike) -> WireFold | None:
    """The folds nearest to a point; None where no line bends in the window."""
    folds = folds_near(tessellation, state, crossing)
    if not folds:
        return None
    names = layer_names(tessellation)
    rows = [row for fold in folds[:MOST_FOLDS] for row in _rows(fold, state, names)]
    return {"at": [float(x) for x in folds[0].at], "rows": rows}


def _rows(fold: Fold, state: SequentialState, names: list[str]) -> Rows:
    k, i = fold.unit, fold.crossed_unit
    degrees = math.degrees(fold.angle)
    jump, by = "n′ − n = c nᵢ", []
    if fold.weight is not None:
        slope = state.slopes[fold.crossed_layer]
        jump = "n′ − n = W nᵢ" if slope == 0 else f"n′ − n = (1 − {number(slope)}) W nᵢ"
        by = [["W of k for i", number(fold.weight)]]
    return [
        ["The line of k", f"{names[fold.layer]} · unit {k}"],
        ["bends at that of i", f"{names[fold.crossed_layer]} · unit {i}"],
        ["n, i not active", _vector(fold.normals[0])],
        ["n′, i active", _vector(fold.normals[1])],
        ["nᵢ", _vector(fold.crossed_normal)],
        *by,
        [jump, _vector(fold.normals[1] - fold.normals[0])],
        ["θ = arccos n·n′/|n||n′|", f"{number(degrees)}°"],
        ["Dihedral, 180° − θ", f"{number(180 - degrees)}°"],
    ]


def _vector(entries: Floats) -> str:
    return f"({', '.join(number(float(entry)) for entry in entries)})"
