from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets.zoo import GaussianMixture, five_gaussians, mlp, wgan
from splinewidgets.zoo.wgan import _penalty

MIXTURE = five_gaussians()


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


def test_the_penalty_of_an_affine_critic_is_the_closed_form() -> None:
    critic = nn.Linear(2, 1)
    penalty = _penalty(critic, torch.randn(7, 2))
    norm = critic.weight.norm()
    torch.testing.assert_close(penalty, (norm - 1) ** 2)
    penalty.backward()
    torch.testing.assert_close(critic.weight.grad, (2 * (norm - 1) * critic.weight / norm).detach())


def test_the_penalty_is_that_of_numerical_differentiation() -> None:
    critic, points, step = mlp((2, 16, 16, 1)).double(), torch.randn(30, 2, dtype=torch.float64), 1e-7
    slopes = [(critic(points + step * way) - critic(points - step * way)) / (2 * step) for way in torch.eye(2)]
    norms = torch.cat(slopes, 1).norm(dim=1)
    torch.testing.assert_close(_penalty(critic, points), (norms - 1).square().mean(), rtol=1e-6, atol=0)


def test_it_finds_where_the_points_are() -> None:
    """One mode off the center: within few steps the generator's mean has moved most of the way."""
    place = torch.tensor([[0.6, -0.4]], dtype=torch.float64)
    mixture = GaussianMixture(place, torch.ones(1, dtype=torch.float64), 0.2)
    latents = 2 * torch.rand(2000, 2, generator=torch.Generator().manual_seed(5)) - 1
    trained = wgan(mixture, steps=60, progress=False)
    before, after = ((model(latents).mean(0) - place[0]).norm().item() for model in (mlp((2, 64, 64, 64, 2)), trained))
    assert after < 0.4 * before


def test_it_generates_in_as_many_dimensions_as_the_mixture_has() -> None:
    one = GaussianMixture(torch.zeros(1, 3, dtype=torch.float64), torch.ones(1, dtype=torch.float64), 1.0)
    generator = wgan(one, steps=1, progress=False)
    assert generator(torch.zeros(4, 2)).shape == (4, 3)
    assert not generator.training


def test_it_is_remembered_by_all_that_it_depends_on(cache: Path) -> None:
    first = weights(wgan(MIXTURE, steps=2, progress=False))
    (file,) = cache.iterdir()
    before = file.stat().st_mtime_ns
    assert torch.equal(weights(wgan(MIXTURE, steps=2, progress=False)), first)
    assert file.stat().st_mtime_ns == before
    assert torch.equal(weights(wgan(MIXTURE, steps=2, progress=False, cache=False)), first)
    for mixture, how in (
        (MIXTURE, {"steps": 3}),
        (MIXTURE, {"steps": 2, "seed": 1}),
        (replace(MIXTURE, deviation=0.3), {"steps": 2}),
        (replace(MIXTURE, weights=MIXTURE.weights.flip(0)), {"steps": 2}),
        (replace(MIXTURE, modes=2 * MIXTURE.modes), {"steps": 2}),
    ):
        assert not torch.equal(weights(wgan(mixture, progress=False, **how)), first)
    assert len(list(cache.iterdir())) == 6


def test_the_bar_shows_steps_and_loss(capsys: pytest.CaptureFixture[str]) -> None:
    wgan(MIXTURE, steps=2)
    told = capsys.readouterr().err
    assert "2/2" in told
    assert "loss=" in told


def test_no_steps_are_refused() -> None:
    with pytest.raises(ValueError, match=r"There are 0 steps\. Training takes at least one\. Choose a larger"):
        wgan(MIXTURE, steps=0)
