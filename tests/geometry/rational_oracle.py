"""A slow, obvious tessellation in exact rational arithmetic: split every polygon by every unit, one after the other.

Independent of the package: no tolerance, no half-edges, no torch. For small networks on a plane, given as a list of
steps over integers and Fractions:

    ("affine", W, b)        x -> W x + b
    ("knot", slopes)        unit k becomes x where it is positive and slopes[k] x elsewhere
    ("max", entries)        unit k becomes the largest of the values at entries[k]
    ("save",), ("add",)     remember x; add what was remembered last
"""

from __future__ import annotations

import math
from fractions import Fraction


def perceptron(layers):
    """The steps of a ReLU perceptron with layers (W, b), the last of which is affine."""
    steps = []
    for weight, bias in layers:
        steps += [("affine", weight, bias), ("knot", [0] * len(bias))]
    return steps[:-1]


def rectangle(bounds):
    """The counter-clockwise polygon of a window (u_min, u_max, v_min, v_max)."""
    u0, u1, v0, v1 = bounds
    return [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]


def _evaluate(form, point):
    return form[0] * point[0] + form[1] * point[1] + form[2]


def _split(polygon, form):
    """The parts of a convex polygon where an affine form is >= 0 and <= 0; None for a part without interior."""
    values = [_evaluate(form, p) for p in polygon]
    if all(v >= 0 for v in values):
        return polygon, None
    if all(v <= 0 for v in values):
        return None, polygon
    above, below = [], []
    for (p, at_p), (q, at_q) in zip(
        zip(polygon, values, strict=True),
        zip(polygon[1:] + polygon[:1], values[1:] + values[:1], strict=True),
        strict=True,
    ):
        if at_p >= 0:
            above.append(p)
        if at_p <= 0:
            below.append(p)
        if at_p * at_q < 0:
            t = at_p / (at_p - at_q)
            cut = (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)
            above.append(cut)
            below.append(cut)
    return above, below


def area(polygon) -> Fraction:
    """Area of a counter-clockwise polygon."""
    following = polygon[1:] + polygon[:1]
    return sum((p[0] * q[1] - p[1] * q[0] for p, q in zip(polygon, following, strict=True)), Fraction(0)) / 2


def width(polygon) -> float:
    """About how narrow a polygon is: twice its area over its diameter, the height of a triangle."""
    corners = [(float(u), float(v)) for u, v in polygon]
    return 2 * float(area(polygon)) / max(math.dist(p, q) for p in corners for q in corners)


def _affine(weight, bias, forms):
    rows = []
    for row, b in zip(weight, bias, strict=True):
        terms = [(Fraction(w), form) for w, form in zip(row, forms, strict=True) if w]
        sums = [sum((w * form[k] for w, form in terms), Fraction(0)) for k in range(3)]
        rows.append((sums[0], sums[1], sums[2] + Fraction(b)))
    return rows


def _knot(slopes, polygon, forms):
    """The parts of a polygon by all units, each with the units' new forms on it."""
    parts = [(polygon, [])]
    for slope, unit in zip(slopes, forms, strict=True):
        split = []
        for part, done in parts:
            above, below = _split(part, unit)
            if above is not None:
                split.append((above, [*done, unit]))
            if below is not None:
                split.append((below, [*done, tuple(Fraction(slope) * x for x in unit)]))
        parts = split
    return parts


def _largest(entries, polygon, forms):
    """The parts of a polygon on which each unit's largest entry is one and the same form."""
    parts = [(polygon, [])]
    for unit in entries:
        candidates = list(dict.fromkeys(forms[i] for i in unit))
        split = []
        for part, done in parts:
            for form in candidates:
                above = part
                for other in candidates:
                    if above is not None and other != form:
                        above, _ = _split(above, tuple(a - b for a, b in zip(form, other, strict=True)))
                if above is not None:
                    split.append((above, [*done, form]))
        parts = split
    return parts


def tessellate(steps, polygon):
    """Polygons of the tessellation of a convex counter-clockwise polygon."""
    return [polygon for polygon, _ in tiles(steps, polygon)]


def tiles(steps, polygon):
    """The same, each polygon with the affine forms (a, b, c) of the outputs a u + b v + c on it."""
    zero, one = Fraction(0), Fraction(1)
    # Each tile carries its polygon, the affine forms of the current values on it, and those that were saved.
    found = [([(Fraction(u), Fraction(v)) for u, v in polygon], [(one, zero, zero), (zero, one, zero)], [])]
    for name, *arguments in steps:
        if name == "affine":
            found = [(part, _affine(*arguments, forms), saved) for part, forms, saved in found]
        elif name == "knot":
            found = [(p, f, saved) for part, forms, saved in found for p, f in _knot(*arguments, part, forms)]
        elif name == "max":
            found = [(p, f, saved) for part, forms, saved in found for p, f in _largest(*arguments, part, forms)]
        elif name == "save":
            found = [(part, forms, [*saved, forms]) for part, forms, saved in found]
        elif name == "add":
            found = [
                (
                    part,
                    [tuple(map(sum, zip(a, b, strict=True))) for a, b in zip(forms, saved[-1], strict=True)],
                    saved[:-1],
                )
                for part, forms, saved in found
            ]
    return [(polygon, forms) for polygon, forms, _ in found]
