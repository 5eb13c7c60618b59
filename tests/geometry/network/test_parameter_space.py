"""Slices of the space of one parameter, with the data fixed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn
from torch.func import functional_call
from torch.nn.utils import prune

from splinewidgets.geometry import Network, Segment, Slice, UnsupportedOperation, tessellate


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lift, self.inner, self.read = nn.Linear(3, 5), nn.Linear(5, 5), nn.Linear(5, 2)

    def forward(self, x):
        x = torch.relu(self.lift(x))
        return self.read(x + torch.relu(self.inner(x)))


def convolutional() -> nn.Module:
    norm = nn.BatchNorm2d(2)
    norm.running_mean.uniform_(-0.3, 0.3)
    norm.running_var.uniform_(0.5, 1.5)
    first, second = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 3, 3, stride=2)
    return nn.Sequential(first, norm, nn.ReLU(), second, nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(3, 2))


def case(kind: str):
    """A model in eval mode, data for it, and a generator."""
    torch.manual_seed(0)
    model, shape = {
        "perceptron": (lambda: random_perceptron([3, 6, 6, 2], 0), (7, 3)),
        "residual": (Residual, (4, 3)),
        "convolutional": (convolutional, (3, 1, 6, 6)),
    }[kind]
    random = torch.Generator().manual_seed(1)
    return model().double().eval(), torch.randn(shape, generator=random, dtype=torch.float64), random


CASES = [
    *(("perceptron", name) for name in ("0.weight", "0.bias", "2.weight", "4.weight", "4.bias")),
    *(("residual", name) for name in ("lift.weight", "inner.bias")),
    *(("convolutional", name) for name in ("0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "7.weight")),
]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_outputs_and_maps_are_those_of_the_model_with_that_parameter(kind, name):
    model, data, random = case(kind)
    parameter = model.get_parameter(name).detach()
    axes = torch.randn((2, *parameter.shape), generator=random, dtype=torch.float64)
    window = Slice(parameter, axes, (-1, 1, -1, 1))
    network = Network.of_parameter(model, name, data)
    tessellation = tessellate(network, window)

    def output(value):
        return functional_call(model, {name: value}, (data,)).reshape(-1)

    points = np.random.default_rng(0).uniform(-1, 1, (5, 2))
    values = network(window.embed(points)).reshape(5, -1)
    for tile, value, found in zip(tessellation.locate(points), window.embed(points), values, strict=True):
        torch.testing.assert_close(found, output(value), rtol=0, atol=1e-12)
        a, c = tessellation.affine_map(tile)
        jacobian = torch.autograd.functional.jacobian(output, value)
        torch.testing.assert_close(a, jacobian, rtol=0, atol=1e-10)
        torch.testing.assert_close(a.flatten(1) @ value.flatten() + c, output(value), rtol=0, atol=1e-10)
    last = name in ("4.weight", "4.bias", "7.weight")
    assert (tessellation.tile_count == 1) == last == (network.layers == ())


def test_tiles_are_where_no_activation_of_any_data_point_changes():
    """In a fine grid of weights, patterns of all data are equal exactly where the tile is."""
    model, data, random = case("perceptron")
    weight = model[0].weight.detach()
    window = Slice(weight, torch.randn((2, 6, 3), generator=random, dtype=torch.float64), (-1, 1, -1, 1))
    tessellation = tessellate(Network.of_parameter(model, "0.weight", data), window)
    points = np.random.default_rng(1).uniform(-1, 1, (400, 2))
    tiles = tessellation.locate(points)
    patterns = []
    for value in window.embed(points):
        first = data @ value.T + model[0].bias
        second = model[2](torch.relu(first))
        patterns.append((torch.cat([first, second], 1) > 0).flatten().tolist())
    pairs = {(tuple(pattern), int(tile)) for pattern, tile in zip(patterns, tiles, strict=True)}
    assert len(pairs) == len({pattern for pattern, _ in pairs}) == len({tile for _, tile in pairs}) > 50


def test_the_loss_is_quadratic_between_the_breakpoints_of_a_line_of_weights():
    """Third differences of the mean squared error vanish on every piece (section 8 of the survey)."""
    model, data, random = case("perceptron")
    weight = model[2].weight.detach()
    way = torch.randn(weight.shape, generator=random, dtype=torch.float64)
    result = tessellate(Network.of_parameter(model, "2.weight", data), Segment(weight - way, weight + way))
    assert result.piece_count > 5
    target = torch.randn((7, 2), generator=random, dtype=torch.float64)
    for begin, end in zip(result.ends[:-1], result.ends[1:], strict=True):
        outputs = result.outputs_at(np.linspace(begin, end, 9))
        loss = (outputs - target).square().sum(2).mean(1).numpy()
        assert np.abs(np.diff(loss, 3)).max() < 1e-12
    everywhere = (result.outputs_at(np.linspace(0, 1, 9)) - target).square().sum(2).mean(1).numpy()
    assert np.abs(np.diff(everywhere, 3)).max() > 1e-3


def test_a_parameter_with_two_names_moves_under_both():
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = nn.Linear(2, 3, dtype=torch.float64), nn.Linear(2, 3, dtype=torch.float64)
            self.two.weight = self.one.weight

        def forward(self, x):
            return torch.relu(self.one(x)) + torch.relu(self.two(-x))

    model, data = Twice(), torch.ones(1, 2, dtype=torch.float64)
    value = torch.full((3, 2), 0.5, dtype=torch.float64)
    for name in ("one.weight", "two.weight"):
        wanted = functional_call(model, {"one.weight": value, "two.weight": value}, (data,))
        torch.testing.assert_close(Network.of_parameter(model, name, data)(value[None])[0], wanted)


def test_float32():
    model, data, random = case("convolutional")
    model = model.float()
    network = Network.of_parameter(model, "0.weight", data.float())
    axes = torch.randn((2, 2, 1, 3, 3), generator=random)
    counts = [
        tessellate(network, Slice(model[0].weight, axes, (-1, 1, -1, 1)), dtype=dtype).tile_count
        for dtype in (torch.float32, torch.float64)
    ]
    assert counts[1] > 1000 and abs(counts[0] / counts[1] - 1) < 2e-3


def test_errors_name_the_fault_and_the_remedy():
    model, data, _ = case("perceptron")
    with pytest.raises(ValueError, match=r"'0.weights' is no parameter of Sequential. It has 0.weight, 0.bias, "):
        Network.of_parameter(model, "0.weights", data)
    with pytest.raises(ValueError, match=r"Sequential fails on data of shape \(7, 2\)"):
        Network.of_parameter(model, "0.weight", data[:, :2])
    with pytest.raises(ValueError, match=r"NaN or infinite entries in the data"):
        Network.of_parameter(model, "0.weight", data * float("nan"))
    smooth = nn.Sequential(nn.Linear(3, 2), nn.GELU()).double()
    with pytest.raises(UnsupportedOperation, match=r"'aten.gelu'"):
        Network.of_parameter(smooth, "0.weight", data)
    # What comes before the parameter is a constant, smooth or not.
    assert Network.of_parameter(nn.Sequential(nn.Tanh(), nn.Linear(3, 2).double()), "1.weight", data).layers == ()
    squared = nn.Sequential(shared := nn.Linear(3, 3).double(), nn.ReLU(), shared)
    with pytest.raises(UnsupportedOperation, match=r"combines two values that both depend on the input"):
        Network.of_parameter(squared, "0.weight", data)
    training = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU()).double()
    with pytest.raises(UnsupportedOperation, match=r"Call model.eval\(\) first"):
        Network.of_parameter(training, "0.weight", data)


def weight_normed(norm) -> nn.Module:
    model = random_perceptron([3, 5, 5, 2], 0).double()
    norm(model[2])
    model(torch.zeros(2, 3, dtype=torch.float64))
    return model.eval()


def pruned() -> nn.Module:
    model = random_perceptron([3, 5, 5, 2], 0).double()
    prune.l1_unstructured(model[2], "weight", 0.3)
    return model


WRAPPED = {
    "data parallel": (lambda: nn.DataParallel(case("perceptron")[0]), "module.2.weight"),
    "data parallel inside": (lambda: nn.Sequential(nn.DataParallel(case("perceptron")[0])), "0.module.2.weight"),
    "compiled": (lambda: torch.compile(case("perceptron")[0], backend="eager"), "_orig_mod.2.weight"),
    "compiled inside": (
        lambda: nn.Sequential(torch.compile(case("perceptron")[0], backend="eager")),
        "0._orig_mod.2.weight",
    ),
    "old weight norm": (lambda: weight_normed(nn.utils.weight_norm), "2.weight_g"),
    "weight norm": (
        lambda: weight_normed(nn.utils.parametrizations.weight_norm),
        "2.parametrizations.weight.original0",
    ),
    "pruned": (pruned, "2.weight_orig"),
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.parametrize("name", WRAPPED)
def test_wrapped_models(name) -> None:
    make, parameter = WRAPPED[name]
    model = make()
    value = model.get_parameter(parameter)
    data = torch.randn(4, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    network = Network.of_parameter(model, parameter, data)
    random = torch.Generator().manual_seed(1)
    values = value.detach() + torch.randn((3, *value.shape), generator=random, dtype=torch.float64)
    found, before = network(values), value.detach().clone()
    for number, outputs in zip(values, found, strict=True):
        with torch.no_grad():
            value.copy_(number)
            torch.testing.assert_close(outputs, model(data), rtol=0, atol=1e-12)
            value.copy_(before)
    assert tessellate(network, Slice.through(*values)).tile_count > 1
    if "norm" in name:
        assert type(model[2].weight) is torch.Tensor  # and none of those that torch traced with


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.parametrize(("norm", "name"), [
    (nn.utils.weight_norm, "2.weight_v"),
    (nn.utils.parametrizations.weight_norm, "2.parametrizations.weight.original1"),
])  # fmt: skip
def test_a_direction_that_is_divided_by_its_length_is_refused(norm, name) -> None:
    with pytest.raises(
        UnsupportedOperation, match=r"'aten.linalg_vector_norm' .* multiplies values that depend on the input"
    ):
        Network.of_parameter(weight_normed(norm), name, torch.ones(2, 3, dtype=torch.float64))


def test_what_vmap_repeats_is_named() -> None:
    class Counting(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(3))

        def forward(self, x):
            return x * torch.histc(self.weight, 3)

    with pytest.raises(UnsupportedOperation, match=r"vmap cannot follow Counting .*'histc' once for"):
        Network.of_parameter(Counting(), "weight", torch.ones(2, 3))
