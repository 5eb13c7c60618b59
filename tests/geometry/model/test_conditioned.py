from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from splinewidgets import Conditioned, ManifoldSampler, polarity, pool
from splinewidgets.geometry import Manifold, Network, Slice, tessellate

SQUARE = Slice.box((-1, 1), (-1, 1))


class Decoder(nn.Module):
    """Conditional on a class and on a vector."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.of_class = nn.Embedding(5, 3)
        self.last = nn.Sequential(nn.Linear(7, 8), nn.ReLU(), nn.Linear(8, 3))

    def forward(self, z: Tensor, label: Tensor, style: Tensor) -> Tensor:
        return self.last(torch.cat([z, self.of_class(label), style], 1))


def folded(decoder: Decoder, label: int, style: list[float]) -> nn.Module:
    """The same function of z, with the conditions in the first layer's bias."""
    first, _, last = decoder.last
    other = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3))
    with torch.no_grad():
        fixed = torch.cat([decoder.of_class.weight[label], torch.tensor(style)])
        other[0].weight.copy_(first.weight[:, :2])
        other[0].bias.copy_(first.bias + first.weight[:, 2:] @ fixed)
    other[2].load_state_dict(last.state_dict())
    return other


def test_it_is_the_model_at_one_condition() -> None:
    decoder = Decoder()
    fixed = Conditioned(decoder, 3, [0.5, -1.0])
    plain = folded(decoder, 3, [0.5, -1.0])
    z = torch.randn(20, 2)
    torch.testing.assert_close(fixed(z), plain(z))
    one, other = tessellate(fixed, SQUARE), tessellate(plain, SQUARE)
    assert one.tile_count == other.tile_count > 1
    np.testing.assert_allclose(np.sort(one.areas()), np.sort(other.areas()), atol=1e-6)  # float32 sums in another order
    assert tessellate(Conditioned(decoder, 1, [0.5, -1.0]), SQUARE).tile_count != 0


def test_a_pool_is_of_one_condition() -> None:
    decoder, z = Decoder(), 2 * torch.rand(600, 2) - 1
    wanted = pool(folded(decoder, 2, [1.0, 0.0]), z)
    found = pool(decoder, z, condition=(2, [1.0, 0.0]))
    np.testing.assert_allclose(found.log_volumes, wanted.log_volumes, atol=1e-5)
    assert not np.allclose(found.log_volumes, pool(decoder, z, condition=(4, [1.0, 0.0])).log_volumes, atol=1e-2)
    drawn = polarity(decoder, z, 50, -0.5, condition=(2, [1.0, 0.0]))
    torch.testing.assert_close(drawn, polarity(Conditioned(decoder, 2, [1.0, 0.0]), z, 50, -0.5))
    sampler = ManifoldSampler(Manifold(tessellate(Conditioned(decoder, 2, [1.0, 0.0]), SQUARE)))
    assert sampler.sample(10).outputs.shape == (10, 3)


def test_conditions_are_of_the_models_dtype_and_travel_with_it() -> None:
    decoder = Decoder().double()
    fixed = Conditioned(decoder, torch.tensor(3), np.array([0.5, -1.0], np.float32))
    assert fixed(torch.zeros(4, 2, dtype=torch.float64)).dtype == torch.float64
    assert fixed.float()(torch.zeros(4, 2)).dtype == torch.float32
    given = torch.zeros(2)
    fixed = Conditioned(decoder, 3, given)
    given += 1
    assert not fixed.state_dict()["condition_1"].any()


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (
            lambda: Conditioned(lambda z, c: z, 1),
            TypeError,
            r"The model is a function\. It must be a torch\.nn\.Module",
        ),
        (lambda: Conditioned(Decoder()), ValueError, r"There is no condition\."),
        (lambda: Conditioned(Decoder(), 1, [np.nan, 0.0]), ValueError, r"NaN or infinite entries in the condition 2"),
        (lambda: Conditioned(Decoder(), "three"), TypeError, r"The condition 1 cannot be read as an array"),
        (lambda: tessellate(Conditioned(Decoder(), 9, [0.0, 0.0]), SQUARE), ValueError, r"index out of range"),
        (lambda: tessellate(Conditioned(Decoder(), 1), SQUARE), ValueError, r"missing 1 required positional argument"),
        (
            lambda: tessellate(Decoder(), SQUARE),
            ValueError,
            r"takes 3 inputs .* Wrap it in Conditioned\(model, \.\.\.\)",
        ),
        (lambda: pool(Decoder(), torch.zeros(9, 2)), ValueError, r"Pass Conditioned\(generator, condition\)"),
        (
            lambda: pool(Network(nn.Linear(2, 3), torch.zeros(2)), torch.zeros(9, 2), condition=1),
            TypeError,
            r"The generator is a Network, which takes latents alone",
        ),
    ],
)
def test_what_cannot_be_fixed_is_said(call, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()
