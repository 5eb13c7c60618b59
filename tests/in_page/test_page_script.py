"""The page's script is that of Python, letter by letter."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from asked_page import Page
from hypothesis import Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from splinewidgets import Playground
from splinewidgets.zoo import Architecture, Experiment
from splinewidgets.zoo.architecture import ACTIVATIONS
from splinewidgets.zoo.experiment import DATASETS

DRAWN = [[0.5, 0.25, 0], [-1e-05, 0.1, 1], [1e20, -0.0, 3]]
# Each example starts a process, of which a smaller one would take many.
UNSHRUNK = (Phase.explicit, Phase.generate)
# Of other letters the two may know different ones.
LETTERS, FLOATS = st.characters(max_codepoint=0x24F), st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = [0.0, -0.0, 1.0, 0.1, 1e-4, 1e-5, 1.5e-7, 123456.0, 1e15, 1e16, 1.25e16, 1e21, 1e22, 5e-324, 1e308, -2.5]


@pytest.fixture(scope="module")
def asked() -> list[dict[str, Any]]:
    networks = itertools.product(ACTIVATIONS, (False, True), (False, True), ([], [4], [2, 2, 3, 3]))
    return [
        *({"data": kind, "loss": loss} for kind in DATASETS for loss in ("cross_entropy", "squared")),
        *({"data": "formula", "loss": loss, "batch": 100} for loss in ("cross_entropy", "squared")),
        {"data": "formula", "formula": "|x₁|\t+ 1"},
        *({"data": "drawn", "drawn": DRAWN, "batch": batch, "loss": "squared"} for batch in (0, 2, 3, 600)),
        *(
            {"optimizer": kind, "rate": rate, "weight_decay": decay}
            for kind in ("sgd", "momentum", "adam")
            for rate in (1e-5, 0.03, 1.0)
            for decay in (0.0, 1e-4)
        ),
        *({"batch": batch, "samples": 60, "seed": 7, "noise": 0.0} for batch in (0, 59, 60, 61)),
        *(
            {"activation": kind, "skip": skip, "batch_norm": norm, "widths": widths}
            for kind, skip, norm, widths in networks
        ),
    ]


def experiment(settings: dict[str, Any]) -> Experiment:
    as_tuples = {"drawn": tuple(map(tuple, settings.get("drawn", ()))), "widths": tuple(settings.get("widths", (8, 8)))}
    return Experiment(**{**settings, **as_tuples})


def test_the_script_is_that_of_python(page: Page, asked: list[dict[str, Any]]) -> None:
    given = [{"settings": {"widths": [8, 8], **each}, "steps": 1000} for each in asked]
    for settings, found in zip(asked, page("script", given), strict=True):
        assert found == experiment(settings).script(1000), settings


def test_it_is_that_of_a_playground(page: Page) -> None:
    playground = Playground("circles", widths=(3, 3), skip=True, activation="maxout", batch=10, samples=50)
    settings = {name: getattr(playground, name) for name in Experiment.__dataclass_fields__}
    playground.close()
    assert page("script", [{"settings": settings, "steps": 25}]) == [playground.code(25)]


def test_a_network_of_any_outputs_is_written_as_by_python(page: Page) -> None:
    given = [{"settings": {"widths": [3], "activation": kind}, "outputs": 4} for kind in ACTIVATIONS]
    for question, found in zip(given, page("architecture", given), strict=True):
        made = Architecture((3,), 2, 4, question["settings"]["activation"])  # type: ignore[index]
        assert found == {"code": made.code(), "blocks": made.blocks_code()}


@tried(max_examples=10, deadline=None, phases=UNSHRUNK)
@given(st.lists(st.text(LETTERS, max_size=20), min_size=50), st.lists(FLOATS, min_size=50))
def test_literals_are_those_of_python(page: Page, texts: list[str], numbers: list[float]) -> None:
    numbers = [*NUMBERS, *numbers]
    assert page("float", numbers) == [repr(each) for each in numbers]
    assert page("general", numbers) == [[f"{each:g}", f"{each:.3g}", f"{each:.4g}"] for each in numbers]
    assert page("text", texts) == [repr(each) for each in texts]
