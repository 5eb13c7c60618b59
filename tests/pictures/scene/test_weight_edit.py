"""A weight as it is drawn, and the entry of a parameter behind it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from splinewidgets.geometry import Network
from splinewidgets.pictures.scene.weight_edit import read_weight


class Scaled(nn.Module):
    """Its pre-activations are -3 times those of a Linear layer, whose inputs are halved and change places."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.inner, self.outer = nn.Linear(2, 3), nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.outer((-3 * self.inner(x.flip(1) / 2)).relu())


@pytest.mark.parametrize("source", [0, -1])
def test_what_is_drawn_becomes_what_was_asked(source: int) -> None:
    model = Scaled().double()
    network = Network(model, torch.zeros(2, dtype=torch.float64))
    edit = {"column": 1, "unit": 2, "source": source, "entry": 0, "value": 0.75}
    change = read_weight(edit, network)
    expected = ("inner.weight", (2, 1), -0.5) if source == 0 else ("inner.bias", (2,), -0.25)
    assert (change.name, change.place) == expected[:2] and change.value == pytest.approx(expected[2], abs=1e-12)
    with torch.no_grad():
        model.state_dict()[change.name][change.place] = change.value
    column = Network(model, torch.zeros(2, dtype=torch.float64)).unit_graph.columns[1]
    weights = column.connections[0].weights
    assert weights is not None
    drawn = weights[2, 0] if source == 0 else column.constant[2]
    assert drawn == pytest.approx(0.75, abs=1e-12)


@pytest.mark.parametrize("wrong", [{"column": 0}, {"source": 1}, {"entry": 2}, {"value": True}, {"unit": None}])
def test_what_is_no_weight_is_refused(wrong: dict[str, Any]) -> None:
    network = Network(Scaled(), torch.zeros(2))
    with pytest.raises(ValueError, match=r"^[^.]+\. .+\. .+\.$"):
        read_weight({"column": 1, "unit": 0, "source": 0, "entry": 0, "value": 1.0, **wrong}, network)
