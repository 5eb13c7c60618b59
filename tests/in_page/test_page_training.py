"""Training in the page is PyTorch's in float64: the same initial weights, batches and steps."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import pytest
import torch
from asked_page import Page

from splinewidgets.learning.live_training import LiveTraining
from splinewidgets.zoo import Experiment

DRAWN = [[0.5, 0.25, 0], [-0.5, 0.1, 1], [0.3, -0.7, 2], [0.0, 0.0, 1], [0.125, 1.0, 2]]
KINDS: list[dict[str, Any]] = [
    *({"activation": kind} for kind in ("relu", "leaky", "abs", "maxout", "gelu")),
    *({"activation": kind, "batch_norm": True, "skip": True} for kind in ("relu", "abs", "maxout", "gelu")),
    *({"optimizer": kind, "weight_decay": 0.01, "rate": 0.03} for kind in ("sgd", "momentum", "adam")),
    {"loss": "squared", "data": "circles", "batch": 10},
    {"loss": "squared", "data": "formula", "noise": 0.05},
    {"loss": "cross_entropy", "data": "formula", "widths": [5, 7, 3], "batch": 17, "seed": 5},
    {"data": "drawn", "drawn": DRAWN, "batch": 2, "widths": [4, 4], "skip": True},
    {"data": "spirals", "batch": 30, "batch_norm": True, "seed": 2**32 - 1},
    {"widths": []},
    {"widths": [1, 1, 1, 1, 1, 1], "activation": "leaky", "skip": True},
]
STEPS = [0, 1, 2, 60]
CLOSE = 1e-9
# Of biases that a batch normalization takes away again, and of the means by which it does: their gradients are zero but
# for rounding, of which Adam makes steps of a size.
ROUNDED = 1e-6


def trained_by_torch(settings: dict[str, Any]) -> list[tuple[dict[str, torch.Tensor], dict[str, float]]]:
    """States and measures of PyTorch in float64 after so many steps."""
    drawn = tuple(map(tuple, settings.get("drawn", ())))
    experiment = Experiment(**{**settings, "drawn": drawn, "widths": tuple(settings["widths"])})
    examples = experiment.examples()
    model = experiment.architecture(examples.outputs).module(experiment.seed).double()
    targets = examples.targets if examples.names else examples.targets.double()
    training = LiveTraining(model, examples.inputs.double(), targets, **experiment.training_keywords)
    states = []
    for step in STEPS:
        training.run(step - training.steps)
        training.settle()
        states.append(({name: each.clone() for name, each in model.state_dict().items()}, training.measures()))
    return states


def is_taken_away(name: str, state: Collection[str]) -> bool:
    """Whether it is the bias of a linear layer below a normalization, or what takes that away."""
    layer = name.removesuffix(".bias")
    biased = layer != name and f"{layer}.running_mean" not in state and name != list(state)[-1]
    return biased or name.endswith(".running_mean")


def test_the_same_steps_lead_to_the_same_weights(page: Page) -> None:
    given = [{"samples": 60, "widths": [6, 6], **settings} for settings in KINDS]
    answers = page("training", [{"settings": settings, "steps": STEPS} for settings in given])
    for settings, answer in zip(given, answers, strict=True):
        moved = []
        for found, (expected, measures) in zip(answer, trained_by_torch(settings), strict=True):
            assert [each["name"] for each in found["tensors"]] == list(expected), settings
            for each in found["tensors"]:
                tensor = expected[each["name"]]
                taken_away = settings.get("batch_norm") and is_taken_away(each["name"], expected)
                assert each["shape"] == list(tensor.shape)
                values = np.array(each["values"], np.float64)
                np.testing.assert_allclose(
                    values,
                    tensor.double().flatten(),
                    rtol=0,
                    atol=ROUNDED if taken_away else CLOSE,
                    err_msg=str(settings),
                )
            assert float(found["loss"]) == pytest.approx(measures["loss"], abs=1e-9)
            assert found["accuracy"] == measures.get("train_accuracy")
            moved.append(measures["loss"])
        assert moved[-1] < moved[0], settings


def test_the_error_function_is_that_of_c(page: Page) -> None:
    places = [*np.linspace(-7, 7, 2001), 1e-300, -1e-9, 0.0]
    found = np.array(page("erf", [places])[0], np.float64)
    np.testing.assert_allclose(found, [math.erf(x) for x in places], rtol=1e-14, atol=0)
