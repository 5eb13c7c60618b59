"""One number per tile, for coloring a tessellation and for statistics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64

from .affine_maps import active_fractions, frobenius_norms, operator_norms
from .boundary_distance import tile_distances
from .class_scores import class_scores
from .decision_boundary import largest, tie_tolerance
from .slopes import stretches

if TYPE_CHECKING:
    import pandas

    from .tessellation import Tessellation


@dataclass(frozen=True)
class Measure:
    """Measure of tiles: a number for each, and its display.

    Attributes
    ----------
    label, unit : str
        Text for a color bar.
    scale : 'linear', 'log' or 'class'
    expensive : bool
        Whether it evaluates the network again; then a widget computes it after the picture is up.
    of : callable
        Tessellation -> (T,) float64.
    zero : str
        What a value of zero means, which has no place on a logarithmic scale.
    group : str
        Heading in a menu; empty for those of every network.
    of_classes : bool
        Whether outputs must be scores of classes.

    Examples
    --------
    >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    >>> MEASURES["area"].of(quadrants)
    array([1., 1., 1., 1.])
    """

    label: str
    unit: str
    scale: Literal["linear", "log", "class"]
    expensive: bool
    of: Callable[[Tessellation], Float64[np.ndarray, "tiles"]]
    zero: str = "0"
    group: str = ""
    of_classes: bool = False


def area(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Area of each tile in squared units of the slice."""
    return tessellation.areas()


def slope(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """2-norm of each tile's gradient within the slice: the largest stretch of the map (u, v) -> outputs."""
    return stretches(tessellation.slopes())


def volume(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Volume factor of each tile: the ratio of its image's area to its own, sqrt(det(A' A)) within the slice.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (10).
    """
    return tessellation.singular_values().prod(1)


def predicted_class(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Index of the largest output in each tile's middle, the first of those that tie; 1 for a scalar output above 0."""
    scores = tile_scores(tessellation)
    return largest(scores, tie_tolerance(tessellation, scores)).astype(np.float64)


def confidence(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Softmax probability of the predicted class at each tile's middle, in 0..1."""
    scores = tile_scores(tessellation)
    return 1 / np.exp(scores - scores.max(1, keepdims=True)).sum(1)


def boundary_distance(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Distance of each tile from the decision boundary, in units of the slice: 0 for one that it crosses or touches.

    That of the tile's nearest point, within the window; NaN where there is no boundary.
    """
    distances = tile_distances(tessellation)
    return np.where(np.isfinite(distances), distances, np.nan)


def tile_scores(tessellation: Tessellation) -> npt.NDArray[np.float64]:
    """Scores (T, classes) at the mean of each tile's corners, exact since the network is affine there."""
    scores = class_scores(tessellation)[tessellation.tile_vertices]
    sizes = np.diff(tessellation.tile_offsets)
    return np.add.reduceat(scores, tessellation.tile_offsets[:-1], 0) / sizes[:, None]


def tile_frame(tessellation: Tessellation) -> pandas.DataFrame:
    """One row per tile, as `Tessellation.to_frame` has them. Needs pandas."""
    import pandas as pd

    centroids = tessellation.centroids()
    return pd.DataFrame(
        {
            "u": centroids[:, 0],
            "v": centroids[:, 1],
            "area": tessellation.areas(),
            "corners": np.diff(tessellation.tile_offsets),
            "class": predicted_class(tessellation).astype(int),
            "slope": slope(tessellation),
        }
    ).rename_axis("tile")


def layer_statistics(tessellation: Tessellation) -> pandas.DataFrame:
    """One row per layer: tiles after it, hyperplane pieces, their total length, units that cut. Needs pandas."""
    import pandas as pd

    ends = tessellation.vertices[tessellation.edges]
    lengths = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    rows = []
    for i, layer in enumerate(tessellation.network.layers):
        mine = tessellation.edge_layer == i
        rows.append(
            {
                "layer": layer.name,
                "units": layer.units,
                "units that cut": len(np.unique(tessellation.edge_unit[mine])),
                "pieces": int(mine.sum()),
                "length": float(lengths[mine].sum()),
                "tiles": tessellation.layer_tile_counts[i],
            }
        )
    return pd.DataFrame(rows)


MEASURES: dict[str, Measure] = {
    "slope": Measure("Slope within the slice", "", "log", False, slope),
    "norm": Measure("‖A‖₂, norm of the tile's affine map", "", "log", True, operator_norms),
    "frobenius": Measure("‖A‖_F, Frobenius norm of the tile's map", "", "log", True, frobenius_norms),
    "volume": Measure("Volume factor √det(AᵀA)", "", "log", False, volume, "no volume"),
    "area": Measure("Tile area", "slice units²", "log", False, area),
    "class": Measure("Predicted class", "", "class", False, predicted_class, of_classes=True),
    "boundary": Measure(
        "Distance to the decision boundary", "slice units", "linear", False, boundary_distance, of_classes=True
    ),
    "active": Measure("Active units", "share", "linear", True, active_fractions),
}
