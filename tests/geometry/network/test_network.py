from __future__ import annotations

import gc

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from small_modules import Call, perceptron
from small_networks import MODELS, Residual, filled, without_end
from torch import nn

from splinewidgets.geometry import Network


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("grad", [True, False])
def test_network_equals_its_model(name, dtype, grad) -> None:
    model, shape = filled(MODELS[name][0]).to(dtype), MODELS[name][1]
    network = Network(model, torch.zeros(shape, dtype=dtype))
    assert network.input_shape == shape and network.dtype == dtype
    for count in (1, 2, 6):
        x = torch.randn(count, *shape, dtype=dtype)
        given = x.clone()
        with torch.set_grad_enabled(grad):
            y = network(given)
            torch.testing.assert_close(without_end(model, network, y), model(x.clone()))
        assert torch.equal(given, x)
        assert y.shape == (count, *network.output_shape)
    assert network(x[:0]).shape == (0, *network.output_shape)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("grad", [True, False])
def test_every_live_value_follows_the_batch(name, grad) -> None:
    """Rows that are repeated, dropped and reordered at each knot come out as the same rows of the plain evaluation."""
    model, shape = MODELS[name]
    network = Network(filled(model).double(), torch.zeros(shape))
    x = torch.randn(5, *shape, dtype=torch.float64)
    rows = torch.arange(5)
    random = torch.Generator().manual_seed(0)

    def at_knot(layer, z):
        nonlocal rows
        assert z.shape == (len(rows), network.layers[layer].units) and z.is_contiguous()
        chosen = torch.randint(0, len(rows), (len(rows) + layer % 3 - 1,), generator=random)
        rows = rows[chosen]

        def grow(values):
            assert values.ndim == 2 and values.is_contiguous()
            return values[chosen]

        return None if layer % 4 == 3 else grow

    # A knot that does not grow must not reorder either.
    def sometimes(layer, z):
        nonlocal rows
        before = rows
        grow = at_knot(layer, z)
        rows = before if grow is None else rows
        return grow

    with torch.set_grad_enabled(grad):
        grown = network.evaluate(x, at_knot=sometimes)
        torch.testing.assert_close(grown, network(x)[rows])


@pytest.mark.parametrize("name", MODELS)
def test_growth_may_return_what_it_was_given(name) -> None:
    model, shape = MODELS[name]
    network = Network(filled(model), torch.zeros(shape))
    x = torch.randn(3, *shape)
    with torch.no_grad():
        assert torch.equal(network.evaluate(x, at_knot=lambda layer, z: lambda values: values), network(x))


def test_writing_to_pre_activations_never_reaches_the_caller() -> None:
    for model in (nn.ReLU(), Call(lambda s, x: x.view(-1, 3).abs()), Call(lambda s, x: x[:, :2].clamp(0, 1))):
        network = Network(model, torch.zeros(3))
        x = torch.ones(4, 3)
        with torch.no_grad():
            network.evaluate(x, at_knot=lambda layer, z: z.zero_() is None or None)
        assert torch.equal(x, torch.ones(4, 3))


def test_values_are_dropped_after_their_last_use() -> None:
    network = Network(nn.Sequential(*[m for _ in range(8) for m in (nn.Linear(8, 8), nn.ReLU())]), torch.zeros(8))
    rows, held = 977, []

    def at_knot(layer, z):
        held.append(sum(type(thing) is torch.Tensor and thing.shape == (rows, 8) for thing in gc.get_objects()))

    with torch.no_grad():
        network.evaluate(torch.zeros(rows, 8), at_knot=at_knot)
    assert held == held[:1] * 8


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_the_models_own(name) -> None:
    model, shape = MODELS[name]
    model = filled(model).double()
    network = Network(model, torch.zeros(shape))
    x = torch.randn(3, *shape, dtype=torch.float64, requires_grad=True)
    y, wanted = without_end(model, network, network(x)), model(x.clone())
    weights = torch.randn_like(y)
    ours, theirs = (torch.autograd.grad((out * weights).sum(), x)[0] for out in (y, wanted))
    torch.testing.assert_close(ours, theirs)


def test_lerped_rows_are_exact_within_a_tile() -> None:
    """What tessellate does: rows between two others of the same activation pattern are their interpolation."""
    network = Network(perceptron(2, 16, 16, 3).double(), [0.0, 0.0])
    x = torch.tensor([[0.3, 0.2], [0.3 + 1e-6, 0.2 - 1e-6]], dtype=torch.float64)
    patterns = []

    def at_knot(layer, z):
        patterns.append((z > 0).all(0) | (z < 0).all(0))
        return (lambda values: torch.cat([values, values.lerp(values.flip(0), 0.25)])) if layer == 0 else None

    with torch.no_grad():
        grown = network.evaluate(x, at_knot=at_knot)
        assert all(pattern.all() for pattern in patterns)
        torch.testing.assert_close(grown, network(torch.cat([x, x.lerp(x.flip(0), 0.25)])), rtol=1e-14, atol=1e-14)


@st.composite
def architectures(draw) -> tuple[nn.Module, tuple[int, ...]]:
    """Random stacks of convolutions, residual blocks and linear layers with random activations, a few in place."""
    torch.manual_seed(draw(st.integers(0, 2**31)))
    acts = [
        nn.ReLU, lambda: nn.ReLU(inplace=True), lambda: nn.LeakyReLU(0.3), nn.PReLU, nn.ReLU6, nn.Hardtanh,
        lambda: Call(lambda s, x: x.abs()), lambda: Call(lambda s, x: torch.maximum(x, 0.5 * x.flip(1))), nn.Identity,
    ]  # fmt: skip
    act = st.sampled_from(acts)
    modules: list[nn.Module] = []
    channels, size = draw(st.integers(1, 3)), draw(st.sampled_from([4, 5]))
    shape: tuple[int, ...] = (channels, size, size)
    for _ in range(draw(st.integers(0, 2))):
        wider = draw(st.integers(1, 3))
        block = draw(st.sampled_from(["conv", "residual", "depthwise"]))
        if block == "residual":
            modules.append(Residual(channels, wider))
        else:
            groups = channels if block == "depthwise" else 1
            wider = channels * wider if block == "depthwise" else wider
            modules += [nn.Conv2d(channels, wider, 3, padding=1, groups=groups), draw(act)()]
        channels = wider
    flat = channels * size * size
    if modules:
        modules.append(nn.Flatten())
    else:
        shape = (flat,)
    for _ in range(draw(st.integers(1, 3))):
        width = draw(st.integers(1, 5))
        modules += [nn.Linear(flat, width, bias=draw(st.booleans())), draw(act)()]
        if draw(st.booleans()):
            inner = nn.Sequential(nn.BatchNorm1d(width), draw(act)(), nn.Linear(width, width))
            modules.append(Call(lambda s, x: s.inner(x) + x, inner=inner))
        flat = width
    return nn.Sequential(*modules), shape


@settings(max_examples=25, deadline=None, derandomize=True)
@given(architectures(), st.integers(1, 4))
def test_random_architectures(architecture, count) -> None:
    model, shape = filled(architecture[0]).double(), architecture[1]
    network = Network(model, torch.zeros(shape))
    x = torch.randn(count, *shape, dtype=torch.float64)
    with torch.no_grad():
        wanted = model(x.clone())
        torch.testing.assert_close(network(x), wanted)
        grown = network.evaluate(x, at_knot=lambda layer, z: lambda values: torch.cat([values, values[:1]]))
    torch.testing.assert_close(grown, torch.cat([wanted, wanted[:1].expand(len(network.layers), *wanted.shape[1:])]))
