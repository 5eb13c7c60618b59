from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from explorers import LATENTS
from torch import nn

from splinewidgets.generation import ManifoldSampler, Pool, pool
from splinewidgets.generation.latent_cells import CELLS, cells_of
from splinewidgets.geometry import Manifold, Slice, tessellate
from splinewidgets.pictures.rendering import pool_picture
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.polarity_explorer import PolarityExplorer

Show = Callable[..., PolarityExplorer]


def generator(latents: int = 2, outputs: int = 2, seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(latents, 16), nn.ReLU(), nn.Linear(16, outputs)).eval()


def test_the_browser_gets_outputs_and_volumes_of_every_latent(show: Show) -> None:
    model = generator()
    explorer = show(model)
    with torch.no_grad():
        np.testing.assert_allclose(decode(explorer._pool["outputs"]), model(LATENTS).numpy(), atol=1e-6)
    measured = pool(model, LATENTS)
    np.testing.assert_allclose(decode(explorer._pool["log_volumes"]), measured.log_volumes, atol=1e-5)
    x0, x1, y0, y1 = explorer.bounds
    inside = ((decode(explorer._pool["outputs"]) > (x0, y0)) & (decode(explorer._pool["outputs"]) < (x1, y1))).all(1)
    assert inside.mean() > 0.98
    assert explorer.axes == ["output 0", "output 1"] and "3\u2009000 latents" in explorer.status


def test_volumes_are_told_relative_to_the_density_of_latents(show: Show) -> None:
    density = np.linspace(0, 3, len(LATENTS))
    given = Pool(LATENTS, np.ones(len(LATENTS)), log_density=density)
    explorer = show(generator(), given)
    volumes = decode(explorer._pool["log_volumes"]).astype(float)
    weights = np.exp(0.7 * (volumes - volumes.max()))
    np.testing.assert_allclose(weights / weights.sum(), given.weights(0.7), rtol=1e-4)


def test_latents_without_volume_have_no_logarithm(show: Show) -> None:
    given = Pool(LATENTS, np.where(LATENTS[:, 0] < 0, -np.inf, 1.0))
    volumes = decode(show(generator(), given)._pool["log_volumes"])
    np.testing.assert_array_equal(volumes, np.where(LATENTS[:, 0] < 0, -np.inf, 1.0))


def test_cells_and_their_exact_shares_agree_with_the_exact_sampler(show: Show) -> None:
    model = generator(outputs=3)
    explorer = show(model)
    cells, shares = decode(explorer._pool["cells"]), decode(explorer._pool["cell_shares"])
    assert shares.shape == (CELLS**2,) and shares.sum() == pytest.approx(1, abs=1e-5)
    assert cells.shape == (3000,) and cells.max() < CELLS**2
    low, high = LATENTS.min(0).values.tolist(), LATENTS.max(0).values.tolist()
    window = Slice.box((low[0], high[0]), (low[1], high[1]))
    drawn = ManifoldSampler(Manifold(tessellate(model, window))).sample(20_000, seed=1).latents.numpy()
    corners = np.array([low, high])
    counts = np.bincount(cells_of(np.concatenate([corners, drawn]))[2:], minlength=CELLS**2)
    expected = len(drawn) * shares
    often = expected >= 5
    chi_square = ((counts - expected)[often] ** 2 / expected[often]).sum() / (often.sum() - 1)
    assert 0.7 < chi_square < 1.3


def test_there_are_cells_for_two_latents_only(show: Show) -> None:
    explorer = show(generator(latents=3, outputs=3), torch.rand(800, 3))
    assert "cells" not in explorer._pool and "3 dimensions" in explorer.status


def test_generated_images_travel_as_gray_pictures_and_principal_components(show: Show) -> None:
    model = nn.Sequential(generator(outputs=64), nn.Unflatten(1, (8, 8)))
    explorer = show(model, data=np.random.default_rng(0).random((50, 8, 8)))
    images, rows = decode(explorer._pool["images"]), decode(explorer._pool["image_rows"])
    assert images.shape == (2000, 8, 8) and images.min() == 0 and images.max() == 255
    assert len(set(rows.tolist())) == 2000
    with torch.no_grad():
        expected = model(LATENTS[torch.as_tensor(rows.astype(np.int64))]).double().numpy()
    scaled = 255 * (expected - expected.min()) / np.ptp(expected)
    np.testing.assert_allclose(images, scaled, atol=0.51)
    assert explorer.axes[0].startswith("PC 1 · ") and explorer._data["points"]["shape"] == [50, 2]


def test_labels_are_named(show: Show) -> None:
    labels = (LATENTS[:, 0] > 0).long()
    explorer = show(generator(), labels=labels, class_names=["left", "<b>right</b>"])
    assert explorer.class_names == ["left", "<b>right</b>"]
    np.testing.assert_array_equal(decode(explorer._pool["labels"]), labels.numpy())


def test_outputs_may_be_read_as_images(show: Show) -> None:
    explorer = show(generator(outputs=48), output_shape=(4, 4, 3))
    images = decode(explorer._pool["images"])
    assert images.shape[1:] == (4, 4) and "images" not in show(generator(outputs=48))._pool
    with torch.no_grad():
        rows = torch.as_tensor(decode(explorer._pool["image_rows"]).astype(np.int64))
        colors = generator(outputs=48)(LATENTS[rows]).double().numpy().reshape(-1, 4, 4, 3)
    gray = colors.mean(-1)
    np.testing.assert_allclose(images, 255 * (gray - gray.min()) / np.ptp(gray), atol=0.51)


def test_a_pool_of_large_pictures_is_never_held_at_once(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    largest: list[int] = []
    forward = nn.Linear.forward

    # In torch's own class, for a copy of the model is called, with copies of all that it writes to.
    def recorded(self: nn.Linear, latents: torch.Tensor) -> torch.Tensor:
        largest.append(len(latents) * 96 * 96)
        return forward(self, latents)

    monkeypatch.setattr(nn.Linear, "forward", recorded)
    monkeypatch.setattr(pool_picture, "NUMBERS", 2**20)
    model = nn.Sequential(nn.Linear(2, 96 * 96), nn.Unflatten(1, (96, 96)))
    measured = pool(model, LATENTS, projection=2)
    largest.clear()
    explorer = show(model, measured)
    assert len(LATENTS) * 96 * 96 > 20 * 2**20  # as float64, hundreds of megabytes
    most = max(pool_picture.FITTED * 96 * 96, pool_picture.MOST_BYTES, 2**20)
    assert max(largest) <= most
    images = decode(explorer._pool["images"])
    assert 0 < images.size <= pool_picture.MOST_BYTES and images.shape[1:] == (96, 96)
    outputs = decode(explorer._pool["outputs"])
    assert outputs.shape == (len(LATENTS), 2)
    # Pictures are an affine function of two latents: two components hold all of them, distances included.
    with torch.no_grad():
        pair = model(LATENTS[:2]).double().reshape(2, -1)
    assert np.linalg.norm(outputs[0] - outputs[1]) == pytest.approx(float((pair[0] - pair[1]).norm()), rel=1e-4)
