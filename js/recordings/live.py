"""Explorers with what the engine of a page needs, and what Python answers to the same messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recordings.asked import PATIENT, recorded, through
from splinewidgets import SliceExplorer, zoo
from splinewidgets.widgets.pages.recorder import Recording

TOLD = ("_picture", "_colors", "tile_count", "anchor_samples", "view")


def live_digits() -> Recording:
    """Digits: windows, anchors moved on the slice and on the map, to a sample, and other colors."""
    digits = zoo.digits()
    model = zoo.train(zoo.mlp((64, 12, 12, 10)), digits, epochs=8, progress=False, cache=False)
    moved = {"index": 1, "seq": 1, "done": True}
    return answered(
        lambda: SliceExplorer(model, **through(digits)),
        [
            {"view": [-1.0, 2.0, -1.5, 1.0]},
            {"_drag": {**moved, "where": "slice", "at": [1.5, -0.5]}},
            {"_drag": {**moved, "where": "map", "at": [0.4, 1.1]}},
            {"_drag": {**moved, "where": "map", "at": [0.0, 0.0], "sample": 17}},
            *({"color_by": name} for name in ("class", "area", "volume", "corners", "confidence", "output 3")),
        ],
    )


def live_plane() -> Recording:
    """Two inputs, and one output."""
    moons = zoo.two_moons()
    model = zoo.mlp((2, 12, 12, 1), seed=3)
    return answered(
        lambda: SliceExplorer(model, data=moons.inputs[:200], labels=moons.labels[:200], **PATIENT),
        [{"view": [-0.3, 0.2, 0.0, 0.4]}, {"color_by": "class"}, {"_aspect": 0.6}],
    )


def answered(made: Callable[[], SliceExplorer], messages: list[dict[str, Any]]) -> Recording:
    """The explorer as it stands, and as it stands after each of some messages."""
    with recorded(explorer=(first := made())) as recorder:
        begun = recorder.recording
        begun["widgets"]["explorer"]["live"] = first._page_engine()
    for message in messages:
        asked = made()
        asked.tessellation  # noqa: B018, which waits for the first picture
        asked.set_state(message)
        with recorded(explorer=asked) as recorder:
            state = recorder.recording["widgets"]["explorer"]["state"]
        answer = {"explorer": {name: state[name] for name in TOLD}}
        begun["tables"].append({"widget": "explorer", "of": list(message), "answers": [([*message.values()], answer)]})
    return begun
