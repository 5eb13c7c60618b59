"""Networks with skips of any strength, and their trainings, whose landscapes differ as in Figure 6."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets import ParameterPlane, sampled_loss
from splinewidgets.zoo import ResidualRecipe, Skip, Trained, accuracy, residual_blocks, residual_convnet, residual_mlp


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()])


@pytest.mark.parametrize("make", [residual_mlp, residual_convnet])
@pytest.mark.parametrize("skip", [0.0, 0.5, 1.0])
def test_blocks_are_skips_of_the_strength_and_weights_are_smaller_beside_them(make, skip: float) -> None:
    model, plain = make(4, skip, seed=1), make(4, 0.0, seed=1)
    skips = [module for module in model if isinstance(module, Skip)]
    assert len(skips) == (4 if skip else 0) and all(each.strength == skip for each in skips)
    mine, others = ([m for m in net.modules() if isinstance(m, nn.Linear | nn.Conv2d)] for net in (model, plain))
    for k, (layer, other) in enumerate(zip(mine, others, strict=True)):
        factor = 0.3**skip if 0 < k < 5 else 1.0
        torch.testing.assert_close(layer.weight, factor * other.weight)
        assert not layer.bias.any()
    wide = make(4, 0.0, **({"width": 200} if make is residual_mlp else {"channels": 50}))
    layer = wide[3]
    assert layer.weight.std().item() == pytest.approx(math.sqrt(2 / layer.weight[0].numel()), rel=0.02)


def test_a_block_adds_its_input_times_the_strength() -> None:
    model, x = residual_mlp(1, 0.25), torch.randn(3, 64)
    z = model[:3](x)
    block = model[3]
    torch.testing.assert_close(model[3](z), block[0](z).relu() + 0.25 * z)


def test_chance_is_left_alone_and_wrong_numbers_are_refused() -> None:
    chance = torch.get_rng_state()
    assert torch.equal(weights(residual_mlp(2, seed=5)), weights(residual_mlp(2, seed=5)))
    residual_convnet(2), residual_blocks(2)
    assert torch.equal(torch.get_rng_state(), chance)
    with pytest.raises(ValueError, match="strength of a skip is from 0 to 1"):
        residual_mlp(2, 1.5)
    with pytest.raises(ValueError, match="depth is 0"):
        residual_convnet(0)
    with pytest.raises(ValueError, match="can be relu, leaky, abs"):
        residual_blocks(2, activation="gelu")
    with pytest.raises(ValueError, match="can be 'mlp' or 'convnet'"):
        ResidualRecipe("transformer")  # type: ignore[arg-type]


def test_a_training_is_remembered_under_all_that_it_depends_on(cache: Path) -> None:
    first = ResidualRecipe(depth=2, steps=4).train(progress=False)
    again = ResidualRecipe(depth=2, steps=4).train(progress=False)
    assert again.history.path == first.history.path and torch.equal(weights(again.model), weights(first.model))
    assert first.history.steps == [0, 1, 2, 3, 4] and not first.model.training and len(first.train) == 1000
    assert torch.equal(weights(first.history[0].load_into(first.recipe.model())), weights(first.recipe.model()))
    for change in ({"skip": 0.5}, {"seed": 1}, {"learning_rate": 0.1}, {"batch": 100}):
        other = ResidualRecipe(depth=2, steps=4, **change).train(progress=False)
        assert other.history.path != first.history.path
    assert len(list(cache.iterdir())) == 5


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> dict[float, Trained]:
    """Both networks of depth 20."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPLINEWIDGETS_CACHE", str(tmp_path_factory.mktemp("learned")))
        return {skip: ResidualRecipe(skip=skip).train(progress=False) for skip in (0.0, 1.0)}


def test_both_learn_the_digits(learned: dict[float, Trained]) -> None:
    for each in learned.values():
        assert accuracy(each.model, each.train) > 0.98 and accuracy(each.model, each.test) > 0.93


def test_the_landscape_of_the_plain_network_is_convex_at_far_fewer_points(learned: dict[float, Trained]) -> None:
    fractions = {}
    for skip, each in learned.items():
        plane = ParameterPlane.random(each.model).with_path(each.history)
        sampled = sampled_loss(each.model, each.train.inputs[:500], each.train.labels[:500], plane, cells=25)
        assert sampled.holes == 0 and sampled.path_losses[-1] == pytest.approx(sampled.losses[12, 12], abs=1e-5)
        fractions[skip] = sampled.nonconvex_fraction
    assert fractions[0.0] > 0.1 and fractions[0.0] >= 5 * fractions[1.0]
