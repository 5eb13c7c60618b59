"""Draw a tessellation with matplotlib, for papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..optional_package import optional_package
from .measures import measured, named_measure

if TYPE_CHECKING:
    import matplotlib.axes

    from .tessellation import Tessellation


# So many edges across the picture are drawn in full; where there are more they get thinner, to stay a texture.
EDGES_IN_FULL = 3000


def plot(
    tessellation: Tessellation, ax: matplotlib.axes.Axes | None, color_by: Any, limits: tuple[float, float] | None
) -> matplotlib.axes.Axes:
    """Tiles filled by a measure, hyperplanes thin, decision boundary red. Returns the axes. Needs matplotlib."""
    plt = optional_package("matplotlib.pyplot", "plot")
    from matplotlib.collections import LineCollection, PolyCollection
    from matplotlib.colors import LogNorm, Normalize

    measure = named_measure(color_by, "color_by")
    values = measured(tessellation, measure)
    if ax is None:
        ax = plt.gca()
    if measure.scale == "log" and (values > 0).any():
        norm: Normalize = LogNorm(*(limits or np.quantile(values[values > 0], [0.01, 0.99])))
    else:
        known = values[np.isfinite(values)] if np.isfinite(values).any() else np.zeros(1)
        norm = Normalize(*(limits or (float(known.min()), float(known.max()))))
    tiles = np.split(tessellation.vertices[tessellation.tile_vertices], tessellation.tile_offsets[1:-1])
    # Smoothed borders of neighbors would let the background through.
    fill = ax.add_collection(
        PolyCollection(tiles, array=values, norm=norm, cmap="viridis", edgecolors="none", antialiaseds=False)
    )
    inner = tessellation.edges[tessellation.edge_layer >= 0]
    width = 0.3 * min(1.0, (EDGES_IN_FULL / max(len(inner), 1)) ** 0.5)
    ax.add_collection(LineCollection(list(tessellation.vertices[inner]), colors="k", linewidths=width, alpha=0.4))
    boundary = tessellation.decision_boundary().segments
    ax.add_collection(LineCollection(list(boundary), colors="#d62728", linewidths=1.5, capstyle="round"))
    label = f"{measure.label} ({measure.unit})" if measure.unit else measure.label
    ax.figure.colorbar(fill, ax=ax, label=label, fraction=0.046, pad=0.03)
    u0, u1, v0, v1 = tessellation.slice.bounds
    ax.set(xlim=(u0, u1), ylim=(v0, v1), xlabel="u", ylabel="v", aspect="equal")
    return ax
