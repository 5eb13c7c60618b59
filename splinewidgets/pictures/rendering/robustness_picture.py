"""Robustness at a point of a slice, as a page shows it, and the shapes of it on the slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.learning.slice_robustness import AttackEnd, Robustness
from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.robustness import WireAttack, WireRobustness


def robustness_picture(found: Robustness, usual_radius: float, flat: bool, names: Sequence[str]) -> WireRobustness:
    """What tiles tell; names are those of the classes."""
    return {
        "point": list(found.point),
        "predicted": names[found.predicted],
        "nearest": None if found.nearest is None else list(found.nearest),
        "distance": None if found.nearest is None else found.distance,
        "other": names[found.other] if found.other >= 0 else "",
        "certified_radius": found.certified_radius,
        "at_border": found.at_border,
        "radius": found.radius,
        "usual_radius": usual_radius,
        "lipschitz": found.lipschitz,
        "tile": found.tile,
        "flat": flat,
    }


def attack_picture(end: AttackEnd, names: Sequence[str], layout: ImageLayout | None) -> WireAttack:
    """Where an attack ends."""
    attack: WireAttack = {
        "at": list(end.at),
        "distance": end.distance,
        "off_plane": end.off_plane,
        "predicted": names[end.predicted],
        "succeeded": end.succeeded,
    }
    if layout is not None:
        attack["pixels"] = encode(layout.pixels(end.input[None].numpy())[0])
    return attack


def robustness_shapes(
    found: Robustness, tessellation: Tessellation, in_plane: AttackEnd | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Lines, discs and markers on the slice; the point is a handle."""
    at = list(found.point)
    lines: list[dict[str, Any]] = []
    markers = [{"role": "point", "at": at, "label": "", "handle": True}]
    if found.tile >= 0:
        corners = np.asarray(tessellation.loop(found.tile)).tolist()
        lines.append({"role": "tile", "points": [*corners, corners[0]]})
    if found.nearest is not None:
        lines.append({"role": "nearest", "points": [at, list(found.nearest)]})
        markers.append({"role": "nearest", "at": list(found.nearest), "label": ""})
    if in_plane is not None and in_plane.succeeded:
        lines.append({"role": "attack", "points": [at, list(in_plane.at)]})
        markers.append({"role": "attack", "at": list(in_plane.at), "label": "PGD"})
    label = f"certified r = {number(found.certified_radius)}"
    discs = [{"role": "certificate", "center": at, "radius": found.certified_radius, "label": label}]
    searched = {"role": "searched", "center": at, "radius": found.radius, "label": ""}
    return {"lines": lines, "discs": [searched, *discs], "markers": markers}


def robustness_status(found: WireRobustness) -> str:
    """The facts in a sentence, of what is exact and what is not."""
    radius = number(found["certified_radius"])
    ends = "where the window ends" if found["at_border"] else f"where {found['other']} begins"
    parts = [f"Class {found['predicted']}: certified within the slice up to {radius}, {ends}"]
    attack = found.get("in_plane")
    if attack is not None:
        end = f"{attack['predicted']} at {number(attack['distance'])}"
        parts.append(f"PGD finds {end}" if attack["succeeded"] else "PGD finds no other class")
    return "; ".join(parts)
