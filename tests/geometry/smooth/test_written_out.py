"""Activations that a model writes out or writes in place, and models that cannot be copied deeply, linearized."""

from __future__ import annotations

import copy
import math
import threading

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, prune

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, linearize, tessellate
from splinewidgets.geometry.model.model_copy import model_copy

UNIT = Slice.box((-1, 1), (-1, 1))
ROOT = math.sqrt(2 / math.pi)

WRITTEN = {
    "swish": (lambda x: x * torch.sigmoid(x), "silu"),
    "swish by methods": (lambda x: x.sigmoid().mul(x), "silu"),
    "quick gelu": (lambda x: x * torch.sigmoid(1.702 * x), "swish(1.702)"),
    "gelu by tanh": (lambda x: 0.5 * x * (1.0 + torch.tanh(ROOT * (x + 0.044715 * torch.pow(x, 3.0)))), "gelu(tanh)"),
    "gelu by digits": (lambda x: 0.5 * x * (1 + torch.tanh(x * 0.7978845608 * (1 + 0.044715 * x * x))), "gelu(tanh)"),
    "gelu by erf": (lambda x: x * 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0))), "gelu"),
    "mish": (lambda x: x * torch.tanh(F.softplus(x)), "mish"),
    "softsign": (lambda x: x / (1 + x.abs()), "softsign"),
    "tanhshrink": (lambda x: x - torch.tanh(x), "tanhshrink"),
    "hardswish": (lambda x: x * F.relu6(x + 3) / 6, "hardswish"),
    "hardswish by clamp": (lambda x: x * (x + 3).clamp(0, 6) / 6, "hardswish"),
    "softplus": (lambda x: torch.log1p(x.exp()), "softplus"),
    "log-sigmoid": (lambda x: torch.log(torch.sigmoid(x)), "log_sigmoid"),
    "sigmoid": (lambda x: 1 / (1 + torch.exp(-x)), "sigmoid"),
    "scaled": (lambda x: (lambda y: y * torch.sigmoid(y))(3 * x), "silu"),
    "module Tanhshrink": (nn.Tanhshrink(), "tanhshrink"),
    "function tanhshrink": (F.tanhshrink, "tanhshrink"),
    "module Softsign": (nn.Softsign(), "softsign"),
    "module in place": (nn.SiLU(inplace=True), "silu"),
    "module Mish in place": (nn.Mish(inplace=True), "mish"),
    "module ELU in place": (nn.ELU(inplace=True), "elu"),
    "method in place": (lambda x: x.tanh_(), "tanh"),
    "part in place": (lambda x: (F.silu(x[:, 2:], inplace=True), F.relu(x))[1], "silu"),
}


class Between(nn.Module):
    """A function between two layers."""

    def __init__(self, function) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.last, self.function = nn.Linear(2, 4), nn.Linear(4, 2), function
        self.double()

    def forward(self, x):
        return self.last(self.function(self.first(x)))


@pytest.mark.parametrize("name", WRITTEN)
def test_an_activation_is_replaced_as_a_whole_and_is_as_near_as_it_says(name) -> None:
    function, activation = WRITTEN[name]
    model = Between(function)
    tessellation = tessellate(linearize(model, knots=9), UNIT)
    (about,) = tessellation.approximations
    assert about.activation == activation
    # Where the pre-activations of one unit are the knots, the two agree.
    at_knots = Between(function)
    with torch.no_grad():
        at_knots.first.weight.copy_(torch.tensor([[1.0, 0.0]]))
        at_knots.first.bias.zero_()
    if name == "scaled":
        at_knots.first.weight.data /= 3
    knots = torch.tensor([[knot, 0.0] for knot in about.knots], dtype=torch.float64)
    everywhere = torch.linspace(*(about.span or (-9, 9)), 4001, dtype=torch.float64)[:, None] * torch.tensor([1.0, 0.0])
    with torch.no_grad():
        for inputs, error in ((knots, 1e-9), (everywhere, about.error)):
            one, other = at_knots(inputs), linearize(at_knots, knots=9)(inputs)
            most = at_knots.last.weight.abs().sum(1).max()
            assert (one - other).abs().max() <= most * error + 1e-12
    _maps_are_the_linearized_models(tessellation, linearize(model, knots=9))


def _maps_are_the_linearized_models(tessellation, model) -> None:
    points = torch.rand(6, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 2 - 1
    with torch.no_grad():
        values = model(points)
    for point, value, tile in zip(points, values, tessellation.locate(points), strict=True):
        a, c = tessellation.affine_map(int(tile))
        torch.testing.assert_close(a @ point + c, value, rtol=0, atol=1e-10)


def test_what_was_written_to_meanwhile_is_another_variable() -> None:
    def forward(x):
        gate = torch.sigmoid(x)
        x += 1
        return x * gate

    with pytest.raises(UnsupportedOperation, match="combines two values"):
        Network(linearize(Between(forward)), torch.zeros(2))


def test_products_that_are_no_activation_stay_products() -> None:
    for product in (lambda x: x * torch.sigmoid(x + 0.1), lambda x: torch.sigmoid(x) * torch.sigmoid(2 * x)):
        model = Between(product)
        x = torch.randn(9, 2, dtype=torch.float64)
        assert (linearize(model, knots=200)(x) - model(x)).abs().max() < 1e-2
        with pytest.raises(UnsupportedOperation, match="combines two values"):
            Network(linearize(model), torch.zeros(2))


class Holding(nn.Module):
    """Holds what cannot be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
        self.lock, self.draws, self.twice = threading.Lock(), (i for i in range(3)), [self.body]
        self.seen = {}

    def forward(self, x):
        with self.lock:
            y = self.body(x)
            self.seen["last"] = y
            return y


def _run(model: nn.Module) -> nn.Module:
    model(torch.randn(3, 2))
    return model.eval()


def _body() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))


def _weight_norm() -> nn.Module:
    model = _body()
    nn.utils.weight_norm(model[0])
    return model


def _spectral_norm() -> nn.Module:
    model = _body()
    nn.utils.spectral_norm(model[0])
    return model


def _parametrized(how) -> nn.Module:
    model = _body()
    how(model[0])
    return model


def _pruned() -> nn.Module:
    model = _body()
    prune.l1_unstructured(model[0], "weight", 0.3)
    return model


UNCOPIABLE = {
    "old weight norm": _weight_norm,
    "old spectral norm": _spectral_norm,
    "weight norm": lambda: _parametrized(parametrizations.weight_norm),
    "spectral norm": lambda: _parametrized(parametrizations.spectral_norm),
    "pruned": _pruned,
    "holding": Holding,
    "data parallel": lambda: nn.DataParallel(_body()),
    "compiled": lambda: torch.compile(_body(), backend="eager"),
    "compiled inside": lambda: nn.Sequential(torch.compile(_body(), backend="eager"), nn.Linear(2, 2)),
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.parametrize("name", UNCOPIABLE)
def test_a_wrapped_model_is_linearized_and_left_alone(name) -> None:
    model = _run(UNCOPIABLE[name]())
    before = {key: value.clone() for key, value in model.state_dict().items()}
    linear = linearize(model, knots=300)
    x = torch.randn(50, 2)
    with torch.no_grad():
        torch.testing.assert_close(linear(x), model(x), rtol=0, atol=1e-3)
    tessellation = tessellate(linearize(model, knots=4), UNIT)
    assert tessellation.tile_count > 1
    _maps_are_the_linearized_models(tessellation, linearize(model, knots=4).double())
    with torch.no_grad():
        for parameter in linear.parameters():
            parameter += 1
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())


def test_a_copy_has_the_same_parts_at_the_same_places() -> None:
    model = Holding()
    with pytest.raises(TypeError):
        copy.deepcopy(model)
    copy_of = model_copy(_run(model), functions=False)
    assert copy_of.twice[0] is copy_of.body is not model.body
    assert copy_of.lock is model.lock
    assert copy_of.seen["last"] is not model.seen["last"]
    assert not copy_of.seen["last"].requires_grad
    assert all(map(torch.equal, copy_of.parameters(), model.parameters()))
    assert not {id(p) for p in copy_of.parameters()} & {id(p) for p in model.parameters()}


def test_a_scripted_model_is_to_be_passed_as_it_was() -> None:
    with pytest.warns(DeprecationWarning), pytest.raises(TypeError, match=r"forward was scripted.* as it was before"):
        linearize(torch.jit.script(_body()))


class Sharp(nn.Module):
    """A swish whose sharpness is learned."""

    def __init__(self, sharpness: float) -> None:
        super().__init__()
        self.body, self.sharpness = _body(), nn.Parameter(torch.tensor(sharpness))
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        z = self.body(x)
        return self.scale * (z * torch.sigmoid(self.sharpness * z))


def test_a_sharpness_that_is_learned_is_read_and_one_that_has_changed_is_refused() -> None:
    network = Network(linearize(Sharp(1.5)), [0.0, 0.0])
    assert [layer.operation for layer in network.layers][-1] == "swish(1.5)"
    x = torch.randn(50, 2)
    torch.testing.assert_close(network(x), Sharp(1.5)(x).detach(), rtol=0, atol=0.02)
    same = {**Sharp(1.5).state_dict(), "scale": torch.tensor(3.0)}  # of which nothing was read
    torch.testing.assert_close(network.with_parameters(same)(x), 1.5 * network(x))
    with pytest.raises(ValueError, match="sharpness of the state_dict is another than the model's"):
        network.with_parameters(Sharp(2.0).state_dict())
