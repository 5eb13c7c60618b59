"""What the widget shows, without a browser; `from_browser` stands for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, CLASSES, data, from_browser, perceptron, wait_until, window
from torch import nn

from splinewidgets.geometry import Tessellation, linearize
from splinewidgets.geometry.tessellation.measures import TILE_MEASURES
from splinewidgets.pictures.rendering.tessellation_picture import BORDER, corner_layers
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_the_picture_is_the_tessellation(explore: Explore) -> None:
    explorer = explore()
    tessellation = explorer.tessellation
    picture = explorer._picture
    assert explorer.tile_count == tessellation.tile_count > 20
    u0, u1, v0, v1 = picture["window"]
    positions = decode(picture["positions"])
    vertices = positions * [u1 - u0, v1 - v0] + [u0, v0]
    np.testing.assert_allclose(vertices, tessellation.vertices, atol=1e-5 * (u1 - u0))
    np.testing.assert_array_equal(decode(picture["tile_sizes"]), np.diff(tessellation.tile_offsets))
    np.testing.assert_array_equal(decode(picture["tile_vertices"]), tessellation.tile_vertices)
    assert_edges_are_told_by_loops(picture, tessellation)
    assert picture["boundary"]["shape"] == [len(tessellation.decision_boundary()), 4]
    np.testing.assert_allclose(picture["anchors"], explorer.slice.anchors)
    assert picture["handles"] == [] and picture["image"] is None and explorer._map == {}
    assert explorer.state == "ready" and explorer.error == ""
    assert explorer.status.startswith(f"{explorer.tile_count} tiles · ") and explorer.status.endswith("float64")


def assert_edges_are_told_by_loops(picture: dict[str, Any], tessellation: Tessellation) -> None:
    """Inner edges, as the browser finds them in the loops: once each, with the tessellation's layers and units."""
    vertices, layers = decode(picture["tile_vertices"]), decode(picture["corner_layers"])
    found: list[tuple[int, int, int]] = []
    for begin, size in zip(tessellation.tile_offsets, decode(picture["tile_sizes"]), strict=False):
        loop = vertices[begin : begin + size].tolist()
        sides = zip(loop, loop[1:] + loop[:1], layers[begin : begin + size].tolist(), strict=True)
        found += [side for side in sides if side[2] != BORDER and side[0] < side[1]]
    inner = tessellation.edge_layer >= 0
    edges = np.sort(tessellation.edges[inner], 1).tolist()
    told = [(*side, unit) for side, unit in zip(found, decode(picture["edge_units"]).tolist(), strict=True)]
    whose = zip(tessellation.edge_layer[inner].tolist(), tessellation.edge_unit[inner].tolist(), strict=True)
    assert sorted(told) == sorted((a, b, *of) for (a, b), of in zip(edges, whose, strict=True))


def test_layers_beyond_a_byte_share_the_last(explore: Explore) -> None:
    tessellation = explore().tessellation
    deep = replace(tessellation, edge_layer=np.where(tessellation.edge_layer == 1, 300, tessellation.edge_layer))
    layers = tessellation.edge_layer[tessellation.tile_edges]
    # In the browser 255 is the border (js/src/wire/tile_loops.ts).
    np.testing.assert_array_equal(corner_layers(deep), np.array([0, 254, 255])[layers])


def test_what_it_says_about_the_network(explore: Explore) -> None:
    explorer = explore(height=300, colormap="magma", anchor_names=["x", "y", "z"])
    # The modules are called 1 and 3, which would say nothing on a chip.
    assert explorer._layers == [{"name": "relu 1", "units": 12}, {"name": "relu 2", "units": 12}]
    assert explorer.visible_layers == [0, 1]
    own = [*(f"output {i}" for i in range(4)), "active 0", "active 1"]
    assert [measure["name"] for measure in explorer._measures] == [*TILE_MEASURES, "complexity", *own]
    assert explorer.class_names == ["0", "1", "2", "3"] and explorer.anchor_names == ["x", "y", "z"]
    assert explorer.height == 300 and explorer.colormap == "magma" and explorer._can_tilt


@pytest.mark.parametrize("measure", [*TILE_MEASURES, "complexity", "output 1", "active 0"])
def test_every_measure_colors_the_tiles(explore: Explore, measure: str) -> None:
    explorer = explore(color_by=measure)
    tiles = explorer.tessellation.tile_count
    wait_until(lambda: explorer._colors.get("name") == measure)
    colors = explorer._colors
    assert colors["picture"] == explorer._picture["id"] and colors["values"]["shape"] == [tiles]
    low, high = colors["range"]
    assert low < high
    if measure == "class":
        assert colors["classes"] == ["0", "1", "2", "3"]
        confidence = decode(colors["confidence"])
        assert (confidence > 1 / CLASSES - 1e-6).all() and (confidence <= 1).all()


def test_the_measure_changes_without_a_new_picture(explore: Explore) -> None:
    explorer = explore()
    tessellation, picture = explorer.tessellation, explorer._picture
    explorer.color_by = "area"
    assert explorer._colors["name"] == "area"
    np.testing.assert_allclose(decode(explorer._colors["values"]), tessellation.areas(), rtol=1e-6)
    explorer.color_by = "norm"
    wait_until(lambda: explorer._colors["name"] == "norm")
    assert explorer.tessellation is tessellation and explorer._picture["id"] == picture["id"]
    wait_until(lambda: explorer.state == "ready")


def test_anchors_are_read_set_and_observed(explore: Explore) -> None:
    explorer = explore()
    np.testing.assert_array_equal(explorer.anchors, ANCHORS)
    seen: list[Any] = []
    explorer.observe(seen.append, "anchors")
    moved = (ANCHORS + 1).tolist()
    explorer.anchors = moved
    np.testing.assert_array_equal(explorer.anchors, moved)
    np.testing.assert_array_equal(seen[-1]["new"], moved)
    np.testing.assert_allclose(explorer.slice.embed(explorer.slice.anchors).numpy(), moved, atol=1e-9)
    explorer.anchors = torch.tensor(ANCHORS)
    np.testing.assert_array_equal(explorer.anchors, ANCHORS)


def test_anchors_are_indices_into_the_data(explore: Explore) -> None:
    inputs = data()
    explorer = explore(perceptron(), [3, 1, 4], data=inputs)
    np.testing.assert_array_equal(explorer.anchors, inputs[[3, 1, 4]])
    explorer.anchors = np.array([0, 1, -1])
    np.testing.assert_array_equal(explorer.anchors, inputs[[0, 1, -1]])
    with pytest.raises(ValueError, match=r"anchors are the indices \[0, 1, 99\]. There are 40 data"):
        explorer.anchors = [0, 1, 99]
    np.testing.assert_array_equal(explorer.anchors, inputs[[0, 1, -1]])


def test_anchors_are_chosen_from_the_data(explore: Explore) -> None:
    inputs, labels = data(), np.repeat([2, 0, 1, 3], 10)
    explorer = explore(perceptron(), data=inputs, labels=labels)
    np.testing.assert_array_equal(explorer.anchors, inputs[[0, 10, 20]])


def test_the_view_is_read_set_and_left(explore: Explore) -> None:
    explorer = explore()
    home = window(explorer)
    explorer.view = (0.0, 1.5, 0.0, 1.0)
    assert window(explorer) == [0, 1.5, 0, 1] and list(explorer.view) == [0, 1.5, 0, 1]
    assert explorer.tessellation.slice.bounds == pytest.approx((0, 1.5, 0, 1))
    from_browser(explorer, _aspect=3.0)
    assert window(explorer) == [-0.75, 2.25, 0, 1]
    from_browser(explorer, view=[0, 3, 0, 1])
    assert window(explorer) == [0, 3, 0, 1]
    from_browser(explorer, view=None, _aspect=1.5)
    assert window(explorer) == home and explorer.view is None


def test_the_first_view(explore: Explore) -> None:
    assert explore(view=[-1, 2, 0, 2]).tessellation.slice.bounds == pytest.approx((-1, 2, 0, 2))


def test_the_plane_of_two_inputs(explore: Explore) -> None:
    explorer = explore(perceptron(inputs=2, outputs=1))
    assert explorer.tessellation.slice.bounds == pytest.approx((-1.5, 1.5, -1, 1))
    assert explorer.class_names == ["negative", "positive"] and not explorer._can_tilt
    assert explorer._picture["anchors"] == [] and explorer.anchors.shape == (0, 2)
    held = explore(perceptron(inputs=2), data(30, 2), data=data(30, 2))
    assert held.tessellation and held._map == {} and held._picture["points"]["shape"] == [30, 2]
    from_browser(held, _drag={"index": 29, "where": "slice", "at": [0.1, 0.2], "seq": 0, "done": True})
    assert held.anchors[29].tolist() == [0.1, 0.2] and held._picture["anchors"][29] == [0.1, 0.2]


@pytest.mark.parametrize("shape", [(4, 4), (1, 4, 4)])
def test_images_reach_the_browser(explore: Explore, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), *perceptron(inputs=16))
    images = np.random.default_rng(0).random((20, *shape))
    explorer = explore(model, [0, 1, 2], data=images)
    assert explorer.tessellation
    image = explorer._picture["image"]
    assert image["shape"] == [4, 4] and image["range"] == [images.min() * (images.min() < 0), images.max()]
    uv = np.array(explorer._picture["anchors"][1])
    drawn = decode(image["origin"]) + uv @ decode(image["axes"])
    np.testing.assert_allclose(drawn, images[1].ravel(), atol=1e-5)
    flat = explore(perceptron(inputs=16), images.reshape(20, 16)[:3], input_shape=(4, 4))
    assert flat.tessellation and flat._picture["image"]["shape"] == [4, 4]


def test_selecting_a_tile_tells_its_facts(explore: Explore) -> None:
    explorer = explore(class_names=["cat", "dog", "fox", "owl"])
    tessellation = explorer.tessellation
    explorer.selected = 5
    rows = dict(explorer._selected_facts["rows"])
    assert explorer._selected_facts["tile"] == 5
    assert list(rows) == ["Class", "Slope in the slice", "Area", "‖A‖₂", "Active units"]
    assert rows["Class"].split(",")[0] in explorer.class_names and " ahead of " in rows["Class"]
    norm = np.linalg.norm(tessellation.affine_map(5)[0].reshape(CLASSES, -1), 2)
    assert float(rows["‖A‖₂"]) == pytest.approx(norm, rel=1e-2)
    active = sum(int(layer.sum()) for layer in tessellation.activation_pattern(5))
    assert rows["Active units"] == f"{active} of 24"
    explorer.hovered = 0
    assert explorer._facts["tile"] == 0 and len(explorer._facts["rows"]) == 3
    explorer.hovered = explorer.selected = -1
    assert explorer._facts == {} == explorer._selected_facts


def test_the_selection_stays_on_its_point(explore: Explore) -> None:
    explorer = explore()
    tessellation = explorer.tessellation
    point = tessellation.centroids()[17]
    from_browser(explorer, selected=17, pointer=point.tolist())
    u, v = point
    explorer.view = (u - 0.3, u + 0.3, v - 0.2, v + 0.2)
    assert explorer.selected == explorer.tessellation.locate([point])[0]
    assert explorer._selected_facts["tile"] == explorer.selected
    wait_until(lambda: len(explorer._selected_facts["rows"]) == 5)
    explorer.view = (u + 1, u + 2, v, v + 1)
    assert explorer.selected == -1 and explorer._selected_facts == {}
    explorer.view = None
    assert explorer.selected == 17


def test_the_browser_may_have_pointed_at_an_older_picture(explore: Explore) -> None:
    explorer = explore()
    point = explorer.tessellation.centroids()[3].tolist()
    from_browser(explorer, selected=10**6, hovered=8, pointer=point)
    assert explorer.selected == explorer.hovered == 3 and explorer.error == ""


def test_every_window_is_decided_in_float64(explore: Explore) -> None:
    explorer = explore()
    for view in (None, (0, 1e-6, 0, 1e-6), (-1e4, 1e4, -1e4, 1e4)):
        explorer.view = view
        assert explorer.tessellation.outputs.dtype == torch.float64 and explorer.status.endswith("float64")
    assert explore(dtype=torch.float64).tessellation.outputs.dtype == torch.float64


def test_a_hand_that_moves_and_one_that_rests_see_the_same_tiles(explore: Explore) -> None:
    explorer = explore()
    from_browser(explorer, _drag={"index": 0, "where": "slice", "at": [0.5, 0.5], "seq": 1, "done": False})
    moving, colors = explorer.tessellation, explorer._colors
    from_browser(explorer, _drag={"index": 0, "where": "slice", "at": [0.5, 0.5], "seq": 2, "done": True})
    assert explorer.tessellation is moving and explorer._colors is colors


def test_a_given_type_is_kept_until_it_resolves_nothing(explore: Explore) -> None:
    explorer = explore(dtype=torch.float32)
    explorer.view = (0, 1e-3, 0, 1e-3)
    assert explorer.status.endswith("float32: slivers may be merged") and explorer.error == ""
    explorer.view = (0, 1e-6, 0, 1e-6)
    assert "In float32 nothing below" in explorer.error


def test_the_status_says_what_is_approximate(explore: Explore) -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.GELU(), nn.Linear(4, CLASSES))
    explorer = explore(linearize(model, knots=5), anchors=ANCHORS)
    (about,) = explorer.tessellation.approximations
    assert explorer.status.endswith(f"float64 · approximate: {about}")
