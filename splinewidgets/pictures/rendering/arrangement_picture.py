"""What is drawn over the tiles of a network whose lines are edited, and told beside them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.arrangement.unit_line import UnitLine
from splinewidgets.geometry.complexity.count_bounds import count_bounds
from splinewidgets.geometry.refusals import UnsupportedOperation
from splinewidgets.geometry.tessellation.power_diagram import centroids_and_radii
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.number_format import MINUS, count, number
from splinewidgets.pictures.rendering.fold_facts import fold_facts
from splinewidgets.pictures.rendering.odd_lines import layer_names, odd_lines
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.arrangement import WireArrangement, WireChosen, WireDiagram, WireSigns

# More tiles have no room for their signs, nor a line of text for those of so many units.
MOST_SIGNED_TILES, MOST_SIGNED_UNITS = 64, 24
# More tiles take a browser longer to cover than a hand waits.
MOST_SHADED_TILES = 20_000
# More circles hide each other, and networks with more units have no use for them.
MOST_CIRCLES = 128
# The turning grip is so far from the other, in heights of the window.
REACH = 0.16
# A unit within so many roundings of the largest is zero on a tile.
ZERO = 1e-12

Floats = npt.NDArray[np.float64]
Unit = tuple[int, int]
Rows = list[list[str]]


@dataclass(frozen=True)
class Grips:
    """Where a hand has the chosen line, in (u, v): where it moves it, and on which side of that it turns it."""

    pivot: tuple[float, float] | None = None
    far: tuple[float, float] | None = None


def arrangement(
    number: int,
    tessellation: Tessellation,
    state: SequentialState,
    chosen: Unit | None,
    grips: Grips,
    overlays: Collection[str],
    tile: int,
    crossing: npt.ArrayLike | None = None,
) -> WireArrangement:
    """The arrangement of a picture with this number.

    Parameters
    ----------
    tessellation
        Of the state's network, on a window of the plane of its inputs.
    chosen
        Layer and unit.
    overlays
        As `wire_types.arrangement.Overlay` names them.
    tile
        The selected one, or -1: of a deeper layer the power diagram of its parent is drawn.
    crossing : (2,) or None
        The folds nearest to it are told.
    """
    drawn: WireArrangement = {
        "picture": number,
        "counts": counts(tessellation.tile_count, state),
        "notes": odd_lines(tessellation, state),
    }
    if crossing is not None and (fold := fold_facts(tessellation, state, crossing)) is not None:
        drawn["fold"] = fold
    if chosen is not None:
        few = tessellation.tile_count <= MOST_SHADED_TILES
        drawn["chosen"] = _chosen(tessellation, state, chosen, grips, few and "half-planes" in overlays)
        if not few and "half-planes" in overlays:
            most, there = count(MOST_SHADED_TILES), count(tessellation.tile_count)
            drawn["notes"].append(f"Half-planes are covered of at most {most} tiles, and there are {there}: zoom in.")
    if "signs" in overlays:
        if why := _without_signs(tessellation, state):
            drawn["notes"].append(why)
        else:
            drawn["signs"] = _signs(tessellation, state)
    if "power diagram" in overlays:
        try:
            diagram = _diagram(tessellation, 0 if chosen is None else chosen[0], tile)
        except UnsupportedOperation as refusal:
            drawn["notes"].append(str(refusal))
        else:
            if isinstance(diagram, str):
                drawn["notes"].append(diagram)
            else:
                drawn["diagram"] = diagram
    return drawn


def counts(tiles: int, state: SequentialState) -> Rows:
    """The number of tiles in the window, and how many there can be in the plane, as rows of text."""
    bounds = count_bounds(state.widths)
    units = sum(state.widths[1:])
    rows = [
        ["Tiles in the window", count(tiles)],
        [f"Zaslavsky: {count(units)} straight lines, at most", _large(bounds.one_layer)],
    ]
    # Of units that are never dead the construction and the tightest bound are not known to hold.
    if not any(state.slopes):
        if bounds.montufar_lower:
            rows.append(["Montúfar: some weights reach", _large(bounds.montufar_lower)])
        rows.append(["Serra: these widths, at most", _large(bounds.serra_upper)])
    else:
        rows.append(["Montúfar: these widths, at most", _large(bounds.montufar_upper)])
    rows.append(["Hanin, Rolnick: random, order of", _large(round(bounds.hanin_rolnick))])
    return rows


def in_window(tessellation: Tessellation, points: Floats) -> Floats:
    """Points (..., 2) of the slice in coordinates of its window, 0..1 from its lower left corner."""
    u0, u1, v0, v1 = tessellation.slice.bounds
    placed: Floats = (points - np.array([u0, v0])) / np.array([u1 - u0, v1 - v0])
    return placed


def _large(n: int) -> str:
    return count(n) if n < 10**7 else number(float(n))


def _chosen(tessellation: Tessellation, state: SequentialState, chosen: Unit, grips: Grips, shaded: bool) -> WireChosen:
    layer, unit = chosen
    line = UnitLine.of(tessellation, state, layer, unit)
    u0, u1, v0, v1 = tessellation.slice.bounds
    middle = ((u0 + u1) / 2, (v0 + v1) / 2)
    at = line.nearest(middle if grips.pivot is None else grips.pivot)
    points = []
    if at is not None:
        far = line.away(at, REACH * (v1 - v0), grips.far)
        points = [[float(x) for x in point] for point in (at, far) if point is not None]
    drawn: WireChosen = {
        "layer": layer,
        "unit": unit,
        "segments": encode(in_window(tessellation, line.segments).astype(np.float32).reshape(-1, 4)),
        "grips": points,
        "words": _words(state, chosen, line, layer_names(tessellation)),
    }
    if shaded:
        positive = state.pre_activations(layer, tessellation.centroids())[:, unit] > 0
        drawn["active"] = encode(positive.astype(np.uint8))
    return drawn


def _words(state: SequentialState, chosen: Unit, line: UnitLine, names: list[str]) -> str:
    if not state.weights[chosen[0]][chosen[1]].any():
        return "It has no line: its w is 0."
    if line.shared is not None:
        return f"It lies on the line of unit {line.shared[1]} of {names[line.shared[0]]}."
    return "" if len(line.ends) else "Its line is outside of the window."


def _without_signs(tessellation: Tessellation, state: SequentialState) -> str:
    """Reason not to show signs; empty where they are shown."""
    tiles, units = tessellation.tile_count, sum(state.widths[1:])
    if tiles > MOST_SIGNED_TILES:
        return f"Signs are shown on at most {MOST_SIGNED_TILES} tiles, and there are {count(tiles)}: zoom in."
    if units > MOST_SIGNED_UNITS:
        return f"Signs are shown of at most {MOST_SIGNED_UNITS} units, and there are {count(units)}."
    return ""


def sign_vectors(tessellation: Tessellation, state: SequentialState) -> list[list[str]]:
    """The signs of the units of each layer, as text, on each tile."""
    centers = tessellation.centroids()
    layers = []
    for layer in range(len(state.slopes)):
        z = state.pre_activations(layer, centers)
        zero = np.abs(z) <= ZERO * np.abs(z).max(initial=0)
        layers.append(np.where(zero, "0", np.where(z > 0, "+", MINUS)))
    return [["".join(signs[tile]) for signs in layers] for tile in range(tessellation.tile_count)]


def _signs(tessellation: Tessellation, state: SequentialState) -> WireSigns:
    largest_first = np.argsort(-tessellation.areas(), kind="stable")
    signs = sign_vectors(tessellation, state)
    return {
        "points": encode(in_window(tessellation, tessellation.centroids()[largest_first]).astype(np.float32)),
        "texts": ["\n".join(signs[tile]) for tile in largest_first.tolist()],
    }


def _diagram(tessellation: Tessellation, layer: int, tile: int) -> WireDiagram | str:
    """The power diagram of the layer within one tile of the layers before, or why there is none."""
    cells = np.arange(tessellation.layer_tile_counts[layer])
    if layer:
        before = tessellation.ancestors(layer - 1)
        areas = np.bincount(before, tessellation.areas())
        parent = int(areas.argmax()) if tile < 0 else int(before[tile])
        cells = np.unique(tessellation.ancestors(layer)[before == parent])
    if len(cells) > MOST_CIRCLES:
        return f"Circles are drawn of at most {MOST_CIRCLES} cells, and there are {count(len(cells))}."
    diagram = centroids_and_radii(tessellation, layer)
    squared = diagram.slice_squared_radii[cells]
    u0, u1, _, _ = tessellation.slice.bounds
    return {
        "centers": encode(in_float32(in_window(tessellation, diagram.slice_centroids[cells]))),
        "radii": encode(in_float32(np.sqrt(np.abs(squared)) / (u1 - u0))),
        "imaginary": encode((squared < 0).astype(np.uint8)),
    }
