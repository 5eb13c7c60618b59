"""All that is known of one tile, or at one point of a sampled window, as an inspector tells it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.network.local_map import LocalMap
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.number_format import THIN_SPACE, count, number
from splinewidgets.pictures.rendering.inspected_terms import OWN
from splinewidgets.pictures.rendering.manifold_picture import output_picture
from splinewidgets.pictures.rendering.rendered import RenderedTiles, is_small
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.tile_facts import lead
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.scene.layers import layer_name
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.inspection import (
    WireActiveUnits,
    WireBetween,
    WireInspected,
    WireMatrix,
    WireOutputRow,
    WireSeparating,
)

# So many outputs are told one by one, the largest first, and so many rows of A.
MOST_OUTPUTS = 16
# So many entries of a row that is no image.
MOST_ENTRIES = 6
# The sides of an image that is sent of a row; a larger one is averaged. It is shown a few dozen pixels wide.
MOST_PIXELS = 64
# So many separating units of a layer are named.
MOST_UNITS = 12
# What is said instead of what takes too long to be told of each tile that is pointed at.
WAITS = "A, norms and active units take a while: click the tile for them."

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Names:
    """How inputs and outputs are called, and how inputs are looked at.

    Attributes
    ----------
    classes, outputs
        Names of classes, of which there may be none, and of outputs.
    inputs
        Names of the first inputs.
    layout
        Where inputs are images.
    gray_range
        What is black and what is white in them.
    """

    classes: Sequence[str]
    outputs: Sequence[str]
    inputs: Sequence[str]
    layout: ImageLayout | None
    gray_range: tuple[float, float]


def inspected(shown: RenderedTiles, tile: int, names: Names, thorough: bool = True) -> WireInspected:
    """What there is to tell of a tile; without `thorough` only what is at hand, and no row of A."""
    known = shown.tile(tile)
    found = _looked_at(known, shown.number, names, thorough)
    found["tile"] = tile
    facts: dict[str, str] = {}
    if names.classes:
        facts["class"] = lead(shown.scores[tile], names.classes)
        facts["confidence"] = number(float(1 / np.exp(shown.scores[tile] - shown.scores[tile].max()).sum()))
    if thorough and is_small(known):
        facts["norm"] = number(known.spectral_norm)
        facts["frobenius"] = number(known.frobenius_norm)
    else:
        facts |= _measured(shown, tile, ["norm", "frobenius"])
    facts["slope"] = number(shown.values("slope")[tile])
    facts |= _measured(shown, tile, ["volume"])
    facts["area"] = f"{number(known.area)}{THIN_SPACE}input units²"
    facts["log_area"] = f"{math.log10(known.area):.2f}".replace("-", "−") if known.area > 0 else "−∞"
    on_window = int(known.halfspaces.on_window.sum())
    facts["sides"] = f"{len(known.corners)}" + (f", {on_window} of the window" if on_window else "")
    if names.classes:
        distance = known.boundary_distance
        facts["distance"] = number(distance) if math.isfinite(distance) else "none in the window"
    facts |= _measured(shown, tile, [name for name, measure in shown.measures.items() if measure.group == OWN])
    found["facts"] = [[name, value] for name, value in facts.items()]
    return found


def inspected_at(shown: RenderedSamples, at: Any, names: Names, thorough: bool = True) -> WireInspected:
    """What there is to tell of a point (u, v) of a sampled window."""
    known = point_of(shown, at)
    found = _looked_at(known, shown.number, names, thorough)
    found["point"] = [float(at[0]), float(at[1])]
    if names.classes:
        scores = known.outputs if len(known.outputs) > 1 else np.array([0.0, known.outputs[0]])
        found["facts"].append(["class", lead(scores, names.classes)])
    if thorough and is_small(known):
        found["facts"] += [["norm", number(known.spectral_norm)], ["frobenius", number(known.frobenius_norm)]]
    found["without"] = f"Sampled: the tile of this point is not known. {found['without']}".strip()
    return found


def point_of(shown: RenderedSamples, at: Any) -> LocalMap:
    """The network at a point (u, v) of a sampled window."""
    return LocalMap(shown.network, shown.window.embed([at])[0])


def between(tessellation: Tessellation, number: int, one: int, other: int) -> WireBetween:
    """What separates two tiles of the picture with this number, and a shortest path from one to the other."""
    layers = tessellation.network.layers
    called = [layer_name(i, layer) for i, layer in enumerate(layers)]
    apart = tessellation.separating_units(one, other)
    separating: list[WireSeparating] = []
    for i in np.unique(apart[:, 0]):
        units = apart[apart[:, 0] == i, 1]
        separating.append({"layer": called[i], "units": units[:MOST_UNITS].tolist(), "count": len(units)})
    graph = tessellation.dual_graph()
    path = graph.path(one, other)
    steps = np.sort(np.stack([path[:-1], path[1:]], 1), axis=1)
    # Pairs are in order.
    keys = graph.pairs @ [tessellation.tile_count, 1]
    crossed = np.searchsorted(keys, steps @ [tessellation.tile_count, 1])
    return {
        "picture": number,
        "tiles": [one, other],
        "separating": separating,
        "path": path.tolist(),
        "crossed": [f"unit {graph.unit[i]} of {called[graph.layer[i]]}" for i in crossed],
    }


def _measured(shown: RenderedTiles, tile: int, names: Sequence[str]) -> dict[str, str]:
    """What is known of a tile because all tiles were measured, by the names of the measures."""
    found = {}
    for name in names:
        if name in shown.measures and shown.measured(name):
            found[name] = f"{number(shown.values(name)[tile])}{THIN_SPACE}{shown.measures[name].unit}".strip()
    return found


def _looked_at(known: LocalMap, picture: int, names: Names, thorough: bool) -> WireInspected:
    outputs = known.outputs
    told = np.argsort(-outputs, kind="stable")[:MOST_OUTPUTS]
    rows: list[WireOutputRow] = [{"output": int(i), "name": names.outputs[i], "value": float(outputs[i])} for i in told]
    found: WireInspected = {
        "picture": picture,
        "resting": False,
        "input": [],
        "input_names": [],
        "outputs": rows,
        "more_outputs": len(outputs) - len(told),
        "without": "",
        "active": [],
        "facts": [],
    }
    flat = known.input.reshape(1, -1).numpy()
    if names.layout is not None:
        found["image"] = output_picture(names.layout, flat, names.gray_range)
    else:
        found["input"], found["input_names"] = flat[0, :MOST_ENTRIES].tolist(), list(names.inputs[:MOST_ENTRIES])
    if thorough:
        if is_small(known):
            a, constants = known.A[told], known.c[told]
        else:
            found["without"] = (
                f"A has {count(known.output_count)} × {count(known.input_count)} entries: norms are left out."
            )
            a, constants = known.rows(told.tolist())
        for row, constant in zip(rows, constants.tolist(), strict=True):
            row["constant"] = constant
        found["matrix"] = _matrix(a.flatten(1).numpy(), names.layout)
        found["active"] = _active(known)
    else:
        found["without"] = WAITS
    return found


def _active(known: LocalMap) -> list[WireActiveUnits]:
    layers = known.network.layers
    return [
        {"layer": layer_name(i, layer), "active": int(active), "units": layer.units}
        for i, (layer, active) in enumerate(zip(layers, known.active_units, strict=True))
        if layer.windows is None
    ]


def _matrix(rows: Floats, layout: ImageLayout | None) -> WireMatrix:
    largest = float(np.abs(rows).max(initial=0.0))
    if layout is None:
        shown = rows[:, :MOST_ENTRIES]
        return {
            "shape": [shown.shape[1]],
            "rows": encode(in_float32(shown)),
            "largest": largest,
            "block": 1,
            "more": rows.shape[1] - shown.shape[1],
        }
    images = layout.pixels(rows).astype(np.float64).reshape(len(rows), *layout.shape[:2], -1)
    block = math.ceil(max(layout.shape[:2]) / MOST_PIXELS)
    for axis in (1, 2):
        size = images.shape[axis]
        starts = np.arange(0, size, block)
        lengths = np.minimum(starts + block, size) - starts
        images = np.moveaxis(np.moveaxis(np.add.reduceat(images, starts, axis), axis, -1) / lengths, -1, axis)
    return {
        "shape": [*images.shape[1:3], *([3] if images.shape[3] == 3 else [])],
        "rows": encode(in_float32(images.reshape(len(images), -1))),
        "largest": float(np.abs(images).max(initial=0.0)),
        "block": block,
        "more": 0,
    }
