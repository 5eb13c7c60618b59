"""The dual graph of a tessellation for networkx."""

from __future__ import annotations

from typing import Any

from ..optional_package import optional_package
from .tiles import Tiles


def networkx_graph(tiles: Tiles) -> Any:
    """The graph; see `Tessellation.to_networkx`."""
    networkx = optional_package("networkx", "to_networkx")
    dual, graph = tiles.dual_graph(), networkx.Graph()
    nodes = zip(tiles.centroids().tolist(), tiles.areas().tolist(), strict=True)
    graph.add_nodes_from((tile, {"u": u, "v": v, "area": area}) for tile, ((u, v), area) in enumerate(nodes))
    edges = zip(dual.pairs.tolist(), dual.layer.tolist(), dual.unit.tolist(), dual.lengths.tolist(), strict=True)
    graph.add_edges_from((a, b, {"layer": i, "unit": k, "length": length}) for (a, b), i, k, length in edges)
    return graph
