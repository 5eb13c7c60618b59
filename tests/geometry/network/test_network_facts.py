"""What a network tells of its model, and takes from it."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from small_networks import MODELS, filled, without_end
from torch import nn

from splinewidgets.geometry import Network


def test_layers_are_named_after_their_modules() -> None:
    def names(key):
        model, shape = MODELS[key]
        return [layer.name for layer in Network(filled(model), torch.zeros(shape)).layers]

    assert names("perceptron") == ["1", "3"]
    assert names("one shared activation") == ["act", "act (2)"]
    assert names("residual") == ["0.body.2", "0.act", "1.body.2", "1.act"]
    assert names("mixer") == ["relu", "leaky_relu"]
    assert names("input cut first") == ["relu", "abs"]


def test_terminal_activation_is_dropped_and_named() -> None:
    linear = nn.Linear(3, 2)
    x = torch.randn(4, 3)
    for end, name in ((nn.Softmax(1), "softmax"), (nn.LogSoftmax(1), "log_softmax"), (nn.Sigmoid(), "sigmoid")):
        network = Network(nn.Sequential(linear, end), x[0])
        assert network.dropped == name
        torch.testing.assert_close(network(x), linear(x))
    network = Network(Call(lambda s, x: torch.sigmoid(s.a(x)[:, :1]).squeeze(1), a=linear), x[0])
    assert network.dropped == "sigmoid" and network.output_shape == ()
    torch.testing.assert_close(network(x), linear(x)[:, 0])
    assert Network(linear, x[0]).dropped is None


def test_checkpoint_is_the_same_graph_with_other_parameters() -> None:
    for name in ("perceptron", "convolutional", "mixer", "weight norm"):
        model, shape = MODELS[name]
        before, after = filled(model), filled(model)
        with torch.no_grad():
            for parameter in after.parameters():
                parameter.add_(torch.rand_like(parameter) * 0.1)
        network = Network(before, torch.zeros(shape))
        x = torch.randn(4, *shape)
        later = network.with_parameters(after.state_dict())
        torch.testing.assert_close(without_end(after, later, later(x)), after(x))
        torch.testing.assert_close(without_end(before, network, network(x)), before(x))
        assert later.layers == network.layers
        as_arrays = network.with_parameters({key: value.numpy() for key, value in after.state_dict().items()})
        assert torch.equal(as_arrays(x), later(x))


def test_training_the_model_does_not_change_the_network() -> None:
    model = perceptron(2, 4, 1)
    network = Network(model, [0.0, 0.0])
    before = network(torch.ones(1, 2))
    with torch.no_grad():
        model[0].weight.zero_()
    assert torch.equal(network(torch.ones(1, 2)), before)


def test_exporting_leaves_the_model_as_it_was() -> None:
    model = filled(MODELS["convolutional"][0])
    before = copy.deepcopy(model.state_dict())
    Network(model, torch.zeros(1, 8, 8))
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_precision_comes_from_the_original_parameters() -> None:
    model = perceptron(2, 4, 1).double()
    network = Network(model, [0.0, 0.0])
    x = torch.randn(3, 2, dtype=torch.float64)
    there_and_back = network.to(torch.float32).to(dtype=torch.float64)
    assert torch.equal(there_and_back(x), model(x))
    assert network.to(torch.float64) is network.to() is network
    assert network.to(torch.float32) is network.to(torch.float32)
    assert network.to(torch.float32)(x.float()).dtype == torch.float32


@pytest.mark.parametrize("example", [[0.0, 0.0], [0, 0], (0, 0), np.zeros(2), np.zeros(2, np.float32), torch.zeros(2)])
def test_example_is_any_array_like(example) -> None:
    assert Network(perceptron(2, 3, 1), example).input_shape == (2,)


def test_calls_inside_no_grad_are_followed() -> None:
    def forward(s, x):
        with torch.no_grad():
            y = F.relu(s.a(x))
        return y + x

    network = Network(Call(forward, a=nn.Linear(3, 3)), torch.zeros(3))
    assert len(network.layers) == 1


def test_a_model_whose_input_is_whole_numbers_gets_floating_ones() -> None:
    assert Network(nn.ReLU(), np.zeros(3, np.int64)).dtype == torch.get_default_dtype()


def test_repr_tells_shapes_and_knots() -> None:
    assert repr(Network(perceptron(2, 3, 1), [0, 0])) == "Network((2,) -> (1,), units at knots: 3, torch.float32)"
