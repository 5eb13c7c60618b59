"""An inspector tells of a tile what the tessellation says of it, and as much of it as a page can take."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from explorers import from_browser, perceptron, wait_until
from misfits import misfits_of
from torch import nn

from splinewidgets import SliceExplorer, TileInspector
from splinewidgets.geometry import LocalMap, Tile
from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.rendering import tile_inspection
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.host.still import bundle_of

Inspect = Callable[..., TileInspector]


@pytest.fixture
def inspect() -> Iterator[Inspect]:
    """Makes inspectors; closes them and their explorers."""
    made: list[TileInspector] = []

    def make(*args: Any, **keywords: Any) -> TileInspector:
        made.append(TileInspector(*args, **keywords))
        wait_until(lambda: made[-1].explorer.state == "ready")
        return made[-1]

    yield make
    for inspector in made:
        inspector.close()
        inspector.explorer.close()


def images(channels: int = 1, side: int = 4, outputs: int = 10) -> nn.Module:
    """A classifier of small images."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * side * side, 8), nn.ReLU(), nn.Linear(8, outputs)).double()


def anchors(*shape: int) -> Any:
    return np.random.default_rng(0).normal(size=(3, *shape))


def facts(told: Any) -> dict[str, str]:
    return dict(told["facts"])


@pytest.mark.parametrize("seed", [0, 1])
def test_it_tells_what_the_tessellation_says(inspect: Inspect, seed: int) -> None:
    inspector = inspect(perceptron(2, seed=seed))
    explorer, tessellation = inspector.explorer, inspector.explorer.tessellation
    for tile in range(0, tessellation.tile_count, 11):
        explorer.selected = tile
        told, a = inspector._kept, tessellation.affine_map(tile)[0]
        assert told["tile"] == tile and told["picture"] == explorer._picture["id"]
        assert facts(told)["norm"] == number(float(np.linalg.norm(a, 2)))
        assert facts(told)["frobenius"] == number(float(np.linalg.norm(a)))
        assert facts(told)["slope"] == number(tessellation.measure("slope")[tile])
        distance = tessellation.measure("distance")[tile]
        assert facts(told)["distance"] == (number(distance) if np.isfinite(distance) else "none in the window")
        assert [dict(row) for row in told["active"]] == [
            {"layer": f"relu {i + 1}", "active": int(active), "units": 12}
            for i, active in enumerate(tessellation.active_units()[tile])
        ]
        assert misfits_of(inspector) == []
        # The explorer beside it says the same, of the same computation.
        beside = dict(explorer._selected_facts["rows"])
        assert (beside["Class"], beside["‖A‖₂"]) == (facts(told)["class"], facts(told)["norm"])
        assert inspector.tile is explorer.shown.tile(tile)


def test_what_is_shown_adds_up(inspect: Inspect) -> None:
    """A x + c are the outputs, entry by entry as they are sent."""
    inspector = inspect(perceptron(2))
    inspector.explorer.selected = 7
    told = inspector._kept
    a, x = decode(told["matrix"]["rows"]), np.array(told["input"])
    for row, output in zip(a, told["outputs"], strict=True):
        assert row @ x + output["constant"] == pytest.approx(output["value"], abs=1e-5)
    values = [output["value"] for output in told["outputs"]]
    assert values == sorted(values, reverse=True) and told["more_outputs"] == told["matrix"]["more"] == 0
    assert told["matrix"]["largest"] == pytest.approx(np.abs(a).max())


def test_a_tile_is_looked_at_once_by_the_facts_and_the_inspector(
    inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector = inspect(perceptron(2))
    computed: list[list[int]] = []
    rows = Tile._rows
    monkeypatch.setattr(Tile, "_rows", lambda self, which: computed.append(which) or rows(self, which))
    inspector.explorer.selected = 3
    inspector.explorer._work.wait()
    assert computed == [[0, 1, 2, 3]]


def test_where_nobody_points_it_is_the_tile_in_the_middle(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2))
    tessellation = inspector.explorer.tessellation
    (middle,) = tessellation.locate(tessellation.slice.corners.mean(0, keepdims=True))
    assert inspector._here["tile"] == inspector.tile.number == middle and inspector._here["resting"]
    assert inspector._kept == {} and "image/png" in bundle_of([inspector])
    inspector.explorer.hovered = int(middle)
    assert not inspector._here["resting"]


def test_the_pointer_has_a_column_of_its_own_but_on_the_selected_tile(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2))
    explorer = inspector.explorer
    explorer.hovered = 4
    assert inspector._here["tile"] == 4 and inspector._kept == {} and inspector.tile.number == 4
    explorer.selected = 4
    assert inspector._kept["tile"] == 4 and inspector._here == {}
    explorer.hovered = 5
    assert (inspector._kept["tile"], inspector._here["tile"], inspector.tile.number) == (4, 5, 4)


def test_two_selected_tiles_have_a_path_that_is_drawn(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2))
    explorer, tessellation = inspector.explorer, inspector.explorer.tessellation
    one, other = 0, int(np.argmax(np.linalg.norm(tessellation.centroids() - tessellation.centroids()[0], axis=1)))
    explorer.selection = [one, other]
    told = inspector._between
    assert told["tiles"] == [one, other] and (inspector._kept["tile"], inspector._here["tile"]) == (one, other)
    np.testing.assert_array_equal(inspector.path, tessellation.dual_graph().path(one, other))
    np.testing.assert_array_equal(inspector.separating_units, tessellation.separating_units(one, other))
    assert sum(layer["count"] for layer in told["separating"]) == len(inspector.separating_units)
    # What is crossed at each step is what separates the two neighbors.
    for (near, far), crossed in zip(
        np.stack([told["path"][:-1], told["path"][1:]], 1).tolist(), told["crossed"], strict=True
    ):
        units = [f"unit {unit} of relu {layer + 1}" for layer, unit in tessellation.separating_units(near, far)]
        assert crossed in units
    (shapes,) = explorer._shapes
    (line,) = shapes["lines"]
    np.testing.assert_allclose(line["points"], tessellation.centroids()[told["path"]])
    assert misfits_of(inspector) == []
    explorer.selected = other
    assert inspector._between["tiles"] == [other, one]
    explorer.selection = [one]
    assert inspector._between == {} and inspector.path is None and explorer._shapes == []


def test_images_are_told_as_images(inspect: Inspect) -> None:
    model = images()
    inspector = inspect(nn.Sequential(nn.Unflatten(1, (4, 4)), model), anchors=anchors(16), input_shape=(4, 4))
    inspector.explorer.selected = 2
    told, tile = inspector._kept, inspector.tile
    order = [output["output"] for output in told["outputs"]]
    assert told["image"]["shape"] == told["matrix"]["shape"] == [4, 4] and told["input"] == []
    np.testing.assert_allclose(decode(told["matrix"]["rows"]), tile.A[order].flatten(1), atol=1e-6)
    assert "image/png" in bundle_of([inspector]) and misfits_of(inspector) == []


def test_large_images_in_color_are_averaged(inspect: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tile_inspection, "MOST_PIXELS", 3)
    inspector = inspect(images(3, 5), anchors=anchors(3, 5, 5))
    inspector.explorer.selected = 1
    matrix, tile = inspector._kept["matrix"], inspector.tile
    assert matrix["shape"] == [3, 3, 3] and matrix["block"] == 2
    first = tile.A[inspector._kept["outputs"][0]["output"]].numpy()
    rows = decode(matrix["rows"]).reshape(-1, 3, 3, 3)
    np.testing.assert_allclose(rows[0, 0, 1], first[:, 0:2, 2:4].mean((1, 2)), atol=1e-6)
    np.testing.assert_allclose(rows[0, 2, 2], first[:, 4, 4], atol=1e-6)


def test_of_a_large_network_rows_are_chosen_and_it_says_so(inspect: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.pictures.rendering.rendered.MOST_ENTRIES", 100)
    computed: list[int] = []
    rows = Tile._rows
    monkeypatch.setattr(Tile, "_rows", lambda self, which: computed.append(len(which)) or rows(self, which))
    inspector = inspect(perceptron(30, outputs=40), anchors=anchors(30), class_names=[str(i) for i in range(40)])
    inspector.explorer.selected = 0
    told, tile = inspector._kept, inspector.tile
    assert len(told["outputs"]) == 16 and told["more_outputs"] == 24 and set(computed) == {16}
    assert told["outputs"][0]["output"] == int(tile.outputs.argmax())
    assert told["matrix"]["shape"] == [6] and told["matrix"]["more"] == 24
    assert not {"norm", "frobenius"} & facts(told).keys()
    assert inspector.status == "A has 40 × 30 entries: norms are left out."


def test_a_hand_does_not_wait_for_what_takes_long(inspect: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.widgets.linked.tile_inspector.QUICK", 0.0)
    inspector = inspect(perceptron(2))
    inspector.explorer.hovered = 1  # which is how it is found out
    inspector.explorer.hovered = 2
    assert "matrix" not in inspector._here and facts(inspector._here)["slope"]
    assert inspector.status == tile_inspection.WAITS
    inspector.explorer.selected = 3
    assert "matrix" in inspector._kept and misfits_of(inspector) == []


def test_a_sampled_window_is_told_of_at_the_pointer(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2), max_tiles=5, view=(-9.0, 9.0, -6.0, 6.0))
    explorer = inspector.explorer
    assert explorer.sampled and inspector._here["resting"] and inspector.tile is None
    from_browser(explorer, pointer=[1.0, 2.0])
    told, point = inspector._here, inspector.point
    assert isinstance(point, LocalMap) and told["point"] == [1.0, 2.0] and "tile" not in told
    np.testing.assert_allclose(point.A @ torch.tensor([1.0, 2.0], dtype=torch.float64) + point.c, point.outputs)
    assert [output["value"] for output in told["outputs"]] == sorted(point.outputs.tolist(), reverse=True)
    assert facts(told)["norm"] == number(point.spectral_norm)
    assert inspector.status.startswith("Sampled: the tile of this point is not known.")
    assert inspector._terms[0]["meaning"].startswith("The input under the pointer")
    assert misfits_of(inspector) == []


def test_each_quantity_is_explained(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2), measures={"corner count": lambda tiles: tiles.measure("corners")})
    inspector.explorer.color_by = "corner count"
    inspector.explorer.selected = 5
    wait_until(lambda: "corner count" in facts(inspector._kept))
    terms = {term["name"]: term["meaning"] for term in inspector._terms}
    assert facts(inspector._kept).keys() <= terms.keys()
    for meaning in terms.values():
        assert meaning.endswith(".") and ": " in meaning


@pytest.mark.parametrize("end", [nn.Sigmoid(), nn.Softmax(1)], ids=("sigmoid", "softmax"))
def test_beside_an_end_that_is_left_out_it_says_so(inspect: Inspect, end: nn.Module) -> None:
    name = type(end).__name__.lower()
    inspector = inspect(nn.Sequential(perceptron(2), end))
    terms = {term["name"]: term for term in inspector._terms}
    for quantity in ("scores", "A", "c", "norm", "frobenius", "slope"):
        assert terms[quantity]["label"].endswith(f", before {name}")
    assert terms["scores"]["meaning"].startswith(f"What goes into the {name} at x")
    assert not terms["area"]["label"].endswith(name)
    assert inspector.status == f"Outputs, A and c are those before the model's {name}."
    assert "before" not in inspect(perceptron(2)).status


def test_a_scalar_output_has_one_row(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2, outputs=1))
    inspector.explorer.selected = 3
    told = inspector._kept
    assert len(told["outputs"]) == 1 and decode(told["matrix"]["rows"]).shape == (1, 2)
    assert math.isclose(told["outputs"][0]["value"], float(inspector.tile.outputs[0]))
    assert facts(told)["class"].split(", ")[0] == ("positive" if inspector.tile.outputs[0] > 0 else "negative")


def test_it_follows_the_picture_and_lets_go_of_what_it_drew(inspect: Inspect) -> None:
    inspector = inspect(perceptron(2))
    explorer: SliceExplorer = inspector.explorer
    explorer.selection = [2, 9]
    explorer.selected = 2
    place = inspector.tile.middle
    u, v = place
    explorer.view = (u - 0.5, u + 0.5, v - 0.5, v + 0.5)
    assert inspector._kept["picture"] == explorer._picture["id"]
    assert inspector._kept["tile"] == explorer.tessellation.locate(place[None])[0]
    inspector.close()
    assert explorer._shapes == []
