"""A user's own network among the initializations: its weights with other biases, and with its own."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets import zoo
from splinewidgets.geometry import tessellate
from splinewidgets.pictures.scene.own_layers import read_layers
from splinewidgets.widgets.teaching.initialization_explorer import InitializationExplorer

NAMES = ["zero_bias", "random_bias", "normalized", "own_bias"]
TRIANGLE = [[0.0, 0.0], [1.0, 0.5], [0.5, 1.0]]


def network() -> nn.Sequential:
    """Of three widths and two activations, one of them there twice, with outputs behind the last."""
    torch.manual_seed(5)
    relu = nn.ReLU()
    return nn.Sequential(
        nn.Flatten(), nn.Linear(2, 6), relu, nn.Linear(6, 4, bias=False), nn.LeakyReLU(0.2), nn.Linear(4, 5), relu,
        nn.Linear(5, 3),
    )  # fmt: skip


def linears(model: nn.Module) -> list[nn.Linear]:
    return [module for module in model.modules() if isinstance(module, nn.Linear)]


def test_all_have_its_weights_and_the_last_its_biases_as_well() -> None:
    model = network().train()
    before = copy.deepcopy(model.state_dict())
    explorer = InitializationExplorer(TRIANGLE, model, seed=3)
    try:
        found = explorer.tessellations
        assert list(found) == NAMES and (explorer.depth, explorer.width, explorer.layer) == (3, 6, 3)
        networks = explorer.networks
        for made in (networks.zero_bias, networks.random_bias, networks.normalized):
            for own, copied in zip(linears(model), linears(made), strict=False):
                assert torch.equal(own.weight.double(), copied.weight)
        assert not any(linear.bias.any() for linear in linears(networks.zero_bias))
        hidden = copy.deepcopy(model[:-1]).double()
        assert found["own_bias"].tile_count == tessellate(hidden, found["own_bias"].slice).tile_count
        # The root mean squared distance to the hyperplanes of the first layer.
        points, first = torch.tensor(TRIANGLE).double(), hidden[1]
        away = first(points) / first.weight.norm(dim=1)
        assert explorer.distances["own_bias"][0] == pytest.approx((away**2).mean().sqrt().item(), rel=1e-6)
        assert "with its own biases" in explorer._sentence() and explorer.status.count(",") == 2
        assert explorer._still_pixels(40_000).shape[1] > 3.5 * explorer._still_pixels(40_000).shape[0]
        # Points move batch normalization alone.
        tiles = {name: each.tile_count for name, each in found.items()}
        explorer.points = [[-2.0, -1.0], [-1.0, -2.0], [-1.5, 0.0]]
        moved = {name: each.tile_count for name, each in explorer.tessellations.items()}
        assert [name for name in NAMES if moved[name] != tiles[name]] == ["normalized"]
        explorer.look = "density"
        assert list(explorer.densities) == NAMES and explorer.ratios["own_bias"].shape == (3,)
    finally:
        explorer.close()
    assert model.training and all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_what_is_shown_stays_while_the_model_is_trained() -> None:
    model = zoo.mlp((2, 5, 1))
    explorer = InitializationExplorer(TRIANGLE, model)
    try:
        tiles = explorer.tessellations["own_bias"]
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.zero_()
        explorer.points = [*TRIANGLE, [1.0, 1.0]]
        assert explorer.tessellations["own_bias"] is tiles
    finally:
        explorer.close()


def test_depth_and_width_are_the_models() -> None:
    explorer = InitializationExplorer(TRIANGLE, zoo.mlp((2, 5, 1)))
    try:
        with pytest.raises(ValueError, match=r"depth is 3\. The layers are those of your own model\."):
            explorer.depth = 3
        explorer.set_state({"width": 7})
        assert "width is 7. The layers are those of your own model." in explorer.error
        assert (explorer.depth, explorer.width) == (1, 5)
        explorer.seed = 4
        assert explorer.tessellations and explorer.error == ""
    finally:
        explorer.close()
    with pytest.raises(ValueError, match=r"A model was given, and depth or width\."):
        InitializationExplorer(TRIANGLE, zoo.mlp((2, 5, 1)), width=5)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (zoo.mlp((3, 4, 1)), "The model takes 3 inputs. The points lie in the plane of two inputs."),
        (nn.Sequential(nn.Linear(2, 3), nn.GELU()), "Module 1 of the model is a GELU."),
        (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU()), "Module 1 of the model is a BatchNorm1d."),
        (nn.Sequential(nn.Linear(2, 3)), "The model has no activation, and so no hyperplane."),
        (nn.Sequential(), "The model has no activation, and so no hyperplane."),
        (zoo.mlp((2, *[2] * 17, 1)), "The model has 17 hidden layers, of up to 2 units. At most 16 are shown"),
        (zoo.mlp((2, 1025, 1)), "The model has 1 hidden layers, of up to 1025 units."),
    ],
)
def test_other_models_are_refused(model: Any, said: str) -> None:
    with pytest.raises(ValueError) as refusal:
        InitializationExplorer(TRIANGLE, model)
    assert str(refusal.value).startswith(said)


def test_what_is_no_sequential_and_no_number_is_refused() -> None:
    with pytest.raises(TypeError, match=r"The model is a Linear\. It must be an nn\.Sequential\."):
        InitializationExplorer(TRIANGLE, nn.Linear(2, 3))  # type: ignore[arg-type]
    model = zoo.mlp((2, 4, 1))
    with torch.no_grad():
        linears(model)[0].weight[0, 0] = np.nan
    with pytest.raises(ValueError, match="There is a NaN or an infinite number among the weights"):
        read_layers(model)
