"""One number per tile, for coloring a tessellation and for statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, UInt8

from ..argument_types import check_type, wrong_type
from ..array_like import float64_array
from ..optional_package import optional_package
from .affine_maps import active_fractions, frobenius_norms, operator_norms
from .boundary_distance import nearest_boundary
from .class_scores import class_scores
from .decision_boundary import largest, tie_tolerance
from .patterns import layer_patterns
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
    scale : 'linear', 'log', 'class' or 'pattern'
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
    scale: Literal["linear", "log", "class", "pattern"]
    expensive: bool
    of: Callable[[Tessellation], Float64[np.ndarray, "tiles"]]
    zero: str = "0"
    group: str = ""
    of_classes: bool = False


def area(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Area of each tile in squared units of the slice."""
    return tessellation.areas()


def corners(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Number of corners, and of sides, of each tile."""
    return np.diff(tessellation.tile_offsets).astype(np.float64)


def slope(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """2-norm of each tile's gradient within the slice: the largest stretch of the map (u, v) -> outputs."""
    return stretches(tessellation.slopes())


def volume(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Volume factor of each tile: the ratio of its image's area to its own, sqrt(det(A' A)) within the slice.

    Where the model ends in a smooth function of each output by itself, its mean over the tile, as `Manifold` has it.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (10).
    """
    from .manifold import Manifold

    if tessellation.network.smooth_end is not None:
        return Manifold(tessellation).volume_factors
    return tessellation.singular_values().prod(1)


def predicted_class(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Index of the largest output in each tile's middle, the first of those that tie; 1 for a scalar output above 0."""
    scores = tile_scores(tessellation)
    return largest(scores, tie_tolerance(tessellation, scores)).astype(np.float64)


def confidence(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Softmax probability of the predicted class at each tile's middle, in 0..1."""
    scores = tile_scores(tessellation)
    return 1 / np.exp(scores - scores.max(1, keepdims=True)).sum(1)


def pattern_color(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """A whole number from 0 to 255 for each tile, hashed from its activation pattern: the same wherever that is met."""
    return pattern_colors(tessellation)[-1].astype(np.float64)


def pattern_colors(tessellation: Tessellation) -> UInt8[np.ndarray, "layers tiles"]:
    """The same of the pattern in the first layers alone, after each layer."""
    if not tessellation.network.layers:
        return np.zeros((1, tessellation.tile_count), np.uint8)
    # The highest byte, on which all others have an effect.
    return (layer_patterns(tessellation) >> np.uint64(56)).astype(np.uint8).T


def tile_scores(tessellation: Tessellation) -> npt.NDArray[np.float64]:
    """Scores (T, classes) at the mean of each tile's corners, exact since the network is affine there."""
    scores = class_scores(tessellation)[tessellation.tile_vertices]
    sizes = np.diff(tessellation.tile_offsets)
    return np.add.reduceat(scores, tessellation.tile_offsets[:-1], 0) / sizes[:, None]


def boundary_distance(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Distance of each tile's center from the decision boundary, in units of (u, v); infinite where there is none."""
    return nearest_boundary(tessellation, tessellation.centroids()).distances


def fiedler(tessellation: Tessellation) -> Float64[np.ndarray, "tiles"]:
    """Fiedler vector of the graph of tiles that share an edge: its signs tell the two parts that hold together least.

    References
    ----------
    Fiedler, Algebraic Connectivity of Graphs [fiedler1973algebraic].
    """
    return tessellation.dual_graph().fiedler_vector()


def named_measure(given: Any, called: str = "The measure") -> Measure:
    """The measure of a name, a measure itself, or one that a function computes.

    Raises
    ------
    TypeError, ValueError
        If it is none of these.
    """
    if isinstance(given, Measure):
        return given
    if isinstance(given, str) and given in TILE_MEASURES:
        return TILE_MEASURES[given]
    known = ", ".join(TILE_MEASURES)
    if isinstance(given, str):
        raise ValueError(f"{called} is {given!r}. It must be one of {known}. Pass one of these, or a function.")
    remedy = f"Name one of {known}, or pass a function of the tessellation."
    check_type(given, Callable, called, "a name or a function", remedy)  # type: ignore[arg-type]
    return Measure(getattr(given, "__name__", "measure").strip("<>"), "", "linear", True, given)


def measured(tessellation: Tessellation, given: Any) -> Float64[np.ndarray, "tiles"]:
    """One number for each tile, (T,); see `Tessellation.measure`."""
    measure = named_measure(given)
    values = float64_array(measure.of(tessellation), "values of the measure")
    if values.shape != (tessellation.tile_count,):
        raise ValueError(
            f"The measure {measure.label} has values of shape {values.shape}. It must have one for each of the "
            f"{tessellation.tile_count:,} tiles. Return an array (tiles,)."
        )
    if (nan := np.isnan(values)).any():
        raise ValueError(
            f"The measure {measure.label} is NaN on {nan.sum():,} tiles, the first of them {nan.argmax()}. Each tile "
            "needs a number. Return infinity or zero where there is none."
        )
    return values


def tile_frame(tessellation: Tessellation, measures: Iterable[Any] = ()) -> pandas.DataFrame:
    """One row per tile, as `Tessellation.to_frame` has them. Needs pandas."""
    pd = optional_package("pandas", "A table")
    centroids = tessellation.centroids()
    columns = {
        "u": centroids[:, 0],
        "v": centroids[:, 1],
        "area": tessellation.areas(),
        "corners": np.diff(tessellation.tile_offsets),
        "class": predicted_class(tessellation).astype(int),
        "slope": slope(tessellation),
    }
    columns |= measured_columns(tessellation, measures)
    return pd.DataFrame(columns).rename_axis("tile")


def measured_columns(tessellation: Tessellation, measures: Iterable[Any]) -> dict[str, npt.NDArray[np.float64]]:
    """The values of measures under their names; those of functions are called as these are."""
    if isinstance(measures, str) or not isinstance(measures, Iterable):
        raise wrong_type(measures, "measures", "a list of names and functions", "Put a single one into a list.")
    return {
        given if isinstance(given, str) else named_measure(given).label: measured(tessellation, given)
        for given in measures
    }


def layer_statistics(tessellation: Tessellation) -> pandas.DataFrame:
    """One row per layer: tiles after it, hyperplane pieces, their total length, units that cut. Needs pandas."""
    pd = optional_package("pandas", "A table")
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
    "volume": Measure("Volume factor √det(AᵀA)", "", "log", False, volume, "no volume"),
    "area": Measure("Tile area", "slice units²", "log", False, area),
    "class": Measure("Predicted class", "", "class", False, predicted_class, of_classes=True),
    "active": Measure("Active units", "share", "linear", True, active_fractions),
}
# Beside those, which a sampled window has, too, what only tiles have.
TILE_MEASURES: dict[str, Measure] = {
    **MEASURES,
    "frobenius": Measure("‖A‖_F, Frobenius norm of the tile's affine map", "", "log", True, frobenius_norms),
    "confidence": Measure("Probability of the predicted class", "", "linear", False, confidence, of_classes=True),
    "distance": Measure(
        "Distance from the decision boundary", "slice units", "linear", False, boundary_distance, of_classes=True
    ),
    "corners": Measure("Corners", "", "linear", False, corners),
    "pattern": Measure("Activation pattern", "", "pattern", False, pattern_color),
    "fiedler": Measure("Fiedler vector of the graph of tiles", "", "linear", True, fiedler),
}
