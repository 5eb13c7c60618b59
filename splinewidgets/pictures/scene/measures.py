"""Measures that an explorer can color by: of every network, of this one's outputs and layers, and of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Float64

from splinewidgets.geometry.complexity.tile_complexity import RADIUS_SHARE, tile_complexity
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.measures import TILE_MEASURES, Measure, measured
from splinewidgets.geometry.tessellation.network_measures import network_measures
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.wire_types.explorer import WireMeasure

# Beside those that `Tessellation.measure` has by name.
COMPLEXITY = Measure(
    f"Local complexity, r = {RADIUS_SHARE:.0%} of the window", "units", "linear", True, tile_complexity
)

# A menu has so many outputs at most; others are chosen in Python.
MOST_OUTPUTS_LISTED = 32

# These, and those of single outputs, are of the affine maps, without a smooth end.
OF_OUTPUTS = ("slope", "norm", "frobenius")

WANTED = "It takes a tessellation and returns one number for each tile."


class MeasureFailed(ValueError):
    """A measure of the user's own raised, or returned something else than a number for each tile."""


def measures_of(
    network: Network, layer_names: Sequence[str], class_names: Sequence[str], own: Mapping[str, Measure]
) -> dict[str, Measure]:
    """All measures by their names: where there are no classes, none is predicted and there is no boundary."""
    general = {name: measure for name, measure in TILE_MEASURES.items() if class_names or not measure.of_classes}
    known = {**general, "complexity": COMPLEXITY, **network_measures(network, layer_names, class_names)}
    if network.smooth_end is not None:
        before = f", before {network.smooth_end}"
        known |= {
            name: replace(known[name], label=known[name].label + before)
            for name in known
            if name in OF_OUTPUTS or name.startswith("output ")
        }
    return {**known, **own}


def listed(measures: Mapping[str, Measure]) -> list[WireMeasure]:
    """The menu of measures."""
    entries: list[WireMeasure] = []
    outputs = 0
    for name, measure in measures.items():
        outputs += name.startswith("output ")
        if name.startswith("output ") and outputs > MOST_OUTPUTS_LISTED:
            continue
        entry: WireMeasure = {"name": name, "label": measure.label}
        entries.append({**entry, "group": measure.group} if measure.group else entry)
    return entries


def read_measure(given: Any, known: Mapping[str, Measure]) -> str:
    """The name of a measure."""
    if not isinstance(given, str) or given not in known:
        raise ValueError(f"color_by is {given!r:.80}. There are {_named(known)}. Pass one of these names.")
    return str(given)


def _named(known: Mapping[str, Measure]) -> str:
    """The names of measures, those of one group in short."""
    names: list[str] = []
    for name, measure in known.items():
        short = f"'{name.split()[0]} 0', ..." if measure.group in ("Outputs", "Layers") else name
        if short not in names:
            names.append(short)
    return ", ".join(names)


def read_own_measures(given: Any) -> dict[str, Measure]:
    """Measures of the user's own, from functions by their names.

    Raises
    ------
    TypeError, ValueError
        If it is no mapping from names to functions or to `Measure`, or a name is taken.
    """
    if given is None:
        return {}
    remedy = "Pass {'my measure': function}."
    if not isinstance(given, Mapping):
        raise TypeError(f"measures is {given!r:.80}. It must be a dict of functions by their names. {remedy}")
    return {name: _read_one(name, function, remedy) for name, function in given.items()}


def _read_one(name: Any, function: Any, remedy: str) -> Measure:
    if not isinstance(name, str) or not (isinstance(function, Measure) or callable(function)):
        raise TypeError(f"measures has {function!r:.80} by the name {name!r}. {WANTED} {remedy}")
    if name in (*TILE_MEASURES, "complexity") or name.split(" ")[0] in ("output", "active"):
        raise ValueError(
            f"measures has one by the name {name!r}. That is the name of another. Choose a name of its own."
        )
    measure = function if isinstance(function, Measure) else Measure(name, "", "linear", True, function)
    return replace(measure, expensive=True, of=partial(_values, name, measure), group="Own")


def _values(name: str, measure: Measure, tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """What the function returns, or `MeasureFailed` in words."""
    try:
        given = measure.of(tessellation)
    except Exception as failure:
        what = f"{type(failure).__name__}: {failure}"
        cure = "Mend the function, or color by another measure."
        raise MeasureFailed(f"The measure {name!r} raised {what}. {WANTED} {cure}") from failure
    try:
        return measured(tessellation, replace(measure, of=lambda _: given))
    except (TypeError, ValueError) as failure:
        raise MeasureFailed(str(failure)) from failure
