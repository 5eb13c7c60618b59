"""Every trait of a widget links to that of another of its kind, both ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import traitlets
from ipywidgets import jslink
from test_nonsense import KINDS, PATIENT

from splinewidgets.pictures.budget import limits

EYE = {"azimuth": 0.5, "elevation": 0.5, "distance": 2.0, "target": [0.0, 0.0, 0.0]}
# Another value for each.
TILES: dict[str, Any] = {
    "color_by": "norm",
    "colormap": "magma",
    "height": 300,
    "hovered": 1,
    "selected": 1,
    "visible_layers": [1],
}
SLICE: dict[str, Any] = TILES | {
    "aspect": 2.0,
    "pointer": [0.1, 0.1],
    "renderer": "canvas",
    "view": (0.0, 3.0, 0.0, 2.0),
    "visible_classes": [0],
    "visible_marks": ["boundary"],
}
TRAITS: dict[str, dict[str, Any]] = {
    "SliceExplorer": SLICE,
    "TrainingExplorer": SLICE
    | {"checkpoint": 1, "reference": 1, "loop": True, "speed": 2.0, "compare": "side", "playing": True}
    | {"following": True},
    "SplineSurface": TILES
    | {"view": SLICE["view"]}
    | {"camera": EYE, "output": 1, "vertical_scale": 0.5, "visible": ["surface"]},
    "ManifoldExplorer": TILES
    | {
        "view": SLICE["view"],
        "camera": EYE,
        "pointer": [0.1, 0.1],
        "projection": [0, 1, 3],
        "rho": 1.0,
        "sample_count": 5,
        "unfold": 0.5,
    }
    | {"visible": ["tiles"]},
    "PolarityExplorer": {"height": 300, "replace": True, "rho": 1.0, "samples": 5},
}
# Messages of gestures, and what ipywidgets has in every widget.
OTHERS = {"ask", "diagnostics", "drag", "gesture", "missing", "reroll", "scrub", "tilt", "undo"}
OTHERS |= {"layout", "tabbable", "tooltip"}


@pytest.mark.parametrize("kind", TRAITS)
def test_every_trait_links_both_ways(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OPENING_SECONDS", PATIENT["max_seconds"])
    one, other = (KINDS[kind](tmp_path / name) for name in ("one", "other"))
    public = {
        name for name, trait in one.traits(sync=True).items() if name[0] != "_" and not trait.metadata.get("told")
    }
    assert public - OTHERS == set(TRAITS[kind])
    for each in (one, other):
        explorer = getattr(each, "explorer", each)
        assert kind == "PolarityExplorer" or explorer.tessellation
        each.still = False
    for name, value in {"still": True, **TRAITS[kind]}.items():
        before = getattr(one, name)
        assert before != value and getattr(other, name) == before, name
        # There and back, then without the way back.
        for link, source, target, wanted in (
            (traitlets.link, one, other, value),
            (traitlets.link, other, one, before),
            (traitlets.dlink, other, one, value),
            (traitlets.dlink, other, one, before),
        ):
            tied = link((source, name), (target, name))
            setattr(source, name, wanted)
            assert getattr(source, name) == wanted == getattr(target, name), name
            assert not getattr(source, "error", "") and not getattr(target, "error", ""), name
            tied.unlink()
            setattr(target, name, wanted)
        if name != "still":
            in_page = jslink((one, name), (other, name))
            assert in_page.get_state()["target"] == [f"IPY_MODEL_{other.model_id}", name]
            in_page.close()
        setattr(one, name, before)
    one.close()
    other.close()
