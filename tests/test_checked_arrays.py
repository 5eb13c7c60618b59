"""The annotations of public arrays are there, and what contradicts one is found."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from importlib import import_module

import numpy as np
import pytest
import torch
from checked_arrays import ARRAY, PACKAGES, lineage
from torch import nn

from splinewidgets import Manifold, Network, Segment, Slice, Tessellation, tessellate, tiles_in_disc
from splinewidgets.geometry import MEASURES
from splinewidgets.geometry.tessellation import tiles as home

UNIT = Slice.box((-1, 1), (-1, 1))
# Tensors of any shape: of a whole model, or on their way through one.
WITHOUT_SHAPES = {
    "Checkpoint.state_dict",
    "Conditioned.conditions",
    "Conditioned.forward",
    "Restricted.forward",
    "Network.evaluation",
    "Network.read",
    "Network.tensors",
    "Network.with_tensors",
    "ParameterPlane.at",
    "ParameterPlane.state",
}
BARE = re.compile(r"\b(NDArray|Tensor|Floats|Ints|Indices)\b")


@pytest.fixture
def quadrants() -> Tessellation:
    return tessellate(nn.ReLU(), UNIT)


def annotations() -> Iterator[tuple[str, str]]:
    """What fields, properties, methods and functions in public are annotated with, each with its name."""
    for package in PACKAGES:
        module = import_module(f"splinewidgets.{package}")
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isfunction(value):
                yield from ((name, str(text)) for text in value.__annotations__.values())
            elif inspect.isclass(value):
                fields = {
                    field: text
                    for base in lineage(value)
                    for field, text in vars(base).get("__annotations__", {}).items()
                }
                yield from ((f"{name}.{field}", str(text)) for field, text in fields.items() if field[0] != "_")
                for part, member in (item for base in lineage(value) for item in vars(base).items()):
                    if isinstance(member, property | cached_property):
                        member = member.fget if isinstance(member, property) else member.func
                    if inspect.isfunction(member) and (part[0] != "_" or part == "__call__"):
                        yield from ((f"{name}.{part}", str(text)) for text in member.__annotations__.values())


def test_public_arrays_have_shapes() -> None:
    """But for array-likes, which become arrays only behind the door."""
    found = {
        name for name, text in annotations() if BARE.search(ARRAY.sub("", text.replace("npt.ArrayLike | Tensor", "")))
    }
    assert found == WITHOUT_SHAPES


def test_a_field_of_another_dtype_is_found(quadrants: Tessellation) -> None:
    with pytest.raises(AssertionError, match=r"vertices is ndarray float32 \(9, 2\). It must be Float64"):
        replace(quadrants, vertices=quadrants.vertices.astype(np.float32))


@pytest.mark.parametrize("name", ["edge_tiles", "edge_layer", "edge_unit"])
def test_a_field_of_another_length_than_its_fellows_is_found(name: str, quadrants: Tessellation) -> None:
    with pytest.raises(AssertionError, match=rf"{name} is ndarray int32 \(11"):
        replace(quadrants, **{name: getattr(quadrants, name)[:-1]})


def test_outputs_of_another_shape_than_the_networks_are_found(quadrants: Tessellation) -> None:
    with pytest.raises(AssertionError, match="outputs is Tensor"):
        replace(quadrants, outputs=quadrants.outputs[:, :1])


@pytest.mark.parametrize(
    ("areas", "said"), [(np.ones(4, np.float32), "float32"), (np.ones(3), r"\(3,\)"), (np.ones((4, 1)), r"\(4, 1\)")]
)
def test_an_answer_of_another_dtype_or_shape_is_found(
    areas: np.ndarray, said: str, quadrants: Tessellation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "moments", lambda *_: (areas, np.zeros((4, 2))))
    for ask in (quadrants.areas, lambda: MEASURES["area"].of(quadrants)):
        with pytest.raises(AssertionError, match=said):
            ask()


def test_properties_are_looked_at_with_the_lengths_of_what_their_object_is_made_of(quadrants: Tessellation) -> None:
    manifold = Manifold(quadrants)
    vars(manifold)["volume_factors"] = np.ones(5)  # where a cached property keeps its value
    vars(manifold)["latent_areas"] = np.ones(5)
    with pytest.raises(AssertionError, match=r"areas: return is ndarray float64 \(5,\)"):
        _ = manifold.areas


def test_named_tuples_are_looked_at(quadrants: Tessellation) -> None:
    changes = tessellate(nn.LeakyReLU(), Segment([-1.0, 1.0], [1.0, -1.0])).decision_changes()
    with pytest.raises(AssertionError, match="classes"):
        type(changes)(changes.t, changes.classes[:, 0])


def test_our_errors_come_first() -> None:
    with pytest.raises(ValueError, match="Put one input in each row"):
        Network(nn.ReLU(), [0.0, 0.0])(torch.zeros(1, 3))
    with pytest.raises(TypeError, match="Make it with tessellate"):
        tiles_in_disc(np.zeros(3), [[0.0, 0.0]], 1.0)
