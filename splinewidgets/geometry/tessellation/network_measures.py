"""Measures of one output of a network, and of one of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float64

from .measures import Measure

if TYPE_CHECKING:
    from ..network.network import Network
    from .tessellation import Tessellation


def network_measures(
    network: Network, layer_names: Sequence[str], output_names: Sequence[str] = ()
) -> dict[str, Measure]:
    """The measures `"output 0"`, one for each output, and `"active 0"`, one for each layer whose units are on or off.

    Parameters
    ----------
    network
    layer_names
        Labels of the network's layers.
    output_names
        Labels of its outputs; their numbers where there are none.
    """
    outputs = int(np.prod(network.output_shape))
    names = list(output_names) if len(output_names) == outputs else [str(i) for i in range(outputs)]
    found = {
        f"output {i}": Measure(f"Output {name}", "", "linear", False, partial(output, index=i), group="Outputs")
        for i, name in enumerate(names)
    }
    for i, (layer, name) in enumerate(zip(network.layers, layer_names, strict=True)):
        if layer.windows is None:
            of = partial(units_of_layer, layer=i)
            found[f"active {i}"] = Measure(f"Active units of {name}", "units", "linear", True, of, group="Layers")
    return found


def output(tessellation: Tessellation, index: int) -> Float64[np.ndarray, "tiles"]:
    """One output at the mean of each tile's corners, exact since the network is affine there."""
    outputs = tessellation.outputs.detach().reshape(len(tessellation.vertices), -1)[:, index].cpu().double().numpy()
    sizes = np.diff(tessellation.tile_offsets)
    sums = np.add.reduceat(outputs[tessellation.tile_vertices], tessellation.tile_offsets[:-1])
    return np.asarray(sums / sizes, np.float64)


def units_of_layer(tessellation: Tessellation, layer: int) -> Float64[np.ndarray, "tiles"]:
    """Number of units of a layer that are positive on each tile."""
    return tessellation.active_units()[:, layer].astype(np.float64)
