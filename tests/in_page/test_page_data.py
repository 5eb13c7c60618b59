"""Points in the page are those of Python for the same seed, and so are its refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from asked_page import Page, Refused

from splinewidgets.pictures.scene import playground_input
from splinewidgets.zoo import Experiment
from splinewidgets.zoo.experiment import DATASETS

SEEDS = (0, 1, 12345, 2**32 - 1)


@pytest.mark.parametrize("kind", [*DATASETS, "formula"])
def test_points_are_those_of_python(page: Page, kind: str) -> None:
    given: list[dict[str, Any]] = [
        {"data": kind, "samples": samples, "noise": noise, "seed": seed, "loss": loss}
        for samples, noise in ((10, 0.0), (501, 0.2), (5000, 0.05))
        for loss in ("cross_entropy", "squared")
        for seed in SEEDS
    ]
    for settings, found in zip(given, page("examples", given), strict=True):
        examples = Experiment(**settings).examples()
        inputs, targets = (np.array(found[name], np.float64) for name in ("inputs", "targets"))
        # Of float32 numbers: as good as all are the same.
        np.testing.assert_allclose(inputs, examples.inputs.double().flatten(), rtol=2e-7, atol=1e-8)
        np.testing.assert_allclose(targets, examples.targets.double().flatten(), rtol=2e-7, atol=1e-7)
        assert (inputs == examples.inputs.double().flatten().numpy()).mean() > 0.999
        assert tuple(found["names"]) == examples.names and found["outputs"] == examples.outputs
        np.testing.assert_allclose(found["window"], examples.window.bounds, rtol=1e-6)


def test_drawn_points_are_those_that_are_given(page: Page) -> None:
    drawn = [[0.1, 2.5, 0], [-0.3, 0.7, 3]]
    (found,) = page("examples", [{"data": "drawn", "drawn": drawn}])
    examples = Experiment(data="drawn", drawn=tuple(map(tuple, drawn))).examples()
    assert found["inputs"] == [repr(float(each)) for each in examples.inputs.flatten()]
    assert found["targets"] == ["0.0", "3.0"] and tuple(found["names"]) == examples.names == ("0", "1", "2", "3")


@pytest.mark.parametrize(
    ("settings", "read"),
    [
        ({"noise": -0.1}, playground_input.read_noise),
        ({"noise": 1.5}, playground_input.read_noise),
        ({"samples": 9}, playground_input.read_samples),
        ({"samples": 5001}, playground_input.read_samples),
        ({"widths": [8] * 7}, playground_input.read_widths),
        ({"widths": [8, 0]}, playground_input.read_widths),
        ({"widths": [65]}, playground_input.read_widths),
        ({"rate": 0.0}, playground_input.read_rate),
        ({"rate": -1.0}, playground_input.read_rate),
        ({"weight_decay": 1.25}, playground_input.read_weight_decay),
        ({"batch": -1}, playground_input.read_batch),
        ({"drawn": [[0.5, 0.5, 4]]}, playground_input.read_drawn),
        ({"drawn": [[0.5, 0.5, 0]] * 5001}, playground_input.read_drawn),
        ({"formula": "2 z"}, playground_input.read_formula),
    ],
    ids=lambda given: str(given)[:30] if isinstance(given, dict) else "",
)
def test_what_cannot_be_trained_is_refused_in_the_words_of_python(page: Page, settings: dict, read: Any) -> None:
    (refused,) = page("check", [settings])
    with pytest.raises(ValueError) as expected:
        read(*settings.values())
    assert isinstance(refused, Refused) and refused == str(expected.value)


def test_what_python_has_by_itself_and_its_limits_are_taken(page: Page) -> None:
    widest = {"widths": [64] * 6, "samples": 5000, "noise": 1.0, "batch": 5000, "seed": 2**32 - 1, "weight_decay": 1.0}
    assert page("check", [{}, widest]) == [None, None]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"data": "rings"}, "data is 'rings'. It can be 'moons', "),
        ({"skip": 1}, "skip is 1. It must be true or false."),
        ({"seed": 2**32}, "seed is 4294967296. It must be from 0 to 4294967295."),
        ({"batch_norm": True, "batch": 1}, "Batches are of one point. Batch normalization needs two at least."),
    ],
)
def test_what_else_cannot_be_trained_is_refused(page: Page, settings: dict, words: str) -> None:
    (refused,) = page("check", [settings])
    assert isinstance(refused, Refused) and refused.startswith(words) and refused.count(". ") == 2


def test_too_few_drawn_points_are_refused_in_the_words_of_python(page: Page) -> None:
    (refused,) = page("examples", [{"data": "drawn", "drawn": [[0.5, 0.5, 0]]}])
    with pytest.raises(ValueError, match="1 points are drawn") as expected:
        Experiment(data="drawn", drawn=((0.5, 0.5, 0),)).examples()
    assert isinstance(refused, Refused) and refused == str(expected.value)
