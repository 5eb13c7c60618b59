"""Weights that the page saves are read by safetensors, into the model of the script."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import torch
from asked_page import Page
from safetensors.torch import load, load_file

from splinewidgets.learning.live_training import LiveTraining
from splinewidgets.zoo import Experiment
from splinewidgets.zoo.architecture import Activation


@pytest.mark.parametrize("activation", ["relu", "maxout"])
@pytest.mark.parametrize("more", [{}, {"batch_norm": True, "skip": True}], ids=str)
def test_saved_weights_are_those_of_the_page(page: Page, tmp_path: Path, activation: Activation, more: dict) -> None:
    settings = {"data": "circles", "samples": 40, "widths": [5, 5], "activation": activation, **more}
    (found,) = page("safetensors", [{"settings": settings, "steps": 15}])
    file = tmp_path / "playground.safetensors"
    file.write_bytes(base64.b64decode(found["file"]))
    tensors = load_file(file)
    for each in found["tensors"]:
        tensor = tensors[each["name"]]
        counter = each["name"].endswith("num_batches_tracked")
        assert tensor.dtype == (torch.int64 if counter else torch.float64)
        assert list(tensor.shape) == each["shape"]
        assert tensor.double().flatten().tolist() == [float(value) for value in each["values"]]
    experiment = Experiment(**{**settings, "widths": (5, 5)})
    examples = experiment.examples()
    model = experiment.architecture(examples.outputs).module().double()
    model.load_state_dict(tensors)
    training = LiveTraining(model, examples.inputs.double(), examples.targets)
    assert training.measures()["loss"] == pytest.approx(found["loss"], rel=1e-12)
    # The model of the script is of float32, which takes them, too.
    experiment.architecture(examples.outputs).module().load_state_dict(tensors)


def test_the_numbers_of_a_file_are_aligned(page: Page) -> None:
    (found,) = page("safetensors", [{"settings": {"samples": 10, "widths": [3]}, "steps": 0}])
    data = base64.b64decode(found["file"])
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0 and data[8:9] == b"{"
    assert len(data) == 8 + length + 8 * sum(len(each["values"]) for each in found["tensors"])
    assert len(load(data)) == 4
