from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.generation import walk_length
from splinewidgets.geometry import Network, UnsupportedOperation, linearize
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


def test_what_has_no_exact_length_is_refused() -> None:
    squashed = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.Sigmoid())
    walk = [[0.0, 0.0], [1.0, 1.0]]
    with pytest.raises(UnsupportedOperation, match=r"sigmoid.* Pass linearize\(model\)"):
        walk_length(squashed, walk)
    assert 0 < walk_length(linearize(squashed), walk)[0] < 3
    with pytest.raises(UnsupportedOperation, match="tanh"):
        walk_length(nn.Tanh(), walk)
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
