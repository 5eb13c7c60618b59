"""Facts about one tile, as rows of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.flattened import rows_of
from splinewidgets.pictures.number_format import THIN_SPACE, count, number
from splinewidgets.pictures.rendering.rendered import Rendered, RenderedTiles, is_small
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.explorer import Facts

# As many outputs are told at a point.
MOST_OUTPUTS = 3
# What rows are called: of a network's tile, and of a tile of the change between two.
# Measures that rows of their own are about.
TOLD_ANYHOW = {"slope", "norm", "volume", "area", "class", "confidence", "active", "pattern"}
CLASS, SLOPE, NORM = ("Class", "Grew most"), ("Slope in the slice", "Slope of the change"), ("‖A‖₂", "‖A − A′‖₂")


def facts(shown: Rendered, tile: int, class_names: Sequence[str], thorough: bool = False) -> Maybe[Facts]:
    """The `facts` trait of a tile: {"tile", "rows": [[label, value], ...]}; {} for no tile (-1).

    The norm of the affine map, the volume factor and the number of active units are told where they are known from
    coloring; with `thorough` norm and units are computed for this one tile, at the cost of a few evaluations of the
    network.
    """
    if tile < 0 or not isinstance(shown, RenderedTiles):
        return {}
    which = int(shown.of_change)
    rows = [[CLASS[which], _class(shown, tile, class_names)]] if class_names else []
    rows += [
        [SLOPE[which], number(shown.values("slope")[tile])],
        ["Area", f"{number(shown.tessellation.areas()[tile])}{THIN_SPACE}input units²"],
    ]
    if shown.knows("norm"):
        rows.append([NORM[which], number(shown.values("norm")[tile])])
    elif thorough and is_small(shown.tile(tile)):
        rows.append([NORM[which], number(shown.tile(tile).spectral_norm)])
    if shown.measured("volume"):
        volume = shown.values("volume")[tile]
        rows.append(["Volume factor", number(volume) if volume else "0, degenerate"])
    for name, measure in shown.measures.items():
        if name not in TOLD_ANYHOW and shown.measured(name):
            rows.append([measure.label, f"{number(shown.values(name)[tile])}{THIN_SPACE}{measure.unit}".strip()])
    units = sum(layer.units for layer in shown.tessellation.network.layers)
    if shown.knows("active"):
        rows.append(["Active units", f"{count(round(shown.values('active')[tile] * units))} of {count(units)}"])
    elif thorough:
        active = sum(int(layer.sum()) for layer in shown.tile(tile).pattern)
        rows.append(["Active units", f"{count(active)} of {count(units)}"])
    return {"tile": tile, "rows": rows}


@torch.no_grad()
def facts_at(shown: RenderedSamples, at: Any, class_names: Sequence[str]) -> Maybe[Facts]:
    """The `facts` trait at a point (u, v) of a sampled window, {"point": [u, v], "rows": ...}; {} outside of it.

    They are of the point itself, at which the network is evaluated, and not of a tile.
    """
    u0, u1, v0, v1 = shown.window.bounds
    if at is None or not (u0 <= at[0] <= u1 and v0 <= at[1] <= v1):
        return {}
    network = shown.network
    outputs = rows_of(network(shown.window.embed([at]).to(network.device, network.dtype)))[0]
    if not class_names:
        rows = [[f"Output {i}", number(float(value))] for i, value in enumerate(outputs[:MOST_OUTPUTS])]
    else:
        scores = outputs if len(outputs) > 1 else np.array([0.0, outputs[0]])
        rows = [[CLASS[int(shown.of_change)], lead(scores, class_names)]]
        if len(outputs) == 1:
            rows.append(["Output", number(float(outputs[0]))])
        else:
            best = np.argsort(-scores, kind="stable")[:MOST_OUTPUTS]
            rows += [[f"Score of {class_names[i]}", number(float(scores[i]))] for i in best]
    return {"point": [float(at[0]), float(at[1])], "rows": rows}


def _class(shown: RenderedTiles, tile: int, class_names: Sequence[str]) -> str:
    return lead(shown.scores[tile], class_names)


def lead(scores: npt.NDArray[np.float64], class_names: Sequence[str]) -> str:
    """The class with the largest score, and how far that is ahead of the next."""
    second, first = np.argsort(scores, kind="stable")[-2:]
    return f"{class_names[first]}, {number(float(scores[first] - scores[second]))} ahead of {class_names[second]}"
