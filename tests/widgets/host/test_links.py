"""Every trait of a widget links to that of another of its kind, both ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import traitlets
from ipywidgets import jslink
from small_widgets import PATIENT, VALUES, WITHOUT_TILES, set_by_people, small

from splinewidgets.pictures.budget import limits

# Of what the page tells of itself as well, and of a training that goes on.
MORE: dict[str, dict[str, Any]] = {
    "SliceExplorer": {"pointer": [0.1, 0.1]},
    "HyperplaneEditor": {"pointer": [0.1, 0.1]},
    "TrainingExplorer": {"pointer": [0.1, 0.1], "playing": True, "following": True},
    "ManifoldExplorer": {"pointer": [0.1, 0.1]},
    "Playground": {"playing": True},
}
TRAITS = {kind: {**values, **MORE.get(kind, {})} for kind, values in VALUES.items()}
# Messages of gestures, and what ipywidgets has in every widget.
OTHERS = {"diagnostics"}
OTHERS |= {"layout", "tabbable", "tooltip"}


@pytest.mark.parametrize("kind", TRAITS)
def test_every_trait_links_both_ways(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OPENING_SECONDS", PATIENT["max_seconds"])
    one, other = (small(kind, tmp_path / name) for name in ("one", "other"))
    assert set_by_people(one) - OTHERS == set(TRAITS[kind])
    for each in (one, other):
        explorer = getattr(each, "explorer", each)
        assert kind in WITHOUT_TILES or explorer.tessellation
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
            # In a page what a view shares with the explorer beside it is the explorer's.
            source, target = (each if name in each.keys else each.explorer for each in (one, other))
            in_page = jslink((source, name), (target, name))
            assert in_page.get_state()["target"] == [f"IPY_MODEL_{target.model_id}", name]
            in_page.close()
        setattr(one, name, before)
    one.close()
    other.close()
