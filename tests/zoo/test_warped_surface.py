from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets.zoo import WarpedSurface, mlp, warped_surface

SURFACE = WarpedSurface(nn.Sequential())


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


def square(count: int, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return 2 * torch.rand(count, 2, generator=random, dtype=torch.float64) - 1


def test_the_warp_maps_the_square_onto_itself_and_crowds_its_center() -> None:
    corners = torch.tensor([[-1.0, 1.0], [0.0, 0.0], [1.0, -1.0]])
    torch.testing.assert_close(SURFACE.warp(corners), corners)
    latents = square(1000)
    warped = SURFACE.warp(latents)
    assert torch.equal(warped.sign(), latents.sign())
    assert (warped.abs() < latents.abs()).all()
    torch.testing.assert_close(torch.asinh(warped * torch.sinh(torch.tensor(2.5).double())) / 2.5, latents)


def test_the_surface_is_the_graph_of_a_height() -> None:
    coordinates = square(50)
    points = SURFACE.lift(coordinates)
    assert torch.equal(points[:, :2], coordinates)
    heights = [0.5 * torch.sin(2.5 * s) * torch.cos(1.5 * t) for s, t in coordinates]
    torch.testing.assert_close(points[:, 2], torch.stack(heights))


def test_the_area_element_is_the_volume_of_the_jacobian() -> None:
    coordinates = square(50)
    step = 1e-5
    along_s, along_t = (
        (SURFACE.lift(coordinates + step * way) - SURFACE.lift(coordinates - step * way)) / (2 * step)
        for way in torch.eye(2, dtype=torch.float64)
    )
    found = torch.linalg.vector_norm(torch.linalg.cross(along_s, along_t), dim=1)
    torch.testing.assert_close(SURFACE.area_element(coordinates), found, rtol=1e-8, atol=0)


def test_training_comes_nearer_to_the_surface() -> None:
    latents = square(2000).float()
    wanted = SURFACE.lift(SURFACE.warp(latents))

    def error(generator: nn.Module) -> float:
        with torch.no_grad():
            return (generator(latents) - wanted).square().mean().item()

    generator = warped_surface(steps=60, progress=False).generator
    assert not generator.training
    assert error(generator) < 0.05 * error(mlp((2, 128, 128, 3)))


def test_it_is_remembered_by_seed_and_steps(cache: Path) -> None:
    first = weights(warped_surface(steps=2, progress=False).generator)
    (file,) = cache.iterdir()
    before = file.stat().st_mtime_ns
    assert torch.equal(weights(warped_surface(steps=2, progress=False).generator), first)
    assert file.stat().st_mtime_ns == before
    assert torch.equal(weights(warped_surface(steps=2, progress=False, cache=False).generator), first)
    assert not torch.equal(weights(warped_surface(steps=2, seed=1, progress=False).generator), first)
    assert not torch.equal(weights(warped_surface(steps=3, progress=False).generator), first)
    assert len(list(cache.iterdir())) == 3


def test_the_bar_shows_steps_and_loss(capsys: pytest.CaptureFixture[str]) -> None:
    warped_surface(steps=2)
    told = capsys.readouterr().err
    assert "2/2" in told
    assert "loss=" in told


def test_no_steps_are_refused() -> None:
    with pytest.raises(ValueError, match=r"There are 0 steps\. Training takes at least one\. Choose a larger"):
        warped_surface(steps=0)
