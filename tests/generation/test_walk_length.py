from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.generation import walk_length
from splinewidgets.geometry import Network, UnsupportedOperation
from splinewidgets.zoo import mlp

FINE = 40_001


def sampled(generator: nn.Module, start: torch.Tensor, end: torch.Tensor) -> float:
    """The length by the distances of many outputs in a row: less than it is by what corners are cut."""
    t = torch.linspace(0, 1, FINE, dtype=torch.float64).reshape(-1, *[1] * start.ndim)
    with torch.no_grad():
        outputs = generator(torch.lerp(start[None], end[None], t)).flatten(1)
    return float(outputs.diff(dim=0).norm(dim=1).sum())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1, 2, 5]))
def test_it_is_what_dense_samples_approach(seed: int, size: int) -> None:
    generator = mlp((size, 16, 16, 4), seed=seed).double()
    latents = 2 * torch.randn(3, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    lengths = walk_length(generator, latents)
    for i, length in enumerate(lengths):
        below = sampled(generator, latents[i], latents[i + 1])
        assert below <= length * (1 + 1e-9)
        assert length == pytest.approx(below, rel=1e-3)
    with torch.no_grad():
        ends = generator(latents).diff(dim=0).norm(dim=1).numpy()
    assert (lengths >= ends * (1 - 1e-9)).all()


def test_linear_and_folded_walks_have_closed_forms() -> None:
    linear = nn.Linear(3, 5).double()
    latents = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    with torch.no_grad():
        wanted = (latents.diff(dim=0) @ linear.weight.T).norm(dim=1)
    np.testing.assert_allclose(walk_length(linear, latents), wanted, rtol=1e-12)
    # Through the kink of each coordinate: |z| goes down and up again.
    there_and_back = walk_length(nn.LeakyReLU(0.25), [[-4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, -8.0]])
    np.testing.assert_allclose(there_and_back, [1 + 4, 0, 2])


def test_a_short_step_is_not_rounded_away_in_a_model_of_few_digits() -> None:
    linear = nn.Linear(1, 1)
    with torch.no_grad():
        linear.weight.fill_(2.0)
    assert walk_length(linear, [[1.0], [1.0 + 1e-9]])[0] == pytest.approx(2e-9, rel=1e-5)


def test_cutting_a_step_in_two_changes_nothing() -> None:
    generator = mlp((2, 32, 32, 3), seed=1).double()
    whole = walk_length(generator, [[-1.0, -1.0], [1.0, 0.7]])
    parts = walk_length(generator, [[-1.0, -1.0], [-0.4, -0.49], [1.0, 0.7]])
    assert parts.sum() == pytest.approx(float(whole[0]), rel=1e-12)
    back = walk_length(generator, [[1.0, 0.7], [-1.0, -1.0]])
    assert back[0] == pytest.approx(float(whole[0]), rel=1e-12)


class Images(nn.Module):
    """Images of latents (3, 1, 1) and a class."""

    def __init__(self) -> None:
        super().__init__()
        self.of_class, self.first, self.last = (
            nn.Embedding(4, 3),
            nn.ConvTranspose2d(3, 4, 2),
            nn.ConvTranspose2d(4, 1, 2),
        )

    def forward(self, z, label):
        return {"image": self.last(self.first(z + self.of_class(label)[..., None, None]).relu()), "latent": z}


def test_a_class_an_output_and_latents_of_a_shape() -> None:
    model = Images().double()
    latents = torch.randn(2, 3, 1, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    (length,) = walk_length(model, latents, condition=2, output="image")
    labels = torch.full((FINE,), 2)
    dense = sampled(lambda z: model(z, labels)["image"], *latents)  # type: ignore[arg-type]
    assert length == pytest.approx(dense, rel=1e-3)
    assert walk_length(model, latents, condition=2, output="latent")[0] == pytest.approx(
        float(latents.diff(dim=0).norm())
    )


ENDS = {"sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "softplus": nn.Softplus(), "gelu": nn.GELU(), "silu": nn.SiLU()}


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("scale", (0.3, 4.0, 40.0))
def test_behind_a_smooth_end_it_is_what_dense_samples_approach(name: str, scale: float) -> None:
    body = mlp((3, 16, 16, 5), seed=2).double()
    with torch.no_grad():
        body[-1].weight.mul_(scale)
    model = nn.Sequential(body, ENDS[name])
    latents = torch.randn(3, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    lengths = walk_length(model, latents)
    dense = [sampled(model, *pair) for pair in pairwise(latents)]
    np.testing.assert_allclose(lengths, dense, rtol=1e-4)
    assert (lengths >= np.array(dense) * (1 - 1e-6)).all()  # chords are shorter
    parts = walk_length(model, torch.stack([latents[0], torch.lerp(latents[0], latents[1], 0.37), latents[1]]))
    assert parts.sum() == pytest.approx(lengths[0], rel=3e-6)
    network = Network(model, latents[0], smooth_end=True)
    np.testing.assert_allclose(walk_length(network, latents), lengths)


@pytest.mark.parametrize("reach", (1.0, 1e3, 1e7))
def test_each_output_that_rises_once_adds_a_unit(reach: float) -> None:
    """The image of a line under steep sigmoids, one after the other, goes along the edges of a cube."""
    steep = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid()).double()
    with torch.no_grad():
        steep[0].weight.fill_(1e3)
        steep[0].bias.copy_(torch.tensor([-300.0, 0.0, 450.0]))
    assert walk_length(steep, [[-reach], [1.3 * reach]])[0] == pytest.approx(3, rel=1e-6)


def test_of_one_output_it_is_the_way_up_and_down() -> None:
    bump = nn.Sequential(nn.Linear(1, 1), nn.SiLU()).double()
    with torch.no_grad():
        bump[0].weight.fill_(1.0)
        bump[0].bias.zero_()
    least = -0.27846454276107377
    silu = [float(torch.nn.functional.silu(torch.tensor(x, dtype=torch.float64))) for x in (-8.0, 5.0)]
    assert walk_length(bump, [[-8.0], [5.0]])[0] == pytest.approx(sum(silu) - 2 * least, rel=1e-6)


def test_what_has_no_length_is_refused() -> None:
    squashed = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.Softmax(1))
    walk = [[0.0, 0.0], [1.0, 1.0]]
    with pytest.raises(UnsupportedOperation, match=r"softmax.* Take the softmax off"):
        walk_length(squashed, walk)
    with pytest.raises(UnsupportedOperation, match="tanh"):
        walk_length(nn.Sequential(nn.Tanh(), nn.Linear(2, 3)), walk)
    with pytest.raises(ValueError, match=r"There is one latent\."):
        walk_length(nn.Linear(2, 3), [[0.0, 0.0]])
    with pytest.raises(ValueError, match=r"latents have shape \(2,\)\. They must be a batch"):
        walk_length(nn.Linear(2, 3), [0.0, 0.0])
    with pytest.raises(ValueError, match=r"NaN or infinite entries in the latents"):
        walk_length(nn.Linear(2, 3), [[0.0, 0.0], [np.nan, 1.0]])
    with pytest.raises(ValueError, match=r"returns 2 tensors\. .* output='image' or output='latent'"):
        walk_length(Images(), torch.zeros(2, 3, 1, 1), condition=1)
    with pytest.raises(ValueError, match=r"A Network has one output already"):
        walk_length(Network(nn.Linear(2, 3), [0.0, 0.0]), walk, output=0)
