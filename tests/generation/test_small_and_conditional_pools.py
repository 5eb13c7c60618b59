"""Pools of one latent or none, and of one class and one output of a generator."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.generation import Pool, magnet, polarity, pool
from splinewidgets.zoo import mlp

LATENTS = 2 * torch.rand(600, 2, generator=torch.Generator().manual_seed(0)) - 1


@pytest.mark.parametrize("draw", (pool, lambda *given: magnet(*given, 1), lambda *given: polarity(*given, 1, 0.5)))
def test_a_pool_of_one_or_none_is_refused(draw) -> None:
    generator = mlp((2, 4, 3))
    with pytest.raises(ValueError, match=r"1 latent was given\. .* Pass some thousands"):
        draw(generator, LATENTS[:1])
    with pytest.raises(ValueError, match=r"They must be a batch"):
        draw(generator, LATENTS[:0])
    for latents in (torch.zeros(0, 2), torch.tensor(1.0), torch.zeros(3)):
        with pytest.raises(ValueError, match=r"They must be a batch \(N, \*latent_shape\) with N > 0"):
            Pool(latents, torch.zeros(latents.shape[:1]))


def test_one_class_and_one_output_of_several() -> None:
    class Decoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.of_class, self.body = nn.Embedding(3, 2), mlp((2, 8, 3))

        def forward(self, z, label):
            mean = self.body(z + self.of_class(label))
            return mean, 2 * mean

    decoder = Decoder().double()
    shifted = LATENTS.double() + decoder.of_class.weight[1].detach()
    plain = pool(decoder.body, shifted).log_volumes
    for output, factor in ((0, 1), (1, 4)):
        measured = pool(decoder, LATENTS, condition=1, output=output)
        np.testing.assert_allclose(measured.log_volumes, plain + np.log(factor), atol=1e-6)
    with pytest.raises(ValueError, match=r"returns 2 tensors\. One tensor is needed, here output=0 or output=1"):
        pool(decoder, LATENTS, condition=1)


@pytest.mark.parametrize(
    ("condition", "shape"),
    [([1], r"\(1,\)"), (torch.ones(600, dtype=torch.int64), r"\(600,\)"), (9, r"\(\)"), ((1, 2), r"\(\) and \(\)")],
    ids=("a batch of one", "one each", "no class", "two"),
)
def test_a_condition_that_does_not_fit_is_told_of(condition, shape: str) -> None:
    class Decoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.of_class, self.body = nn.Embedding(3, 2), mlp((4, 8, 3))

        def forward(self, z, label):
            return self.body(torch.cat([z, self.of_class(label)], 1))

    with pytest.raises(
        ValueError, match=rf"Decoder fails on .* at a condition of shape {shape}: .* without a batch axis"
    ):
        pool(Decoder(), LATENTS, condition=condition)


def test_a_polarity_may_be_a_tensor() -> None:
    measured = pool(mlp((2, 8, 3)), LATENTS)
    np.testing.assert_array_equal(measured.sample(9, torch.tensor(0.1)), measured.sample(9, 0.1))
