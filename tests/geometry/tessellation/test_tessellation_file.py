"""Tessellations in files: all comes back, and what is not what was written is refused."""

from __future__ import annotations

import copy
import json
import pickle
import struct
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from random_networks import drawn
from safetensors.torch import load, save
from torch import nn

from splinewidgets.files.checksum import BLANK, SHA256, with_checksum
from splinewidgets.geometry import Slice, Tessellation, linearize, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))
HEXAGON = UNIT.with_polygon([[1, 0], [0.5, 0.8], [-0.5, 0.8], [-1, 0], [-0.5, -0.8], [0.5, -0.8]])

# Questions that need no network, and those that do.
ALONE: dict[str, Callable[[Tessellation], Any]] = {
    "repr": repr,
    "areas": Tessellation.areas,
    "slopes": Tessellation.slopes,
    "singular_values": Tessellation.singular_values,
    "ancestors": lambda tiles: [tiles.ancestors(layer) for layer in range(len(tiles.layer_tile_counts))],
    "locate": lambda tiles: tiles.locate([[0.1, 0.2], [0.9, 0.9], [3.0, 0.0]]),
    "boundary": lambda tiles: tiles.decision_boundary().segments,
    "nearest": lambda tiles: tiles.nearest_boundary([0.3, 0.1]).distances,
    "certified": lambda tiles: tiles.certified_radius([0.3, 0.1]),
    "regions": lambda tiles: tiles.class_regions().areas,
    "lipschitz": lambda tiles: tiles.lipschitz([0.3, 0.1], 0.2).constants,
    "halfspaces": lambda tiles: tiles.halfspaces(0).b,
    "graph": lambda tiles: tiles.dual_graph().lengths,
    "confidence": lambda tiles: tiles.measure("confidence"),
    "frame": lambda tiles: tiles.to_frame(["distance"]).to_numpy(),
    "geojson": Tessellation.to_geojson,
    "layers": lambda tiles: [(layer.name, layer.operation, layer.units) for layer in tiles.network.layers],
    "shapes": lambda tiles: [tiles.network.input_shape, tiles.network.output_shape, tiles.network.dropped],
    "approximations": lambda tiles: [tiles.approximations, tiles.network.approximations],
}
WITH_NETWORK: dict[str, Callable[[Tessellation], Any]] = {
    "outputs_at": lambda tiles: tiles.outputs_at([[0.0, 0.0]]),
    "affine_map": lambda tiles: tiles.affine_map(0)[0],
    "activation_pattern": lambda tiles: tiles.activation_pattern(0)[0],
    "patterns": Tessellation.patterns,
    "affine_pieces": Tessellation.affine_pieces,
    "separating_units": lambda tiles: tiles.separating_units(0, tiles.tile_count - 1),
    "active_units": Tessellation.active_units,
    "norm": lambda tiles: tiles.measure("norm"),
    "frobenius": lambda tiles: tiles.measure("frobenius"),
    "lipschitz": lambda tiles: tiles.lipschitz([0.3, 0.1], 0.2, "input").constants,
    "verify": lambda tiles: repr(tiles.verify()),
    "tessellate": lambda tiles: repr(tessellate(tiles.network, tiles.slice)),
}


def same(one: Any, other: Any) -> bool:
    """Bit for bit."""
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray | torch.Tensor):
        return type(one) is type(other) and one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    return bool(one == other)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tiles.safetensors"


@pytest.fixture
def model() -> nn.Module:
    return random_perceptron([2, 8, 8, 3], 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from([UNIT, HEXAGON]), st.booleans())
def test_all_comes_back(tmp_path_factory, seed: int, generic: bool, window: Slice, weights: bool) -> None:
    file = tmp_path_factory.mktemp("kept") / "tiles"
    model = random_perceptron([2, 8, 8, 3], seed) if generic else StepsNetwork(drawn(seed)[1])
    before = tessellate(model, window)
    before.save(file, weights=weights)
    for after in (Tessellation.load(file), Tessellation.load(file, model=model)):
        for field in fields(Tessellation):
            if field.name not in ("network", "slice"):
                assert same(getattr(before, field.name), getattr(after, field.name)), field.name
        for field in fields(Slice):
            assert same(getattr(before.slice, field.name), getattr(after.slice, field.name)), field.name
        for name, ask in ALONE.items():
            assert same(ask(before), ask(after)), name
    for name, ask in WITH_NETWORK.items():
        assert same(ask(before), ask(after)), name


@pytest.mark.parametrize("question", WITH_NETWORK)
def test_without_its_network_it_says_so_where_one_is_needed(question: str, model: nn.Module, file: Path) -> None:
    tessellate(model, UNIT).save(file)
    with pytest.raises(RuntimeError, match=r"loaded without its network\. .*\. Load it with .*model="):
        WITH_NETWORK[question](Tessellation.load(file))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_dtype_that_decided_comes_back(dtype: torch.dtype, file: Path) -> None:
    model = random_perceptron([5, 8, 8, 3], 0, dtype=torch.float32)
    before = tessellate(model, Slice.through(*torch.randn(3, 5)), dtype=dtype)
    before.save(file)
    after = Tessellation.load(file, model=model)
    assert after.outputs.dtype == after.network.dtype == dtype and after.precision == before.precision
    assert same(before.slice.anchors, after.slice.anchors)
    assert same(before.affine_map(0), after.affine_map(0))


def test_classes_behind_a_linearized_sigmoid_are_there_without_the_network(file: Path) -> None:
    model = linearize(nn.Sequential(*random_perceptron([2, 8, 1], 0), nn.Sigmoid()), knots=8)
    before = tessellate(model, UNIT)
    assert before.network.end is not None
    before.save(file)
    after = Tessellation.load(file)
    for name, ask in ALONE.items():
        assert same(ask(before), ask(after)), name
    again = file.with_name("again")
    after.save(again)
    assert same(Tessellation.load(again, model=model).measure("confidence"), before.measure("confidence"))


def test_a_model_with_other_weights_does_where_the_file_has_them(model: nn.Module, file: Path) -> None:
    before = tessellate(model, UNIT)
    before.save(file)
    other = random_perceptron([2, 8, 8, 3], 1)
    kept = copy.deepcopy(other.state_dict())
    after = Tessellation.load(file, model=other)
    assert same(before.affine_map(3), after.affine_map(3))
    assert all(same(value, other.state_dict()[name]) for name, value in kept.items())


def leaky(slope: float) -> nn.Module:
    model = random_perceptron([2, 8, 3], 0)
    model[1] = nn.LeakyReLU(slope)
    return model


@pytest.mark.parametrize(
    ("weights", "other", "reason"),
    [
        (False, random_perceptron([2, 8, 3], 1), "its parameters are others"),
        (False, random_perceptron([2, 9, 3], 0), "its layers are others"),
        (True, random_perceptron([2, 9, 3], 0), "its parameters have other names or shapes"),
        (True, leaky(0.1), "its layers are others"),
    ],
)
def test_another_model_is_refused(weights: bool, other: nn.Module, reason: str, file: Path) -> None:
    tessellate(random_perceptron([2, 8, 3], 0), UNIT).save(file, weights=weights)
    with pytest.raises(ValueError, match=rf"not the one that was tessellated: {reason}\. .*\. Load it with"):
        Tessellation.load(file, model=other)


@pytest.mark.parametrize("weights", [True, False])
def test_a_model_that_differs_in_its_code_alone_is_refused(weights: bool, file: Path) -> None:
    tessellate(leaky(0.1), UNIT).save(file, weights=weights)
    assert Tessellation.load(file, model=leaky(0.1)).verify()
    with pytest.raises(ValueError, match="its outputs are others"):
        Tessellation.load(file, model=leaky(0.2))


def test_the_file_holds_weights_only_if_asked_for(model: nn.Module, file: Path) -> None:
    tessellate(model, UNIT).save(file, weights=False)
    assert not any(name.startswith("network.") for name in load(file.read_bytes()))
    tessellate(model, UNIT).save(file)
    found = load(file.read_bytes())
    assert all(same(value, found[f"network.{name}"]) for name, value in model.state_dict().items())


def test_what_was_loaded_can_be_saved_copied_and_pickled(model: nn.Module, file: Path) -> None:
    tessellate(model, UNIT).save(file, weights=False)
    loaded, again = Tessellation.load(file), file.with_name("again")
    loaded.save(again)
    assert contents(again) == contents(file)
    for copied in (copy.deepcopy(loaded), pickle.loads(pickle.dumps(loaded))):
        assert same(copied.areas(), loaded.areas()) and copied.network.layers == loaded.network.layers


def test_a_changed_bit_is_found(model: nn.Module, file: Path) -> None:
    tessellate(model, UNIT).save(file)
    content = file.read_bytes()
    for place in np.random.default_rng(0).integers(0, len(content), 60).tolist() + list(range(12)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        file.write_bytes(changed)
        with pytest.raises(ValueError, match=r"is no tessellation, or damaged|has version"):
            Tessellation.load(file)


@pytest.mark.parametrize(
    "content", [b"", b"text", b"\x00" * 100, pickle.dumps({"vertices": 1}), save({"a": torch.ones(1)})]
)
def test_another_file_is_refused(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(ValueError, match="is no tessellation, or damaged"):
        Tessellation.load(file)


def contents(file: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The tensors as bytes, and the metadata but for the checksum: safetensors writes these in any order."""
    content = file.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    metadata = json.loads(content[8 : 8 + size])["__metadata__"]
    return {name: tensor.numpy().tobytes() for name, tensor in load(content).items()}, {**metadata, SHA256: ""}


def rewritten(file: Path, change: Callable[[dict[str, torch.Tensor], dict[str, str]], None]) -> None:
    """With a checksum that is right."""
    content = file.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    tensors, metadata = load(content), json.loads(content[8 : 8 + size])["__metadata__"]
    change(tensors, metadata)
    file.write_bytes(b"".join(with_checksum(save(tensors, {**metadata, SHA256: BLANK}))[0]))


def test_a_later_version_is_refused_by_its_name(model: nn.Module, file: Path) -> None:
    tessellate(model, UNIT).save(file)
    rewritten(file, lambda tensors, metadata: metadata.update(version="2"))
    with pytest.raises(ValueError, match=r"has version 2 of its format\. .* up to 1\. Install"):
        Tessellation.load(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("edges", 10**6),
        ("edge_tiles", 10**6),
        ("edge_tiles", -2),
        ("tile_vertices", -1),
        ("tile_vertices", 10**6),
        ("tile_edges", 10**6),
        ("tile_offsets", 10**6),
        ("parent", 10**6),
        ("vertices", np.nan),
        ("slice.bounds", 10.0),
    ],
)
def test_what_refers_to_nothing_is_refused(name: str, value: float, model: nn.Module, file: Path) -> None:
    """Compiled code would read beyond its memory."""
    tessellate(model, UNIT).save(file)

    def change(tensors: dict[str, torch.Tensor], metadata: dict[str, str]) -> None:
        tensors[name].view(-1)[0] = value

    rewritten(file, change)
    with pytest.raises(ValueError, match=r"is no tessellation, or damaged \(it lacks"):
        Tessellation.load(file)


@pytest.mark.parametrize("name", ["vertices", "outputs", "parent", "slice.axes", "edge_layer"])
def test_what_is_missing_or_of_another_shape_is_refused(name: str, model: nn.Module, file: Path) -> None:
    before = tessellate(model, UNIT)
    changes: list[Callable[[dict[str, torch.Tensor]], Any]] = [
        lambda tensors: tensors.pop(name),
        lambda tensors: tensors.update({name: tensors[name][:-1].clone()}),
        lambda tensors: tensors.update({name: tensors[name].to(torch.float16)}),
    ]
    for change in changes[: 2 if name == "slice.axes" else 3]:
        before.save(file)
        rewritten(file, lambda tensors, metadata, change=change: change(tensors))
        with pytest.raises(ValueError, match="is no tessellation, or damaged"):
            Tessellation.load(file)
