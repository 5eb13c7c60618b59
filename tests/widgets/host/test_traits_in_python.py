"""Traits as a notebook uses them: linked, set from whatever holds numbers, and let go when a widget is closed."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import traitlets
from explorers import data, from_browser, wait_until
from small_widgets import small

from splinewidgets.widget_list import HOMES
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


@pytest.mark.parametrize(
    "kind", [np.asarray, torch.tensor, lambda given: given.tolist()], ids=["array", "tensor", "list"]
)
def test_anchors_link_both_ways(explore: Explore, kind: Callable[[Any], Any]) -> None:
    one, other = explore(data=data()), explore(data=data())
    traitlets.link((one, "anchors"), (other, "anchors"))
    for source, target, seed in ((one, other, 5), (other, one, 6)):
        source.anchors = kind(data(3, seed=seed))
        assert np.allclose(target.anchors, data(3, seed=seed)) and not target.error
        assert np.allclose(target.tessellation.slice.anchors, source.tessellation.slice.anchors)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("view", (0.0, 3.0, 0.0, 2.0)),
        ("visible_layers", [1]),
        ("color_by", "norm"),
        ("colormap", "magma"),
        ("selected", 1),
        ("hovered", 1),
        ("height", 300),
        ("renderer", "canvas"),
    ],
)
def test_traits_link_both_ways(explore: Explore, name: str, value: Any) -> None:
    one, other = explore(), explore()
    before = one.tessellation and other.tessellation and getattr(one, name)
    traitlets.link((one, name), (other, name))
    setattr(one, name, value)
    assert getattr(other, name) == value and not other.error
    setattr(other, name, before)
    assert getattr(one, name) == before and not one.error


@pytest.mark.parametrize("layers", [np.array([1]), torch.tensor([1]), range(1, 2), (1,), {1}], ids=repr)
def test_layers_come_in_anything_that_holds_them(explore: Explore, layers: Sequence[int]) -> None:
    explorer = explore()
    explorer.visible_layers = layers
    assert explorer.visible_layers == [1] and not explorer.error


def test_an_error_stays_while_an_older_picture_comes(explore: Explore) -> None:
    explorer = explore()
    from_browser(explorer, color_by="nope")
    assert explorer.tessellation
    assert "color_by is 'nope'" in explorer.error and explorer.state == "error"
    explorer.color_by = "area"
    assert not explorer.error and explorer.state == "ready"


@pytest.mark.parametrize("name", HOMES)
def test_a_closed_widget_is_freed_with_all_that_it_held(name: str, tmp_path: Path) -> None:
    widget = small(name, tmp_path / "run")
    held = [weakref.ref(widget)]
    if (part := getattr(widget, "part", None)) is not None:
        held.append(weakref.ref(part))
    explorer = getattr(widget, "explorer", widget)
    if hasattr(type(explorer), "tessellation"):
        held.append(weakref.ref(explorer.tessellation))
    widget.close()
    del widget, part, explorer
    wait_until(lambda: gc.collect() >= 0 and not any(thing() for thing in held))
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"])


@pytest.mark.parametrize("name", HOMES)
def test_keywords_of_every_ipywidget_are_taken(name: str, tmp_path: Path) -> None:
    widget = small(name, tmp_path / "run", layout={"width": "50%"}, tooltip="tiles")
    assert widget.layout.width == "50%" and widget.tooltip == "tiles"
    widget.close()
    with pytest.raises(TypeError, match="Did you mean layout"):
        small(name, tmp_path / "run", layot={})
