from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from explorers import data, from_browser, perceptron
from manifolds import Show, outputs_of, vertices_of
from torch import nn

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.pictures.principal_axes import GRID, spread
from splinewidgets.pictures.projection import Projection
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# Whatever u is below 0, it becomes 0: half of the square is folded flat onto a segment.
FLAT = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 3))
with torch.no_grad():
    FLAT[0].weight.copy_(torch.tensor([[1.0, 0], [0, 1], [0, -1]]))
    FLAT[0].bias.zero_()
    FLAT[2].weight.copy_(torch.tensor([[1.0, 0, 0], [0, 1, -1], [0, 0, 0]]))
    FLAT[2].bias.zero_()


@torch.no_grad()
def generated(model: nn.Module, latents: Any) -> np.ndarray:
    return model(torch.as_tensor(latents, dtype=torch.float32)).double().numpy().reshape(len(latents), -1)


@pytest.mark.parametrize("outputs", (2, 3))
def test_corners_lie_where_the_generator_puts_them(manifold_of: Show, outputs: int) -> None:
    model = perceptron(2, outputs=outputs)
    shown = manifold_of(model)
    manifold = shown._manifold
    positions = decode(manifold["positions"])
    np.testing.assert_allclose(outputs_of(positions, manifold), generated(model, vertices_of(shown)), atol=1e-5)
    extents = np.ptp(positions[:, :outputs], axis=0)
    assert extents.max() == pytest.approx(1) and np.abs(positions[:, :outputs]).max() == pytest.approx(0.5)
    assert manifold["id"] == shown.explorer._picture["id"] and len(positions) == len(vertices_of(shown))
    assert shown._colors["picture"] == manifold["id"] and shown._colors["name"] == "volume"
    assert shown.explorer._picture["window"] == [-1, 1, -1, 1]  # where latents are, whatever the canvas' shape
    if outputs == 2:
        # Out of the plane along the first latent.
        np.testing.assert_allclose(positions[:, 2], decode(shown.explorer._picture["positions"])[:, 0] - 0.5, atol=1e-6)


def test_it_follows_its_explorer(manifold_of: Show) -> None:
    shown = manifold_of()
    before = shown._manifold
    shown.explorer.view = (0, 1, 0, 1)
    assert shown._manifold["id"] > before["id"] and shown._colors["picture"] == shown._manifold["id"]
    assert shown._manifold["id"] == shown.explorer._picture["id"]
    assert shown._samples["manifold"] == shown._pointed["manifold"] == shown._manifold["id"]
    assert shown.image.areas.sum() == pytest.approx((shown.image.volume_factors * shown.image.latent_areas).sum())
    shown.selected = 2
    assert shown.explorer.selected == 2
    shown.explorer.hovered = 1
    assert shown.hovered == 1 and shown.explorer._facts["tile"] == 1


def test_degenerate_tiles_are_told(manifold_of: Show) -> None:
    shown = manifold_of(FLAT)
    assert shown.explorer.tile_count == 4
    flat = shown.explorer.tessellation.centroids()[:, 0] < 0
    np.testing.assert_array_equal(decode(shown._manifold["degenerate"]), np.flatnonzero(flat))
    assert shown.status == "4\u0020tiles · area 2.00 in units² of outputs · 2 degenerate, 50\u2009% of the window"
    shown.explorer.view = (-1, -0.5, -1, -0.5)
    assert shown.status.endswith("degenerate, 100\u2009% of the window")


def test_samples_lie_on_the_manifold_and_follow_rho(manifold_of: Show) -> None:
    shown = manifold_of(FLAT, samples=2000)
    on_segment = []
    for rho in (0.0, 1.0):
        shown.rho = rho
        points = outputs_of(decode(shown._samples["points"]), shown._manifold)
        assert len(points) == 2000 and np.abs(points[:, 2]).max() < 1e-6
        assert points[:, 0].min() > -1e-6 and np.abs(points[:, 1]).max() <= 1 + 1e-6
        on_segment.append(int((points[:, 0] < 1e-6).sum()))
    # Uniform latents, half of which become the segment; uniform on the manifold, none.
    assert abs(on_segment[0] - 1000) < 5 * np.sqrt(500) and on_segment[1] == 0
    shown.samples = 0
    assert shown._samples == {}


def test_samples_are_not_taken_away_before_others_come(manifold_of: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = manifold_of()
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(shown, "_send", lambda message, **_: sent.append(message.get("state", {})))
    from_browser(shown, rho=0.5)
    assert [bool(state["_samples"]) for state in sent if "_samples" in state] == [True]


def test_the_latents_of_samples_are_drawn_on_their_tiles(manifold_of: Show) -> None:
    shown = manifold_of(FLAT, samples=300, rho=1.0)

    def latents() -> np.ndarray:
        u0, u1, v0, v1 = shown.explorer._picture["window"]
        return decode(shown.explorer._dots["points"]) * (u1 - u0, v1 - v0) + (u0, v0)

    for view in (None, (-0.5, 1, 0, 1)):
        shown.explorer.view = view
        assert shown.explorer._dots["picture"] == shown.explorer._picture["id"] == shown._samples["manifold"]
        points = outputs_of(decode(shown._samples["points"]), shown._manifold)
        np.testing.assert_allclose(generated(FLAT, latents()), points, atol=1e-5)
    shown.visible = ["tiles", "wire"]
    assert shown.explorer._dots == {}
    shown.visible = ["tiles", "samples"]
    assert len(latents()) == 300
    shown.samples = 0
    assert shown.explorer._dots == {}


def test_data_are_drawn_in_the_same_world_where_they_are_near(manifold_of: Show) -> None:
    model = perceptron(2, outputs=3)
    latents = np.random.default_rng(0).uniform(-1, 1, (40, 2))
    given = generated(model, latents)
    shown = manifold_of(model, data=np.concatenate([given, given[:1] + 100]))
    points = outputs_of(decode(shown._data["points"]), shown._manifold)
    np.testing.assert_allclose(points, given, atol=1e-5)


def test_the_point_under_the_pointer_of_either_is_the_generators_output(manifold_of: Show) -> None:
    model = perceptron(2, outputs=3)
    shown = manifold_of(model)
    assert shown.explorer._tracks_pointer

    def at() -> np.ndarray:
        return outputs_of(np.array([shown._pointed["at"]]), shown._manifold)[0]

    assert shown._pointed["resting"]
    np.testing.assert_allclose(at(), generated(model, [[0, 0]])[0], atol=1e-5)
    from_browser(shown.explorer, pointer=[0.3, -0.2])
    assert not shown._pointed["resting"]
    np.testing.assert_allclose(at(), generated(model, [[0.3, -0.2]])[0], atol=1e-5)
    assert shown.pointer == [0.3, -0.2]
    # From the canvas of either a page sets the explorer's.
    from_browser(shown.explorer, hovered=0, pointer=[-0.5, 0.1])
    np.testing.assert_allclose(at(), generated(model, [[-0.5, 0.1]])[0], atol=1e-5)
    from_browser(shown.explorer, hovered=-1, pointer=None)
    assert shown._pointed["resting"] and "picture" not in shown._pointed and shown.pointer is None
    shown.pointer = (0.25, 0.25)
    assert shown.explorer.pointer == [0.25, 0.25]
    np.testing.assert_allclose(at(), generated(model, [[0.25, 0.25]])[0], atol=1e-5)
    from_browser(shown.explorer, pointer=[3.0, 0.0])  # beside the window
    assert shown._pointed["resting"]


def test_an_image_generators_picture_is_shown(manifold_of: Show) -> None:
    model = perceptron(2, outputs=12)
    shown = manifold_of(model, output_shape=(4, 3))
    assert shown._images and shown._pointed["picture"]["shape"] == [4, 3]
    low, high = (float(f(shown.explorer.tessellation.outputs)) for f in (torch.min, torch.max))
    from_browser(shown.explorer, pointer=[0.5, 0.5])
    expected = 255 * (generated(model, [[0.5, 0.5]])[0] - low) / (high - low)
    np.testing.assert_allclose(decode(shown._pointed["picture"]["pixels"]), expected, atol=0.51)
    # What is bright in one window is so in another, and what is brighter there is not cut off.
    shown.explorer.view = (0.45, 0.55, 0.45, 0.55)
    np.testing.assert_allclose(decode(shown._pointed["picture"]["pixels"]), expected, atol=0.51)
    zoomed = manifold_of(model, output_shape=(4, 3), view=(0.45, 0.55, 0.45, 0.55))
    zoomed.explorer.view = None
    from_browser(zoomed.explorer, pointer=[0.5, 0.5])
    np.testing.assert_allclose(decode(zoomed._pointed["picture"]["pixels"]), expected, atol=0.51)
    assert not manifold_of(model)._images


def test_many_outputs_are_projected(manifold_of: Show) -> None:
    model = perceptron(2, outputs=7)
    shown = manifold_of(model)
    assert all(label.startswith(f"PC {i} · ") for i, label in enumerate(shown._manifold["labels"], 1))
    zoomed_out = shown._manifold["labels"]
    shown.explorer.view = (0, 0.5, 0, 0.5)
    assert shown._manifold["labels"] == zoomed_out  # of the plane, and not of each window
    shown.projection = [6, 0, 2]
    assert shown._manifold["labels"] == ["output 6", "output 0", "output 2"]
    positions = outputs_of(decode(shown._manifold["positions"]), shown._manifold)
    expected = generated(model, vertices_of(shown))[:, [6, 0, 2]]
    np.testing.assert_allclose(positions, expected, atol=1e-5)
    shown.projection = "pca"
    assert shown._manifold["labels"] == zoomed_out


def test_principal_components_are_of_some_points_wherever_these_are() -> None:
    window = Slice.box((-1, 1), (-1, 1))
    sliver = window.with_polygon([(-1, -1), (1, 0.9), (1, 1)])
    for plane, least in ((window, GRID**2), (sliver, 2 * GRID)):
        tessellation = tessellate(perceptron(2, width=90), plane)
        points = spread(tessellation)
        assert least <= len(points) <= GRID**2 < len(tessellation.vertices)
        assert (tessellation.locate(points) >= 0).all() and (np.ptp(points, axis=0) > 1.5).all()


def test_of_more_latents_a_plane_is_shown_without_samples(manifold_of: Show) -> None:
    latents = data(20, inputs=5)
    shown = manifold_of(perceptron(5, outputs=3), latents=latents)
    assert shown.samples == shown.sample_count == 0 and shown._samples == {}
    assert len(decode(shown.explorer._picture["points"])) > 0
    before = shown._manifold
    from_browser(shown.explorer, _drag={"index": 0, "where": "map", "at": [0.5, 0.5], "seq": 1, "done": True})
    assert shown._manifold["id"] > before["id"]
    uv = vertices_of(shown)
    expected = generated(shown.explorer.network, shown.explorer.tessellation.slice.embed(uv))
    np.testing.assert_allclose(outputs_of(decode(shown._manifold["positions"]), shown._manifold), expected, atol=1e-4)


def test_another_plane_has_principal_components_of_its_own(manifold_of: Show) -> None:
    model = perceptron(5, outputs=7)
    shown = manifold_of(model, latents=data(20, inputs=5))
    before = shown._manifold["labels"]
    from_browser(shown.explorer, _drag={"index": 0, "where": "map", "at": [0.5, 0.5], "seq": 1, "done": True})
    tessellation = shown.explorer.tessellation
    rows = generated(model, tessellation.slice.embed(spread(tessellation)))
    assert shown._manifold["labels"] == list(Projection.components(rows, 3).names) != before


def test_what_was_made_for_it_is_a_part_of_it(manifold_of: Show) -> None:
    shown = manifold_of()
    assert shown.get_state("part") == {"part": f"anywidget:{shown.explorer.model_id}"}
    beside = manifold_of(shown.explorer)
    assert beside.part is None
    beside.close()
    shown.part = None
    assert shown.get_state("part") == {"part": None} and shown._manifold["id"] == shown.explorer._picture["id"]


def test_it_stands_beside_an_explorer_that_there_is(manifold_of: Show) -> None:
    explorer = SliceExplorer(perceptron(2, outputs=3), class_names=())
    shown = manifold_of(explorer)
    assert shown.explorer is explorer and shown.color_by == "slope"
    assert explorer._dots and explorer._tracks_pointer
    shown.close()
    assert explorer._dots == {} and not explorer._tracks_pointer
    explorer.view = (0, 1, 0, 1)  # it was not the manifold's to close
    assert explorer._picture["window"][2:] == [0, 1]
    assert shown._manifold["id"] != explorer._picture["id"]
    explorer.close()
