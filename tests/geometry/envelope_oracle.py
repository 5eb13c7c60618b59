"""A slow, obvious tessellation by affine layers, ReLUs and maxima, in exact rational arithmetic.

A maximum splits a polygon into one cell for each different function among its entries: where that one is the largest.
Independent of the package: no tolerance, no chain, nothing to dissolve.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Affine:
    weight: tuple
    bias: tuple


@dataclass(frozen=True)
class Relu:
    pass


@dataclass(frozen=True)
class Largest:
    """The largest of the entries at each of the windows' positions; `sign` -1 for the smallest."""

    windows: tuple
    sign: int = 1


def _at(form, point):
    return form[0] * point[0] + form[1] * point[1] + form[2]


def _where_positive(polygon, form):
    """The part of a convex polygon where an affine form is >= 0; None if that has no interior."""
    values = [_at(form, p) for p in polygon]
    if all(v <= 0 for v in values) and any(form):
        return None
    part = []
    for i, (p, at_p) in enumerate(zip(polygon, values, strict=True)):
        q, at_q = polygon[(i + 1) % len(polygon)], values[(i + 1) % len(polygon)]
        if at_p >= 0:
            part.append(p)
        if at_p * at_q < 0:
            t = at_p / (at_p - at_q)
            part.append((p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t))
    return part if area(part) > 0 else None


def area(polygon) -> Fraction:
    following = polygon[1:] + polygon[:1]
    return sum((p[0] * q[1] - p[1] * q[0] for p, q in zip(polygon, following, strict=True)), Fraction(0)) / 2


def _cells(polygon, forms, sign):
    """The cells of the upper envelope of `sign` times some forms on a polygon, each with its form."""
    different = list(dict.fromkeys(forms))
    for form in different:
        cell = polygon
        for other in different:
            if other != form and cell is not None:
                cell = _where_positive(cell, tuple(sign * (a - b) for a, b in zip(form, other, strict=True)))
        if cell is not None:
            yield cell, form


ZERO = (Fraction(0), Fraction(0), Fraction(0))


def tessellate(layers, bounds):
    """The tiles as polygons, each with the forms of the outputs on it."""
    u0, u1, v0, v1 = (Fraction(x) for x in bounds)
    one, zero = Fraction(1), Fraction(0)
    tiles = [([(u0, v0), (u1, v0), (u1, v1), (u0, v1)], [(one, zero, zero), (zero, one, zero)])]
    for layer in layers:
        if isinstance(layer, Affine):
            tiles = [(polygon, _affine(layer, forms)) for polygon, forms in tiles]
            continue
        refined = []
        for polygon, forms in tiles:
            if isinstance(layer, Relu):
                groups, sign = [[form, ZERO] for form in forms], 1
            else:
                groups, sign = [[forms[i] for i in window] for window in layer.windows], layer.sign
            parts = [(polygon, [])]
            for group in groups:
                parts = [(cell, [*chosen, form]) for part, chosen in parts for cell, form in _cells(part, group, sign)]
            refined += parts
        tiles = refined
    return tiles


def _affine(layer, forms):
    return [
        tuple(
            sum((Fraction(w) * form[k] for w, form in zip(row, forms, strict=True)), Fraction(0))
            + (Fraction(b) if k == 2 else 0)
            for k in range(3)
        )
        for row, b in zip(layer.weight, layer.bias, strict=True)
    ]
