"""What there is to say about one tile, as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .shown import Shown
from .wording import THIN_SPACE, count, number

# What rows are called: of a network's tile, and of a tile of the change between two.
CLASS, SLOPE, NORM = ("Class", "Grew most"), ("Slope in the slice", "Slope of the change"), ("‖A‖₂", "‖A − A′‖₂")


def facts(shown: Shown, tile: int, class_names: Sequence[str], thorough: bool = False) -> dict[str, Any]:
    """The `facts` trait of a tile: {"tile", "rows": [[label, value], ...]}; {} for no tile (-1).

    The norm of the affine map, the volume factor and the number of active units are told where they are known from
    coloring; with `thorough` norm and units are computed for this one tile, at the cost of a few evaluations of the
    network.
    """
    if tile < 0:
        return {}
    which = int(shown.of_change)
    rows = [[CLASS[which], _class(shown, tile, class_names)]] if class_names else []
    rows += [
        [SLOPE[which], number(shown.values("slope")[tile])],
        ["Area", f"{number(shown.tessellation.areas()[tile])}{THIN_SPACE}u²"],
    ]
    if shown.knows("norm"):
        rows.append([NORM[which], number(shown.values("norm")[tile])])
    elif thorough:
        matrix, _ = shown.tessellation.affine_map(tile)
        rows.append([NORM[which], number(float(np.linalg.norm(matrix.reshape(len(matrix), -1).cpu().numpy(), 2)))])
    if shown.measured("volume"):
        volume = shown.values("volume")[tile]
        rows.append(["Volume factor", number(volume) if volume else "0, degenerate"])
    units = sum(layer.units for layer in shown.tessellation.network.layers)
    if shown.knows("active"):
        rows.append(["Active units", f"{count(round(shown.values('active')[tile] * units))} of {count(units)}"])
    elif thorough:
        active = sum(int(layer.sum()) for layer in shown.tessellation.activation_pattern(tile))
        rows.append(["Active units", f"{count(active)} of {count(units)}"])
    return {"tile": tile, "rows": rows}


def _class(shown: Shown, tile: int, class_names: Sequence[str]) -> str:
    scores = shown.scores[tile]
    second, first = np.argsort(scores, kind="stable")[-2:]
    return f"{class_names[first]}, {number(scores[first] - scores[second])} ahead of {class_names[second]}"
