"""A network as the program that the engine in a page carries out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.network.lowered_network import (
    AffineStep,
    BendStep,
    LargerStep,
    LoweredStep,
    MaximaStep,
    SparseMatrix,
    TakeStep,
    Term,
)
from splinewidgets.geometry.network.lowering import lowered
from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.arrays import WireArray
from splinewidgets.pictures.wire_types.engine import (
    WireEngineAffine,
    WireEnginePiecewise,
    WireEngineProgram,
    WireEngineStep,
    WireEngineTerm,
)

# Of what `wire_types.engine` declares; js/src/engine/program.ts reads the same.
VERSION = 1


def engine_program(network: Network) -> WireEngineProgram:
    """The program of a network.

    Raises
    ------
    UnsupportedOperation
        If the engine does not carry out one of its operations, naming it.
    ValueError
        If it is too large for a page.
    """
    steps = lowered(network)
    return {
        "version": VERSION,
        "input_shape": list(network.input_shape),
        "output_shape": list(network.output_shape),
        "layers": [
            {"name": layer.name, "operation": layer.operation, "units": layer.units} for layer in network.layers
        ],
        "widths": list(steps.widths),
        "steps": [_step(step) for step in steps.steps],
        "output": steps.output,
    }


def _step(step: LoweredStep) -> WireEngineStep:
    if isinstance(step, AffineStep):
        affine: WireEngineAffine = {"kind": "affine", "out": step.out, "terms": [_term(term) for term in step.terms]}
        if step.bias is not None:
            affine["bias"] = _numbers(step.bias)
        return affine
    if isinstance(step, TakeStep):
        return {"kind": "take", "of": step.of, "out": step.out, "entries": _indices(step.entries)}
    of, out, layer = step.of, step.out, step.layer
    if isinstance(step, BendStep):
        above, below = _numbers(step.above), _numbers(step.below)
        return {"kind": "bend", "of": of, "out": out, "layer": layer, "above": above, "below": below}
    if isinstance(step, LargerStep):
        return {"kind": "larger", "of": of, "other": step.other, "out": out, "layer": layer, "sign": step.sign}
    if isinstance(step, MaximaStep):
        entries = _indices(step.entries)
        return {"kind": "maxima", "of": of, "out": out, "layer": layer, "entries": entries, "sign": step.sign}
    places, values, ends = _numbers(step.places), _numbers(step.values), _numbers(step.ends)
    points: WireEnginePiecewise = {
        "kind": "piecewise",
        "of": of,
        "out": out,
        "layer": layer,
        "places": places,
        "values": values,
        "ends": ends,
    }
    return points


def _term(term: Term) -> WireEngineTerm:
    if not isinstance(term.matrix, SparseMatrix):
        return {"of": term.of, "weight": _numbers(term.matrix)}
    return {
        "of": term.of,
        "starts": _indices(term.matrix.starts),
        "columns": _indices(term.matrix.columns),
        "weights": _numbers(term.matrix.weights),
    }


def _numbers(array: npt.NDArray[np.float64]) -> WireArray:
    """In half the bytes where nothing is lost, as of weights that were float32."""
    with np.errstate(over="ignore"):
        short = array.astype(np.float32)
    return encode(short if np.array_equal(short, array) else array)


def _indices(array: npt.NDArray[Any]) -> WireArray:
    return encode(array.astype(np.uint32))
