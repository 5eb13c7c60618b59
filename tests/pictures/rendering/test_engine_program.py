"""The program that travels to the engine of pages: what is in it, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Network, UnsupportedOperation
from splinewidgets.geometry.network import lowering
from splinewidgets.pictures.rendering.engine_program import VERSION, engine_program
from splinewidgets.pictures.wire import decode

READER = Path(__file__).parents[3] / "js/src/engine/program.ts"


def program(model, shape=(2,)):
    return engine_program(Network(model.eval(), torch.zeros(shape)))


def test_python_writes_the_version_that_the_engine_reads():
    (read,) = re.findall(r"export const VERSION = (\d+);", READER.read_text())
    assert int(read) == VERSION


def test_a_perceptron_travels_with_its_own_weights():
    model = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 3))
    written = program(model)
    assert [step["kind"] for step in written["steps"]] == ["affine", "bend", "affine"]
    assert written["widths"] == [2, 5, 5, 3] and written["output"] == 3
    assert written["layers"] == [{"name": "1", "operation": "relu", "units": 5}]
    for step, layer in zip(written["steps"][::2], (model[0], model[2]), strict=True):
        (term,) = step["terms"]
        # In the precision that they have, and not a rounding elsewhere.
        assert np.array_equal(decode(term["weight"]), layer.weight.detach().numpy())
        assert np.array_equal(decode(step["bias"]), layer.bias.detach().numpy())


def test_weights_in_double_precision_are_not_rounded():
    model = nn.Linear(2, 3).double()
    (step,) = program(model)["steps"]
    assert np.array_equal(decode(step["terms"][0]["weight"]), model.weight.detach().numpy())


def test_convolutions_are_sparse_and_what_only_shows_is_none():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Unflatten(1, (2, 36)), nn.Flatten())
    written = program(model, (1, 8, 8))
    assert [step["kind"] for step in written["steps"]] == ["affine", "bend"]
    (term,) = written["steps"][0]["terms"]
    assert decode(term["starts"]).tolist() == list(range(0, 72 * 9 + 1, 9))


class Of(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def test_entries_in_another_order_are_taken():
    written = program(Of(lambda x: torch.relu(x.flip(1)[:, 1:])), (3,))
    assert [step["kind"] for step in written["steps"]] == ["take", "take", "bend"]
    assert decode(written["steps"][0]["entries"]).tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("function", "named"),
    [(lambda x: x.sort(1).values, "sort"), (lambda x: x.clamp(1.0, -1.0), "clamp whose bounds are not in order")],
    ids=["sort", "clamp"],
)
def test_what_the_engine_does_not_know_is_named(function, named):
    with pytest.raises(UnsupportedOperation, match=named) as refused:
        program(nn.Sequential(nn.Linear(2, 4), Of(function)))
    assert len(re.findall(r"\.( |$)", str(refused.value))) == 3


def test_a_network_that_no_page_carries_is_refused(monkeypatch):
    monkeypatch.setattr(lowering, "MOST_NUMBERS", 10)
    with pytest.raises(ValueError, match="more than 10 numbers") as refused:
        program(nn.Linear(4, 3), (4,))
    assert len(re.findall(r"\.( |$)", str(refused.value))) == 3


def test_a_program_is_json_but_for_its_bytes():
    assert json.dumps(program(nn.Sequential(nn.Linear(2, 2), nn.Hardtanh())), default=memoryview.hex)
