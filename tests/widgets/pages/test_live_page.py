"""Pages that compute: what the page's engine gets, for which widgets, and why not for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets import Page, SegmentPlot, linearize, to_html, zoo
from splinewidgets.geometry import Network
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def digits(explore: Explore, **more: Any) -> SliceExplorer:
    data = zoo.digits()
    anchors = [data.first(i) for i in (0, 4, 7)]
    return explore(zoo.mlp((64, 8, 10), seed=2), anchors, data=data.inputs, labels=data.labels, **more)


def test_the_engine_gets_the_plane_the_data_and_their_directions(explore: Explore) -> None:
    explorer = digits(explore)
    explorer.tessellation  # noqa: B018, which waits for the picture
    live = explorer._page_engine()
    plane, data = explorer.slice, zoo.digits()
    np.testing.assert_array_equal(decode(live["origin"]), plane.origin.reshape(-1).numpy())
    np.testing.assert_array_equal(decode(live["axes"]), plane.axes.reshape(2, -1).numpy())
    np.testing.assert_allclose(decode(live["samples"]["inputs"]), data.inputs.reshape(len(data.inputs), -1), atol=1e-6)
    with torch.no_grad():
        predicted = explorer.network(torch.as_tensor(data.inputs, dtype=torch.float32)).argmax(1).numpy()
    np.testing.assert_array_equal(decode(live["samples"]["missed"]), predicted != np.asarray(data.labels))
    components = decode(live["map"]["components"])
    np.testing.assert_allclose(components @ components.T, np.eye(2), atol=1e-12)
    assert {each["name"] for each in live["measures"]} >= {"slope", "area", "class", "output 9"}


def test_pixels_come_in_the_order_of_a_picture(explore: Explore) -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.ReLU(), nn.Linear(4, 2))
    three = torch.randn(3, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    explorer = explore(model, three)
    explorer.tessellation  # noqa: B018, which waits for the picture
    image, picture = explorer._page_engine()["image"], explorer._picture["image"]
    order = decode(image["order"])
    np.testing.assert_allclose(explorer.slice.origin.reshape(-1).numpy()[order], decode(picture["origin"]), rtol=1e-6)


def test_too_many_data_stay_with_python(explore: Explore) -> None:
    data = np.random.default_rng(0).normal(size=(600_000 // 6, 6))
    explorer = explore(zoo.mlp((6, 8, 3)), data[:3], data=data)
    explorer.tessellation  # noqa: B018, which waits for the picture
    live = explorer._page_engine()
    assert "samples" not in live and "map" in live


def test_a_page_that_computes_has_an_engine_and_no_tables(explore: Explore) -> None:
    explorer = digits(explore)
    page, before = Page(explorer, live=True), Page(explorer)
    assert page.stored == {} and page.sizes["the engine"] < 40_000
    assert "facts of tiles of SliceExplorer" in before.sizes and "the engine" not in before.sizes
    assert not [what for what in page.sizes if what.startswith(("facts", "colors"))]


REFUSED: dict[str, tuple[Callable[[Explore], SliceExplorer], str]] = {
    "measure": (lambda explore: digits(explore, color_by="norm"), "'norm'"),
    "chords": (
        lambda explore: explore(linearize(nn.Sequential(nn.Linear(2, 4), nn.GELU(), nn.Linear(4, 2)))),
        "chords",
    ),
    "smooth end": (
        lambda explore: explore(
            Network(
                nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.Tanh()), torch.zeros(2), smooth_end=True
            )
        ),
        "ends in",
    ),
    "domain": (lambda explore: digits(explore, domain=(-50.0, 50.0)), "domain"),
    "sampled": (
        lambda explore: explore(zoo.mlp((2, 40, 40, 2)), view=(-50, 50, -50, 50), max_tiles=50),
        "sampled",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_the_engine_does_not_know_is_told_in_words(explore: Explore, kind: str) -> None:
    make, word = REFUSED[kind]
    with pytest.raises(ValueError, match=f"live=True was given. SliceExplorer: .*{word}.* Leave live out."):
        Page(make(explore), live=True)


def test_what_stands_beside_another_is_as_it_was_saved(explore: Explore, tmp_path: Any) -> None:
    alone, explorer = digits(explore), explore(zoo.mlp((2, 8, 3)))
    plot = SegmentPlot(explorer)
    page = Page([alone, (explorer, plot)], live=True)
    assert set(page.stored) == {"SliceExplorer 2", "SegmentPlot"} and "beside" in page.stored["SegmentPlot"]
    with pytest.raises(ValueError, match="live=True was given"):
        to_html(tmp_path / "page.html", [(explorer, plot)], live=True)
    assert not (tmp_path / "page.html").exists()
    plot.close()


def test_live_is_yes_or_no(explore: Explore) -> None:
    with pytest.raises(TypeError, match="live"):
        Page(explore(zoo.mlp((2, 4, 2))), live="no")
