"""Figures of `RobustnessView`: below the slice, what its shapes are and how far."""

from __future__ import annotations

from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.sheets.keys import Entry, legend, line_entry
from splinewidgets.pictures.sheets.sheet import Key
from splinewidgets.pictures.stills.slice_shapes import ROLE_COLORS, halo_of
from splinewidgets.pictures.wire_types.robustness import WireRobustness
from splinewidgets.pictures.wire_types.shapes import ShapeRole


def robustness_keys(found: WireRobustness) -> list[Key]:
    """Each shape with its number, of what is exact and what was found."""

    def entry(role: ShapeRole, words: str) -> Entry:
        return line_entry(words, ROLE_COLORS[role], halo_of(role))

    ends = "to the window's end" if found["at_border"] else "within the slice"
    entries = [entry("certificate", f"Certified {ends}: {number(found['certified_radius'])}")]
    if found["distance"] is not None:
        entries.append(entry("nearest", f"Nearest boundary: {number(found['distance'])}"))
    attack = found.get("in_plane")
    if attack is not None and attack["succeeded"]:
        entries.append(entry("attack", f"PGD, an upper bound: {number(attack['distance'])}"))
    slope = f"Lipschitz constant {number(found['lipschitz'])} on radius {number(found['radius'])}"
    return [legend([*entries, entry("searched", slope)])]
