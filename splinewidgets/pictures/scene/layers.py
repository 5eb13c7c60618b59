"""The layers of a network: their names, those whose hyperplanes are drawn, and how many of them have cut."""

from __future__ import annotations

from typing import Any

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.program.layer import Layer
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.wire_types.explorer import WireLayer


def read_layers(given: Any, count: int) -> list[int]:
    """Indices of layers, each once."""
    layers = plain_values.wholes(given, "visible_layers", "indices of layers, whole numbers", "Pass a list of them.")
    if any(not 0 <= i < count for i in layers):
        raise ValueError(
            f"visible_layers is {layers}. The network has layers 0 to {count - 1}. Pass indices among these."
        )
    return sorted(set(layers))


def read_depth(given: Any, count: int) -> int | None:
    """How many layers have cut, or None for all of them."""
    if given is None:
        return None
    wanted = f"a whole number from 1 to {count}, as many layers as have cut"
    depth = plain_values.whole(given, "depth", wanted, "Pass None for all layers.")
    if not 1 <= depth <= count:
        raise ValueError(f"depth is {depth}. It must be {wanted}. Pass None for all layers.")
    return depth


def layer_name(index: int, layer: Layer) -> str:
    """Label of a layer on the screen; a module that has only a number gets its operation's name."""
    return f"{layer.operation} {index + 1}" if layer.name.isdigit() else layer.name


def layers_trait(network: Network) -> list[WireLayer]:
    """The `layers` trait: name and units of each layer of a network."""
    return [{"name": layer_name(i, layer), "units": layer.units} for i, layer in enumerate(network.layers)]
