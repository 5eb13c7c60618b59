"""What `Network` refuses, and how it says so."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from torch import nn

from splinewidgets.geometry import Network, UnsupportedOperation


@pytest.mark.parametrize(
    ("model", "example", "kind", "fact", "remedy"),
    [
        (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)), [0, 0], UnsupportedOperation, "1.running_mean", "eval()"),
        (nn.Sequential(nn.Linear(2, 3), nn.Dropout()), [0, 0], UnsupportedOperation, "dropout' at 1", ".eval()"),
        (nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.GELU())), [0, 0], UnsupportedOperation, "at 0.1", "nn.ReLU"),
        (nn.Linear(2, 2), [0, 0, 0], ValueError, "fails on a batch of shape (3, 3): mat1 and mat2", "Pass one input"),
        (nn.Linear(2, 2), [0, float("nan")], ValueError, "NaN or infinite entries in the example", "Check where"),
        (Call(lambda s, x: (x, x)), [0, 0], ValueError, "returns 2 tensors", "Pass the one to look at"),
        (Call(lambda s, x: {"a": x, "b": x}), [0, 0], ValueError, "returns 2 tensors", "Pass the one to look at"),
        (Call(lambda s, x: "text"), [0, 0], ValueError, "returns no tensor", "Wrap the model"),
        (Call(lambda s, x: x if x.sum() > 0 else -x), [0, 0], UnsupportedOperation, "reads a value", "torch.relu"),
        (Call(lambda s, x: x.view(3, 2)), [0, 0], ValueError, "shape '[3, 2]' is invalid", "any size"),
        (Call(lambda s, x: x if len(x) > 4 else F.relu(x)), [0, 0], UnsupportedOperation, "else for 3 inputs", "batch"),
        (Call(lambda s, x: x + len(x) ** 2), [0, 0], UnsupportedOperation, "takes 9 for 3 inputs and 25", "on its own"),
        (Call(lambda s, x: x * len(x)), [1, 1], ValueError, "another output when other inputs", "Remove what mixes"),
        (Call(lambda s, x: x.flip(0)), [1, 2], ValueError, "another output when other inputs", "Remove what mixes"),
        (Call(lambda s, x: x * 1e38 * 1e38), [1, 1], ValueError, "returns NaN or infinity", "Pass an example"),
        (lambda x: x, [0, 0], TypeError, "The model is a function", "Wrap a function"),
    ],
)  # fmt: skip
def test_errors_name_the_fault_and_the_remedy(model, example, kind, fact, remedy) -> None:
    with pytest.raises(kind) as error:
        Network(model, np.asarray(example, np.float32))
    message = str(error.value)
    assert fact in message and remedy in message, message
    assert message.count(". ") >= 2, message


def test_parameters_must_be_finite() -> None:
    model = perceptron(2, 3, 1)
    network = Network(model, [0, 0])
    with torch.no_grad():
        model[2].weight[0, 0] = float("inf")
    with pytest.raises(ValueError, match=r"^2\.weight of the model contains NaN or infinity\."):
        Network(model, [0, 0])
    with pytest.raises(ValueError, match=r"^2\.weight of the model contains NaN"):
        network.with_parameters(model.state_dict())


def test_state_dict_must_fit() -> None:
    model = perceptron(2, 3, 3, 3, 1)
    network = Network(model, [0, 0])
    state = model.state_dict()
    with pytest.raises(ValueError, match=r"lacks 0\.weight, 0\.bias, 2\.weight and 5 more and has 0\.weight_"):
        network.with_parameters({f"{name}_": value for name, value in state.items()})
    with pytest.raises(ValueError, match=r"has 0\.weight of shape \(4, 2\) instead of \(3, 2\)\. It must have"):
        network.with_parameters({**state, "0.weight": torch.zeros(4, 2)})
    with pytest.raises(ValueError, match=r"has extra in addition"):
        network.with_parameters({**state, "extra": torch.zeros(1)})


def test_inputs_must_be_batches_of_the_networks_shape() -> None:
    network = Network(perceptron(2, 3, 1), [0, 0])
    with pytest.raises(ValueError, match=r"shape \(2,\)\. The network takes batches of shape \(N, 2\)"):
        network(torch.zeros(2))
