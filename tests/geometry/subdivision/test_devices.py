"""Wherever the values live, the tessellation is that of the CPU, and nothing but cuts leaves the device."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from architectures import architecture
from imitated_device import DEVICE, ImitatedDevice
from perceptrons import random_perceptron

from splinewidgets.generation import singular_values
from splinewidgets.geometry import Network, Segment, Slice, tessellate, tessellate_segments
from splinewidgets.geometry.device_precision import WITHOUT_FLOAT64
from splinewidgets.geometry.planar.interpolation import interpolate_rows
from splinewidgets.geometry.planar.rounding import PROBES, Probes, summands
from splinewidgets.geometry.planar.signs import sign_bits
from splinewidgets.geometry.subdivision.pre_activations import Held
from splinewidgets.geometry.subdivision.slice_walk import SliceWalk
from splinewidgets.geometry.tessellation.measures import MEASURES
from splinewidgets.geometry.tessellation.power_diagram import centroids_and_radii

DTYPES = {"float32": torch.float32, "float64": torch.float64}
# Convolutions, max-pooling and residual connections.
MODELS = ("perceptron", "generator", "vgg", "resnet")
# Tiles that float32 may lose or win when sums are taken in another order.
SINGLE = 0.01


def case(name: str) -> tuple[torch.nn.Module, torch.Tensor]:
    if name == "perceptron":
        points = torch.tensor([[-2.0, -2.0], [2.0, -2.0], [0.0, 2.0]], dtype=torch.float64)
        return random_perceptron([2, 24, 24, 3], 0), points
    return architecture(name)


def available(name: str) -> torch.device:
    """A device of this machine; the test is skipped where there is none."""
    there = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}[name]
    if not there():
        pytest.skip(f"This machine has no {name} device.")
    return torch.device(name)


@pytest.fixture
def no_float64():
    WITHOUT_FLOAT64.add(DEVICE.type)
    yield
    WITHOUT_FLOAT64.discard(DEVICE.type)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", ("cuda", "mps"))
def test_a_device_gives_the_tessellation_of_the_cpu(kind, dtype, name) -> None:
    device = available(kind)
    if kind == "mps" and dtype == "float64":
        pytest.skip("MPS has no float64.")
    model, inputs = case(name)
    here = Network(model, inputs[0]).to(dtype=DTYPES[dtype])
    there = Network(model.to(device, DTYPES[dtype]), inputs[0])
    assert there.device.type == kind
    _same_tessellation(here, there, inputs)


@pytest.mark.parametrize("name", ("perceptron", "vgg"))
def test_a_device_without_float64_gives_the_tessellation_of_the_cpu(name, no_float64) -> None:
    model, inputs = case(name)
    network = Network(model, inputs[0]).to(dtype=torch.float32)
    with ImitatedDevice(float64=False):
        _same_tessellation(network, network.to(device=DEVICE), inputs)


@pytest.mark.parametrize("name", MODELS)
def test_an_imitated_device_gives_the_tessellation_of_the_cpu(name) -> None:
    model, inputs = case(name)
    network = Network(model, inputs[0]).to(dtype=torch.float64)
    with ImitatedDevice():
        _same_tessellation(network, network.to(device=DEVICE), inputs)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", ("cuda", "mps"))
def test_a_device_gives_the_singular_values_of_the_cpu(kind, dtype) -> None:
    device = available(kind)
    if kind == "mps" and dtype == "float64":
        pytest.skip("MPS has no float64.")
    model, latents = random_perceptron([2, 24, 24, 3], 0).to(DTYPES[dtype]), torch.rand(40, 2)
    wanted = singular_values(model, latents, projection=2)
    np.testing.assert_allclose(singular_values(model.to(device), latents, projection=2), wanted, atol=1e-5)


@pytest.mark.parametrize("float64", (True, False))
def test_an_imitated_device_gives_the_singular_values_of_the_cpu(float64, no_float64) -> None:
    # Torch cannot differentiate forward on a device that is not there, so there are fewer outputs than latents.
    network, latents = Network(random_perceptron([6, 24, 4], 0).float(), torch.zeros(6)), torch.rand(40, 6)
    if float64:
        WITHOUT_FLOAT64.discard(DEVICE.type)
    wanted = singular_values(network, latents, projection=2)
    with ImitatedDevice(float64):
        given = singular_values(network.to(device=DEVICE), latents, projection=2)
    np.testing.assert_allclose(given, wanted, atol=1e-5)


def _same_tessellation(here, there, inputs) -> None:
    slice = Slice.through(*inputs, margin=-0.3)  # the middle between them
    wanted, given = (tessellate(network, slice, dtype=here.dtype) for network in (here, there))
    segments = [Segment(inputs[0], inputs[1]), Segment(inputs[1], inputs[2])]
    pieces = [
        np.array([one.piece_count for one in tessellate_segments(network, segments, dtype=here.dtype)])
        for network in (here, there)
    ]
    assert given.outputs.device.type == there.device.type
    _answers_alike(given, wanted)
    if here.dtype == torch.float64:
        assert given.layer_tile_counts == wanted.layer_tile_counts
        assert (pieces[0] == pieces[1]).all()
        np.testing.assert_allclose(given.vertices, wanted.vertices, atol=1e-9)
        for name, measure in MEASURES.items():
            # A slope is a difference of outputs, divided by how small a tile is.
            np.testing.assert_allclose(measure.of(given), measure.of(wanted), rtol=1e-4, atol=1e-9, err_msg=name)
    else:
        assert abs(given.tile_count / wanted.tile_count - 1) <= SINGLE
        assert (abs(pieces[0] / pieces[1] - 1) <= SINGLE).all()
        for measure in MEASURES.values():
            assert np.isfinite(measure.of(given)).all()


def _answers_alike(given, wanted) -> None:
    """What is computed anew at a point, always in float64."""
    point = wanted.centroids()[int(wanted.areas().argmax())][None]
    tiles = [int(result.locate(point)[0]) for result in (given, wanted)]
    for one, other in zip(given.affine_map(tiles[0]), wanted.affine_map(tiles[1]), strict=True):
        assert torch.allclose(one.cpu(), other, rtol=1e-4, atol=1e-6)
    for one, other in zip(given.activation_pattern(tiles[0]), wanted.activation_pattern(tiles[1]), strict=True):
        assert (one == other).all()
    length = wanted.decision_boundary().length()
    assert given.decision_boundary().length() == pytest.approx(length, rel=1e-2, abs=1e-3)
    if wanted.network.layers[0].operation == "relu":
        radii = [np.sort(centroids_and_radii(result).squared_radii) for result in (given, wanted)]
        assert abs(len(radii[0]) / len(radii[1]) - 1) <= SINGLE
        assert radii[0][-1] == pytest.approx(radii[1][-1], rel=1e-4)


def test_only_cuts_leave_the_device() -> None:
    """Signs take a bit each, positions of cuts three numbers; the values themselves stay."""
    network = Network(random_perceptron([2, 64, 64, 64, 1], 0), torch.zeros(2)).to(dtype=torch.float64)
    with ImitatedDevice() as device:
        there = network.to(device=DEVICE)
        walk = SliceWalk(there, Slice.box((-3, 3), (-3, 3)), None, None)
        device.returned = 0
        evaluation = walk.start(ahead=True)
        while (found := evaluation.to_knot()) is not None:
            evaluation.grow(walk.at_knot(*found))
    assert 0 < device.returned < 64 * 8 * sum(walk.complex.tile_counts) / 8


def test_a_memory_budget_on_an_imitated_device_changes_no_tile() -> None:
    network = Network(random_perceptron([2, 24, 24, 24, 1], 0), torch.zeros(2))
    box = Slice.box((-3, 3), (-3, 3))
    wanted = tessellate(network, box)
    with ImitatedDevice():
        given = tessellate(network, box, device=DEVICE, memory=100_000)
    assert given.layer_tile_counts == wanted.layer_tile_counts


def test_float64_is_refused_where_there_is_none(no_float64) -> None:
    network = Network(random_perceptron([2, 4, 1], 0), torch.zeros(2))
    with pytest.raises(ValueError, match=r"float64 and the device lazy.*has no float64.*dtype=torch.float32"):
        tessellate(network, Slice.box((-1, 1), (-1, 1)), dtype=torch.float64, device=DEVICE)
    assert network.in_float64().device.type == "cpu"


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("units", (1, 63, 64, 65, 200))
def test_signs_are_those_of_the_compiled_kernel(units, dtype) -> None:
    random = torch.Generator().manual_seed(units)
    values = torch.randn((37, units), generator=random, dtype=DTYPES[dtype])
    tolerance = 0.2 * torch.rand(units, generator=random, dtype=DTYPES[dtype])
    values[3], values[4] = tolerance, -tolerance  # exactly within
    wanted_values = values.clone()
    wanted = sign_bits(wanted_values, tolerance)
    ends = np.array([[0, 1], [1, 2], [2, 0]], np.int32)
    unit = np.array([0, units - 1, units // 2], np.int32)
    located = Held(wanted_values).locate(tolerance, ends, unit)
    with ImitatedDevice():
        there = values.to(DEVICE)
        given = sign_bits(there, tolerance.to(DEVICE))
        assert torch.equal(there.cpu(), wanted_values)
        for one, other in zip(Held(there).locate(tolerance.to(DEVICE), ends, unit), located, strict=True):
            np.testing.assert_array_equal(one, other)
    for one, other in zip(given, wanted, strict=True):
        np.testing.assert_array_equal(one, other)


def test_rows_in_between_are_those_of_the_compiled_kernel() -> None:
    random = torch.Generator().manual_seed(0)
    values = torch.randn((9, 5), generator=random, dtype=torch.float64)
    of, at = torch.randint(0, 9, (2, 30), generator=random), torch.rand(30, generator=random, dtype=torch.float64)
    wanted = values.new_empty((30, 5))
    interpolate_rows(values, of, at, wanted)
    with ImitatedDevice():
        given = torch.empty((30, 5), dtype=torch.float64, device=DEVICE)
        interpolate_rows(values.to(DEVICE), of.to(DEVICE), at.to(DEVICE), given)
        assert torch.allclose(given.cpu(), wanted, rtol=1e-14)


@pytest.mark.parametrize("count", (3, 40, 5000))
def test_rounding_is_that_of_the_compiled_kernels(count) -> None:
    """The same rows carry probes, they are moved alike, and the same sizes come out."""
    values = torch.randn((count, 7), generator=torch.Generator().manual_seed(count), dtype=torch.float64)
    wanted = Probes()
    here = wanted.attach(values, count)
    wanted.move(here)
    with ImitatedDevice():
        given = Probes()
        there = given.attach(values.to(DEVICE), count)
        given.move(there)
        assert torch.equal(there.cpu(), here)
        assert torch.equal(summands(there, count, count).cpu(), summands(here, count, count))
        # Where there is room for the probes, it is used.
        room = torch.zeros((count + PROBES, 7), dtype=torch.float64, device=DEVICE)
        room[:count] = values.to(DEVICE)
        assert torch.equal(Probes().attach(room, count).cpu(), Probes().attach(values, count))
