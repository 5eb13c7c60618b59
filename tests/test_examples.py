"""Every public name has an example, and all examples run.

In sight of an example are torch, nn, np, zoo and the public names of all packages; what else it needs it imports.
"""

from __future__ import annotations

import doctest
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
import torch
from torch import nn

import splinewidgets

PACKAGES = ["splinewidgets", *(f"splinewidgets.{name}" for name in ("generation", "geometry", "learning", "zoo"))]
PUBLIC = {
    name: getattr(import_module(package), name) for package in PACKAGES for name in import_module(package).__all__
}
IN_SIGHT = {"torch": torch, "nn": nn, "np": np, "zoo": splinewidgets.zoo, **PUBLIC}


def examples() -> Iterator[doctest.DocTest]:
    """Those of all docstrings of the package, named by their places."""
    finder = doctest.DocTestFinder()
    for module in pkgutil.walk_packages(splinewidgets.__path__, "splinewidgets."):
        if not module.name.endswith("__main__"):
            found = finder.find(import_module(module.name), globs=IN_SIGHT)
            yield from (test for test in found if test.examples)


EXAMPLES = {test.name: test for test in examples()}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several examples train the same models."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("place", EXAMPLES)
def test_an_example(place: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPLINEWIDGETS_CACHE", str(cache))
    torch.manual_seed(0)
    test, told = EXAMPLES[place], []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    failed, _ = runner.run(test, out=told.append, clear_globs=False)
    for value in test.globs.values():
        if isinstance(value, ipywidgets.Widget):
            value.close()
    assert not failed, "".join(told)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_an_example(name: str) -> None:
    value: Any = PUBLIC[name]
    if not callable(value):  # a constant has no docstring: it is used by the example of something else
        assert any(name in example.source for test in EXAMPLES.values() for example in test.examples)
        return
    found = EXAMPLES.get(f"{value.__module__}.{value.__qualname__}")
    assert found is not None, f"{name} has no example. Each public name has one that runs. Write it in its docstring."
    assert not any(doctest.SKIP in example.options for example in found.examples), f"The example of {name} is skipped."
