"""A slow, obvious tessellation in exact rational arithmetic: split every polygon by every unit, one after the other.

Independent of the package: no tolerance, no half-edges, no torch. For small multilayer perceptrons on a plane.
"""

from __future__ import annotations

from fractions import Fraction


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


def tessellate(layers, bounds):
    """Polygons of the tessellation of a ReLU perceptron; `layers` are (W, b) of integers or Fractions.

    The last layer is affine and cuts nothing.
    """
    u0, u1, v0, v1 = (Fraction(x) for x in bounds)
    zero, one = Fraction(0), Fraction(1)
    # Each tile carries its polygon and the affine forms of the current layer's inputs on it.
    tiles = [([(u0, v0), (u1, v0), (u1, v1), (u0, v1)], [(one, zero, zero), (zero, one, zero)])]
    for weight, bias in layers[:-1]:
        refined = []
        for polygon, forms in tiles:
            units = [
                tuple(
                    sum(Fraction(w) * form[k] for w, form in zip(row, forms, strict=True)) + (b if k == 2 else 0)
                    for k in range(3)
                )
                for row, b in zip(weight, (Fraction(b) for b in bias), strict=True)
            ]
            parts = [(polygon, [])]
            for unit in units:
                split = []
                for part, active in parts:
                    above, below = _split(part, unit)
                    if above is not None:
                        split.append((above, [*active, unit]))
                    if below is not None:
                        split.append((below, [*active, (zero, zero, zero)]))
                parts = split
            refined += parts
        tiles = refined
    return [polygon for polygon, _ in tiles]
