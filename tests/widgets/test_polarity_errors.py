"""What a `PolarityExplorer` is given and cannot show, or can only in part: it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import traitlets
from explorers import LATENTS, perceptron, quadrants
from torch import nn

from splinewidgets.generation import Pool, pool
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.polarity_explorer import PolarityExplorer

Show = Callable[..., PolarityExplorer]


def generator() -> nn.Sequential:
    return perceptron(inputs=2, outputs=2).eval()


class Broken(nn.Module):
    """NaN for some latents."""

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        return torch.where(latents[:, :1] > 0.5, torch.nan, latents)


@pytest.mark.parametrize(
    ("activation", "reason"),
    [
        (nn.GELU(), "'aten.gelu' at 1 is not piecewise affine"),
        (nn.Softmax(1), "'aten.softmax' at 1 is not piecewise affine"),
    ],
)
def test_without_tiles_all_is_shown_but_how_uniform_samples_are(show: Show, activation: nn.Module, reason: str) -> None:
    smooth = nn.Sequential(nn.Linear(2, 8), activation, nn.Linear(8, 2)).eval()
    explorer = show(smooth, labels=(LATENTS[:, 0] > 0).long())
    assert explorer.status.endswith(f"no tiles, so uniformity is not counted: {reason}")
    assert explorer.error == "" and not {"cells", "cell_shares"} & explorer._pool.keys()
    np.testing.assert_allclose(decode(explorer._pool["log_volumes"]), pool(smooth, LATENTS).log_volumes, atol=1e-5)
    explorer.rho = 0.5
    assert explorer.drawn.shape == (500, 2)
    assert "tiles" not in show(generator()).status


def test_nan_outputs_are_refused(show: Show) -> None:
    with pytest.raises(ValueError, match=r"The outputs at latent \d+ are NaN or infinite"):
        show(Broken())
    broken = int((LATENTS[:, 0] > 0.5).sum())
    with pytest.raises(ValueError, match=rf"{broken:,} of 3,000 outputs of the generator are NaN or infinite"):
        show(Broken(), Pool(LATENTS, np.zeros(len(LATENTS))))
    # Principal components are found nevertheless, so that all can be counted.
    wide = nn.Sequential(Broken(), nn.Linear(2, 6))
    with pytest.raises(ValueError, match=rf"{broken:,} of 3,000 outputs of the generator are NaN or infinite"):
        show(wide, Pool(LATENTS, np.zeros(len(LATENTS))))


def test_a_pool_too_small_is_said_with_its_effective_size(show: Show) -> None:
    with pytest.raises(ValueError, match=r"20,000 samples are to be drawn of 3,000 latents"):
        show(generator(), samples=20_000)
    explorer = show(generator(), rho=2)
    size = explorer.measured.effective_sample_size(2)
    assert size < 3000
    explorer.samples = 3000
    with pytest.warns(UserWarning, match=rf"effective size of the pool is {size:,.0f} at rho=2, and 3,000 are drawn"):
        assert len(explorer.drawn) == 3000


def test_latents_without_volume_are_counted(show: Show) -> None:
    explorer = show(quadrants())
    dead = float((LATENTS <= 0).any(1).float().mean())
    assert explorer.measured.dead_fraction == pytest.approx(dead)
    assert f"{100 * dead:.3g}\u2009% without volume" in explorer.status
    assert np.isneginf(decode(explorer._pool["log_volumes"])).mean() == pytest.approx(dead)
    explorer.rho = 1
    assert (explorer.drawn > 0).all()


@pytest.mark.parametrize("latents", [-1 - LATENTS**2, Pool(LATENTS, np.full(len(LATENTS), -np.inf))])
def test_a_generator_that_is_flat_everywhere_is_refused(show: Show, latents: Any) -> None:
    with pytest.raises(ValueError, match=r"3,000 volumes would be zero|None of the 3,000 latents has a volume"):
        show(quadrants(), latents)


@pytest.mark.parametrize("rho", [3, -1.01, float("nan")])
def test_rho_out_of_range_is_said_and_the_last_stays(show: Show, rho: float) -> None:
    explorer = show(generator(), replace=True)
    explorer.rho = 0.5
    with pytest.raises(ValueError, match="Between -1 and 2"):
        explorer.rho = rho
    assert explorer.rho == 0.5 and explorer.error == ""
    if rho == rho:  # a NaN is passed over before it is read
        explorer.set_state({"rho": rho})
        assert explorer.rho == 0.5 and explorer.error.startswith(f"rho is {rho:g}. Between -1 and 2")
    explorer.rho = 1
    assert explorer.error == "" and explorer.drawn.shape == (500, 2)


def test_no_sample_is_no_number_of_samples(show: Show) -> None:
    explorer = show(generator())
    with pytest.raises(traitlets.TraitError, match=r"samples is 0\. It must be a whole number of at least 1"):
        explorer.samples = 0
    assert explorer.samples == 500


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"samples": 5000}, r"5,000 samples are to be drawn of 3,000 latents"),
        ({"rho": -2}, r"rho is -2\. Between"),
        ({"axes": (0, 5)}, r"Outputs 0, 5 are to be drawn\. The generator has outputs 0 to 1"),
        ({"data": np.zeros((5, 3))}, r"data has shape \(5, 3\)\. The generator makes outputs of shape \(2,\)"),
        ({"data": np.zeros((0, 2))}, r"data has shape \(0, 2\)\."),
        ({"axes": (0, 1, 1)}, r"axes is \(0, 1, 1\)\. It must be the indices of two outputs"),
        ({"axes": "pca"}, r"axes is 'pca'\. It must be the indices of two outputs"),
        ({"axes": (0.5, 1)}, r"axes is \(0\.5, 1\)\."),
        ({"labels": np.arange(3000)}, r"The labels go up to 2999\. At most 256 classes can be told apart"),
        ({"latents": LATENTS[:1], "samples": 1}, r"1 latent was given\."),
        ({"class_names": ["a"]}, r"class_names were given without labels"),
        ({"labels": np.arange(3000) % 3, "class_names": ["a"]}, r"class_names has 1 names\. The labels go from 0 to 2"),
    ],
)
def test_what_does_not_fit_is_refused(show: Show, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        show(generator(), **options)


def test_a_generator_in_training_mode_is_shown_as_it_is_measured(show: Show) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    explorer = show(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items()) and model.training
    with torch.no_grad():
        np.testing.assert_allclose(decode(explorer._pool["outputs"]), model.eval()(LATENTS).numpy(), atol=1e-6)
    assert "cells" in explorer._pool


def test_a_pool_of_another_dtype_and_its_labels_are_taken(show: Show) -> None:
    measured, labels = pool(generator(), LATENTS), (LATENTS[:, 0] > 0).long()
    explorer = show(generator(), Pool(LATENTS.double().numpy(), measured.log_volumes), labels=labels)
    assert explorer.drawn.shape == (500, 2)
    np.testing.assert_array_equal(decode(explorer._pool["outputs"]), decode(show(generator())._pool["outputs"]))
    np.testing.assert_array_equal(decode(explorer._pool["labels"]), labels.numpy())
    assert explorer.class_names == ["0", "1"]


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_the_window_fits_what_is_generated_at_any_scale(show: Show, scale: float) -> None:
    layer = nn.Linear(2, 2)
    with torch.no_grad():
        layer.weight.copy_(scale * torch.eye(2))
        layer.bias.zero_()
    x0, x1, y0, y1 = show(layer).bounds
    assert scale < x1 < 1.2 * scale and scale < y1 < 1.2 * scale and x0 < -0.9 * scale and y0 < -0.9 * scale


def test_unknown_keywords_are_refused(show: Show) -> None:
    with pytest.raises(TypeError, match=r"PolarityExplorer has no keyword 'roh'.*Did you mean rho"):
        show(generator(), roh=1)
