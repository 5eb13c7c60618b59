"""Models that return several tensors, and models that torch cannot follow."""

from __future__ import annotations

from collections import OrderedDict

import pytest
import torch
from torch import nn

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, tessellate
from splinewidgets.geometry.model.model_output import find_output, pick


class Heads(nn.Module):
    """Returns whatever `arrange` makes of two tensors."""

    def __init__(self, arrange) -> None:
        super().__init__()
        self.a, self.b, self.arrange = nn.Linear(2, 3), nn.Linear(2, 2), arrange

    def forward(self, x):
        return self.arrange(self.a(x).relu(), self.b(x).abs())


X = torch.tensor([[0.3, -0.2], [1.0, 2.0]])
BOX = Slice.box((-1, 1), (-1, 1))


@pytest.mark.parametrize(
    ("arrange", "output"),
    [
        (lambda a, b: {"features": a, "logits": b}, "logits"),
        (lambda a, b: (a, b), 1),
        (lambda a, b: [a, b], -1),
        (lambda a, b: ((a, a), b), 1),
        (lambda a, b: {"inner": {"a": a}, "logits": b, "loss": None}, "logits"),
        (lambda a, b: (b,), None),
        (lambda a, b: {"only": b}, None),
        (lambda a, b: (b, None), None),
    ],
)
def test_the_caller_picks_an_output(arrange, output) -> None:
    model = Heads(arrange)
    network = Network(model, X[0], output=output)
    torch.testing.assert_close(network(X), model.b(X).abs())
    assert [layer.operation for layer in network.layers] == ["abs"]
    assert tessellate(model, BOX, output=output).tile_count == tessellate(network, BOX).tile_count


def test_a_dict_of_a_class_of_its_own_is_one() -> None:
    class Returned(OrderedDict[str, torch.Tensor]):
        pass

    returned = Returned(features=X, logits=2 * X)
    assert pick(returned, find_output(returned, "logits", "Model")) is returned["logits"]
    with pytest.raises(ValueError, match="output='features' or output='logits'"):
        find_output(returned, None, "Model")


@pytest.mark.parametrize(
    ("arrange", "output", "message"),
    [
        (lambda a, b: {"features": a, "logits": b}, None, "returns 2 tensors.*output='features' or output='logits'"),
        (lambda a, b: (a, b), None, "returns 2 tensors.*output=0 or output=1"),
        (lambda a, b: (a, b), 2, "no single tensor as 2.*output=0 or output=1"),
        (lambda a, b: {"a": a, "b": b}, "c", "no single tensor as 'c'.*output='a' or output='b'"),
        (lambda a, b: ((a, a), b), 0, "no single tensor as 0.*output=1"),
        (lambda a, b: b, 0, "no single tensor as 0"),
        (lambda a, b: 3, None, "returns no tensor"),
    ],
)
def test_without_a_choice_the_error_lists_them(arrange, output, message) -> None:
    with pytest.raises(ValueError, match=message):
        Network(Heads(arrange), X[0], output=output)


def test_a_network_has_its_output_already() -> None:
    network = Network(Heads(lambda a, b: (a, b)), X[0], output=0)
    with pytest.raises(ValueError, match=r"has one output already.*where the Network is made"):
        tessellate(network, BOX, output=1)


class Undecided(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class ByItem(nn.Module):
    def forward(self, x):
        return x * float(x.max())


@pytest.mark.parametrize("inner", [Undecided, ByItem])
def test_data_dependent_control_flow_is_refused_with_its_place(inner) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), inner()))
    with pytest.raises(UnsupportedOperation) as error:
        Network(model, X[0])
    message = str(error.value)
    assert "reads a value that depends on the input at 1.1. A" in message
    assert "torch.relu" in message and "See test_model_output.py, line" in message


def test_positions_of_maxima_are_refused() -> None:
    class Positions(nn.Module):
        def forward(self, x):
            values, indices = x.max(1)
            return values + indices

    with pytest.raises(UnsupportedOperation, match=r"'aten.argmax' in Positions.forward.*Use the values alone"):
        Network(Positions(), X[0])


def test_a_window_of_nothing_but_padding_is_refused() -> None:
    model = nn.MaxPool1d(2, stride=1, padding=1, dilation=3)
    with pytest.raises(ValueError, match="wholly in the padding"):
        Network(model, torch.zeros(1, 2))
