"""The affine splines of a network's outputs along a segment, as a page draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.smooth.approximation_error import stated
from splinewidgets.geometry.tessellation.class_scores import class_scores
from splinewidgets.geometry.tessellation.segment_tessellation import SegmentTessellation
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.segment import WireSegment

Floats = npt.NDArray[np.float64]

# As many lines as the eye follows; there are colors for no more.
MOST_DRAWN = 10


def segment_picture(
    line: SegmentTessellation,
    ends: Sequence[Sequence[float]],
    names: Sequence[str],
    classified: bool,
    chosen: Sequence[int] | None,
) -> WireSegment:
    """All that is drawn of a tessellated segment.

    Parameters
    ----------
    line, ends
        The segment, and its ends in (u, v).
    names
        Of all outputs.
    classified
        Whether they are scores of classes.
    chosen
        Which are drawn; None for all, or where these are too many for those that lead somewhere, then the largest.
    """
    values, length = rows_of(line.outputs).T, line.segment.length()
    classes = classes_along(line) if classified else []
    drawn = leading(values, classes) if chosen is None else list(chosen)
    positions = length * line.ends
    crossings = [(row, at) for row, output in enumerate(drawn) for at in sign_changes(positions, values[output])]
    few = "" if len(drawn) == len(values) else f"{len(drawn)} of {count(len(values))} outputs"
    if few and chosen is None:
        few += ": those that lead somewhere, then the largest" if classified else ": the largest"
    return {
        "ends": [list(end) for end in ends],
        "length": length,
        "positions": encode(positions),
        "layers": encode(line.layer.astype(np.uint16)),
        "outputs": drawn,
        "names": [names[output] for output in drawn],
        "values": encode(np.ascontiguousarray(values[drawn])),
        "zeros": encode(np.array(crossings, np.float64).reshape(-1, 2)),
        "changes": encode(length * line.decision_changes().t if classified else np.empty(0)),
        "classes": classes,
        "chosen": few,
    }


def segment_status(line: SegmentTessellation, classified: bool, sampled: bool) -> str:
    """What there is along it, in words."""
    pieces, length = line.piece_count, number(line.segment.length())
    parts = [f"{count(pieces)} affine piece{'s' * (pieces != 1)} on a segment of length {length}"]
    if classified:
        changes = len(line.decision_changes().t)
        parts.append(f"{count(changes)} change{'s' * (changes != 1)} of class")
    if sampled:
        parts.append("exact, though the slice is sampled here")
    return ", ".join([*parts, *stated(line.approximations)])


def classes_along(line: SegmentTessellation) -> list[int]:
    """The predicted class before each change of it, and after the last."""
    pairs = line.decision_changes().classes
    if len(pairs):
        return [int(pairs[0, 0]), *pairs[:, 1].tolist()]
    # Of two that tie at an end, the one that leads within.
    return [int(class_scores(line).mean(0).argmax())]


def leading(values: Floats, classes: Sequence[int]) -> list[int]:
    """The outputs (C, P) to draw, ascending: all, or those of the classes and then the largest."""
    total = len(values)
    if total <= MOST_DRAWN:
        return list(range(total))
    ranked = [*dict.fromkeys(classes), *np.argsort(-values.max(1), kind="stable").tolist()]
    return sorted(list(dict.fromkeys(ranked))[:MOST_DRAWN])


def sign_changes(positions: Floats, values: Floats) -> list[float]:
    """Where a piecewise affine function changes its sign; of a stretch of zeros its start."""
    there = np.flatnonzero(values)
    before, after = there[:-1], there[1:]
    crossing = (values[before] > 0) != (values[after] > 0)
    before, after = before[crossing], after[crossing]
    share = values[before] / (values[before] - values[after])
    between = positions[before] + share * (positions[after] - positions[before])
    return np.where(after == before + 1, between, positions[before + 1]).tolist()
