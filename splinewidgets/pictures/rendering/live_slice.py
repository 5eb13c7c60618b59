"""A slice as the engine of a page takes it, which then answers in the place of Python."""

from __future__ import annotations

import math

import numpy as np

from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.pictures.rendering.engine_program import engine_program
from splinewidgets.pictures.rendering.predictions import Predictions
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.live import WireLive, WireLiveMeasure, WireLiveSamples

# Numbers of data that a page carries: two megabytes.
MOST_NUMBERS = 500_000
# js/src/live/tile_measures.ts has these, and single outputs.
KNOWN = ("slope", "volume", "area", "corners", "class", "confidence")


def live_slice(given: ExplorerInput, scene: Scene, color_by: str, cutoff: float | None) -> WireLive:
    """The network and the plane of an explorer, with the data where they are not too many.

    Parameters
    ----------
    given, scene
        What the explorer works with, and what is on its screen.
    color_by : str
        The measure that is on the screen.
    cutoff : float or None
        Distance from which on data are not drawn.

    Raises
    ------
    ValueError
        If the page's engine does not know the measure, or what the network ends in, is made of, or is limited to.
    UnsupportedOperation
        If it does not carry out one of the network's operations, naming it.
    """
    network = given.network
    if network.smooth_end is not None:
        raise ValueError(f"The network ends in {network.smooth_end}. The page's engine has affine ends alone.")
    if network.approximations:
        raise ValueError("Smooth activations are replaced by chords. Their error is stated by Python alone.")
    if scene.domain is not None:
        raise ValueError("The inputs are limited to a domain. The page's engine has windows without one.")
    measures = {name: each for name, each in given.measures.items() if name.split()[0] in (*KNOWN, "output")}
    if color_by not in measures:
        raise ValueError(f"Tiles are colored by {color_by!r}. The page's engine knows {', '.join(measures)}.")
    plane = scene.slice
    live: WireLive = {
        "program": engine_program(network),
        "origin": encode(plane.origin.reshape(-1).numpy()),
        "axes": encode(plane.axes.reshape(2, -1).numpy()),
        "home": list(plane.bounds),
        "margin": scene.margin,
        "measures": [_measure(name, each) for name, each in measures.items()],
    }
    if given.samples is not None and given.samples.inputs.size <= MOST_NUMBERS:
        live["samples"] = _samples(given, given.samples, cutoff)
    if given.data_map is not None:
        live["map"] = {"mean": encode(given.data_map.mean), "components": encode(given.data_map.components)}
    if given.layout is not None:
        numbers = np.arange(math.prod(network.input_shape)).reshape(1, *network.input_shape)
        order = given.layout.pixels(numbers)[0].astype(np.uint32)
        live["image"] = {"shape": given.layout.shape, "order": encode(order), "range": list(given.gray_range)}
    return live


def _measure(name: str, measure: Measure) -> WireLiveMeasure:
    return {"name": name, "label": measure.label, "unit": measure.unit, "scale": measure.scale, "zero": measure.zero}


def _samples(given: ExplorerInput, samples: Samples, cutoff: float | None) -> WireLiveSamples:
    rows = np.arange(len(samples.inputs))
    missed = Predictions(samples).missed(given.network, rows) if given.predicts else np.zeros(len(rows), bool)
    return {
        "inputs": encode(in_float32(samples.inputs.reshape(len(rows), -1))),
        "labels": encode(samples.labels),
        "missed": encode(missed.astype(np.uint8)),
        "cutoff": cutoff,
    }
