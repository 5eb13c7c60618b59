"""What is odd about the lines of a network, in words: units without one, and units that share one."""

from __future__ import annotations

import numpy as np

from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.scene.layers import layer_name

# Lines are one where the cosine between their (w, b) is so close to 1: the vectors differ by 1e-7 of their length.
SAME = 1e-14
# So many units of a kind are named.
MOST_NAMED = 3


def layer_names(tessellation: Tessellation) -> list[str]:
    """What the layers are called on the screen."""
    return [layer_name(i, layer) for i, layer in enumerate(tessellation.network.layers)]


def odd_lines(tessellation: Tessellation, state: SequentialState) -> list[str]:
    """Sentences about units whose w is zero, and about units of a layer that are zero at the same inputs."""
    told, names = [], layer_names(tessellation)
    for layer in range(len(state.slopes)):
        weights, bias = state.weights[layer], state.biases[layer]
        zero = np.flatnonzero(~weights.any(1)).tolist()
        if zero:
            told.append(f"No line, for w is 0: {_units(zero)} of {names[layer]}.")
        rows = np.concatenate([weights, bias[:, None]], 1)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float64).tiny)
        # Either way round they are zero at the same inputs.
        alike = np.triu(np.abs(rows @ rows.T) > 1 - SAME, 1) & weights.any(1)
        for first, second in np.argwhere(alike).tolist()[:MOST_NAMED]:
            told.append(f"Units {first} and {second} of {names[layer]} have one line.")
    return told


def _units(units: list[int]) -> str:
    named = ", ".join(map(str, units[:MOST_NAMED]))
    more = f" and {len(units) - MOST_NAMED} more" if len(units) > MOST_NAMED else ""
    return f"unit{'s' * (len(units) > 1)} {named}{more}"
