"""Outputs at the vertices: kept, or where they would not fit the memory, evaluated when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

if TYPE_CHECKING:
    from .decisions import Decisions

# Numbers within the network at once, and vertices; more are no faster.
NUMBERS, ROWS = 2**24, 1024


class KeptOutputs:
    """The field `outputs` of a tessellation; set to None, it is evaluated anew, whole, whenever somebody reads it."""

    def __get__(self, tessellation: Decisions | None, owner: Any = None) -> Tensor:
        if tessellation is None:
            raise AttributeError("outputs")  # so that the field has no default
        kept = kept_outputs(tessellation)
        return outputs_at_vertices(tessellation, np.arange(len(tessellation.vertices))) if kept is None else kept

    def __set__(self, tessellation: Decisions, outputs: Tensor | None) -> None:
        vars(tessellation)["_outputs"] = outputs


# It has no state of its own.
OUTPUTS = KeptOutputs()


def kept_outputs(tessellation: Decisions) -> Tensor | None:
    """The outputs at all vertices, if they are kept."""
    kept: Tensor | None = vars(tessellation)["_outputs"]
    return kept


def outputs_at_vertices(tessellation: Decisions, vertices: npt.NDArray[np.integer]) -> Tensor:
    """Outputs (n, *output_shape) at some vertices (n,): those that are kept, or evaluated a few at a time."""
    kept = kept_outputs(tessellation)
    if kept is not None:
        return kept[torch.from_numpy(np.asarray(vertices, np.int64)).to(kept.device)]
    network = tessellation.network
    at_once = max(1, min(ROWS, NUMBERS // network.memory_footprint.whole()))
    # Made first: small results between large passing ones would keep the memory of those from being used again.
    outputs = torch.empty((len(vertices), *network.output_shape), dtype=network.dtype, device=network.device)
    with torch.no_grad():
        for begin in range(0, len(vertices), at_once):
            uv = tessellation.vertices[vertices[begin : begin + at_once]]
            outputs[begin : begin + at_once] = network(tessellation.slice.embed(uv).to(network.device, network.dtype))
    return outputs
