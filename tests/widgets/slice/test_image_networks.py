"""Image classifiers in their published forms show something as soon as they are opened."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from explorers import from_browser, wait_until
from image_networks import NETWORKS, network_and_anchors

from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


@pytest.mark.parametrize(("name", "side"), [*((name, 32) for name in NETWORKS), ("LeNet", 64)])
def test_it_opens_on_tiles_or_on_samples_and_says_which(explore: Explore, name: str, side: int) -> None:
    model, anchors = network_and_anchors(name, side)
    explorer = explore(model, anchors=anchors)
    home = explorer.slice
    assert explorer.state == "ready" and explorer.error == "" and explorer._colors["picture"] == explorer._picture["id"]
    if explorer.sampled:  # a slow machine, or a deep network
        assert explorer.tile_count == 0 and explorer.status.startswith("sampled, ") and explorer.view is None
        return
    tessellation = explorer.tessellation
    assert tessellation.tile_count == explorer.tile_count > 1
    assert tessellation.areas().sum() == pytest.approx(tessellation.slice.area)
    u0, u1, _, _ = explorer.view
    share = 100 * (u1 - u0) / (1.5 * (home.bounds[1] - home.bounds[0]))
    assert f"{share:.3g}" in explorer.status.replace("\u2009", "") or share < 1e-3
    assert "of the whole slice's width" in explorer.status


def test_a_lenet_is_exact_near_by_and_sampled_far_off(explore: Explore) -> None:
    model, anchors = network_and_anchors("LeNet")
    explorer = explore(model, anchors=anchors, max_tiles=2000)
    assert 100 < explorer.tessellation.tile_count <= 2000
    # A page tells the shape of its canvas after the first picture.
    from_browser(explorer, _aspect=1.1)
    assert explorer.tessellation and "of the whole slice's width" in explorer.status
    exact = explorer.view
    from_browser(explorer, view=None)
    assert explorer.sampled and math.prod(explorer.sampled["points"]) > 1 and explorer.tile_count == 0
    first = explorer.sampled["points"]
    wait_until(lambda: explorer.sampled["points"] > first, 60)
    from_browser(explorer, view=exact)
    wait_until(lambda: explorer.sampled == {}, 60)
    assert explorer.tile_count == explorer.tessellation.tile_count > 100
