"""The quantities that an inspector tells, each with one sentence that says what it is, and its formula."""

from __future__ import annotations

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.scene.measures import OF_OUTPUTS
from splinewidgets.pictures.wire_types.inspection import WireTerm

# By their names: label and meaning.
TERMS = {
    "x": (
        "x",
        "The input in the middle of the tile, the mean of its corners: x = origin + u axis₁ + v axis₂.",
    ),
    "class": ("Class", "The class with the largest score at x, and how far it is ahead of the next: argmaxᵢ fᵢ(x)."),
    "scores": ("Outputs", "What the network returns at x, one number for each output: f(x) = A x + c."),
    "A": ("A", "By what the network multiplies every input of the tile, one row for each output: Aᵢⱼ = ∂fᵢ/∂xⱼ."),
    "c": ("c", "What the network adds on the tile, one number for each output: c = f(x) − A x."),
    "confidence": ("Confidence", "The softmax probability of the predicted class at x: max exp fᵢ(x) / Σⱼ exp fⱼ(x)."),
    "norm": ("‖A‖₂", "The most that a step in input space is stretched: ‖A‖₂ = max ‖A d‖ over steps d of length 1."),
    "frobenius": ("‖A‖ Frobenius", "The size of all entries of A together: ‖A‖ = √(Σᵢⱼ Aᵢⱼ²)."),
    "slope": (
        "Slope in the slice",
        "The most that a step within the slice is stretched: max ‖∇f · d‖ over d = (du, dv).",
    ),
    "volume": ("Volume factor", "How much larger the tile's image is than the tile: √det(AᵀA) within the slice."),
    "area": ("Area", "How much of the slice the tile covers, in units of u times units of v: ∬ du dv."),
    "log_area": ("log₁₀ area", "The power of ten of the area, by which tiles of all sizes compare: log₁₀ ∬ du dv."),
    "sides": ("Sides", "How many sides, and corners, the tile has: the rows of { p : aₖ · p ≤ bₖ }, p = (u, v)."),
    "distance": (
        "To the boundary",
        "From the tile's center of mass m to the nearest point b of the slice where two classes tie: min ‖m − b‖.",
    ),
    "active": (
        "Active units",
        "How many units of a layer are positive on the tile, of all it has: #{ k : zₖ(x) > 0 }.",
    ),
    "separating": (
        "Separating units",
        "Units that are in another state on one tile than on the other: { k : sign zₖ(x) ≠ sign zₖ(x′) }.",
    ),
    "path": ("Path", "The fewest steps from tile to tile over shared sides: a shortest path in the dual graph."),
}
# Where the network is the change between two, A - A'.
OF_CHANGE = {
    "class": (
        "Grew most",
        "The class whose score grew most at x, and how far ahead of the next: argmaxᵢ (fᵢ − f′ᵢ)(x).",
    ),
    "norm": ("‖A − A′‖₂", "The most that the change of the map stretches a step: max ‖(A − A′) d‖ over d of length 1."),
}
# At a point of a sampled window there is no tile.
AT_POINT = {
    "x": ("x", "The input under the pointer, at which the network is asked: x = origin + u axis₁ + v axis₂."),
    "A": ("A", "By what the network multiplies inputs near x, one row for each output: Aᵢⱼ = ∂fᵢ/∂xⱼ, exact at x."),
    "c": ("c", "What the network adds near x, one number for each output: c = f(x) − A x."),
    "active": ("Active units", "How many units of a layer are positive at x, of all that it has: #{ k : zₖ(x) > 0 }."),
}


def left_out(shown: Rendered) -> str | None:
    """The end of the model that a picture's network leaves out, such as softmax, in words; None where it has all."""
    network = shown.network if isinstance(shown, RenderedSamples) else shown.tessellation.network
    return None if network.dropped is None else str(network.smooth_end or network.dropped)


# What measures of one's own are grouped as.
OWN = "Own"


def terms(shown: Rendered, of_classes: bool) -> list[WireTerm]:
    """All quantities that are told of a picture, in the order in which they are told."""
    of_change, sampled = shown.of_change, bool(shown.sampled)
    said = {**TERMS, **(OF_CHANGE if of_change else {}), **(AT_POINT if sampled else {})}
    if of_classes:
        said["scores"] = ("Scores", said["scores"][1].replace("one number for each output", "a score for each class"))
    if (end := left_out(shown)) is not None:
        said["scores"] = (
            said["scores"][0],
            said["scores"][1].replace("What the network returns at x", f"What goes into the {end} at x"),
        )
        said |= {
            name: (f"{label}, before {end}", meaning)
            for name, (label, meaning) in said.items()
            if name in ("scores", "A", "c") or name in OF_OUTPUTS
        }
    for name, measure in shown.measures.items():
        if measure.group == OWN:
            said[name] = (measure.label, f"A measure of your own, one number for each tile: measures[{name!r}].")
    return [{"name": name, "label": label, "meaning": meaning} for name, (label, meaning) in said.items()]
