"""Arguments and values of a wrong type: refused in three sentences, whatever they are and wherever they are given."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
import traitlets
from explorers import LATENTS
from small_widgets import sentences, set_by_people, small

import splinewidgets
from splinewidgets.widget_list import HOMES
from splinewidgets.widgets.host.keywords import DOM, keywords_of

OURS = (TypeError, ValueError, NotImplementedError, traitlets.TraitError)
WRONG: dict[str, Any] = {
    "object": object(),
    "text": "zz",
    "fraction": 2.5,
    "truth": True,
    "number": 7,
    "nan": float("nan"),
    "objects": [object()],
    "ragged": [[1, 2], [3]],
    "mapping": {"a": 1},
    "function": len,
    "bytes": b"x",
    "complex": 1j,
}

# What a page alone sets, of which other tests are.
PAGES = {"diagnostics"}


def arguments_of(name: str) -> list[str]:
    widget = getattr(splinewidgets, name)
    return [next(iter(inspect.signature(widget).parameters)), *keywords_of(widget), *DOM]


def attempt(failures: list[str], what: str, call: Any) -> None:
    """Call something, which may succeed, or fail as it should."""
    try:
        call()
    except Exception as failure:
        if not isinstance(failure, OURS) or sentences(str(failure)) < 3:
            failures.append(f"{what}: {type(failure).__name__}: {failure}")


@pytest.mark.parametrize("name", HOMES)
def test_every_argument_of_a_wrong_type_is_refused_in_three_sentences(name: str, tmp_path: Path) -> None:
    failures: list[str] = []
    for argument in arguments_of(name):
        for kind, value in WRONG.items():
            attempt(
                failures,
                f"{argument} of {kind}",
                lambda argument=argument, value=value: small(name, tmp_path / "run", **{argument: value}).close(),
            )
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("name", HOMES)
def test_every_trait_of_a_wrong_type_is_refused_in_three_sentences(name: str, tmp_path: Path) -> None:
    widget = small(name, tmp_path / "run")
    failures: list[str] = []
    for trait in sorted(set_by_people(widget) - PAGES - DOM.keys()):
        for kind, value in WRONG.items():
            attempt(failures, f"{trait} of {kind}", lambda trait=trait, value=value: setattr(widget, trait, value))
    widget.close()
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize(
    ("name", "argument", "value", "sentence"),
    [
        ("SliceExplorer", "height", "480px", "height is '480px'. It must be a whole number of pixels."),
        ("SliceExplorer", "margin", "wide", "margin is 'wide'. It must be a number of at least 0."),
        ("SliceExplorer", "class_names", 4, "class_names is 4. It must be a list of names."),
        ("SliceExplorer", "layout", "50%", "layout is '50%'. It must be a Layout"),
        ("TrainingExplorer", "checkpoint", 1.5, "checkpoint is 1.5. It must be the index of a checkpoint"),
        ("TrainingExplorer", "curves", ["loss"], "curves is ['loss']. It must be a mapping"),
        ("SplineSurface", "output", 0.5, "output is 0.5. It must be the index of an output"),
        ("ManifoldExplorer", "visible", 1, "visible is 1. It must be"),
        ("PolarityExplorer", "rho", LATENTS, "rho is tensor"),
    ],
)
def test_what_is_said_names_the_argument_and_what_it_must_be(
    name: str, argument: str, value: Any, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(OURS, match=re.escape(sentence)):
        small(name, tmp_path / "run", **{argument: value})
