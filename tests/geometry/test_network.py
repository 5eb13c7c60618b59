from __future__ import annotations

import copy
import gc

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from small_modules import Call, perceptron
from torch import nn

from splinewidgets.geometry import Network


class Residual(nn.Module):
    """A basic block of a residual network: activations in place, a projection on the way past it."""

    def __init__(self, channels: int, wider: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, wider, 3, padding=1, bias=False), nn.BatchNorm2d(wider), nn.ReLU(inplace=True),
            nn.Conv2d(wider, wider, 3, padding=1), nn.BatchNorm2d(wider),
        )  # fmt: skip
        self.projection = nn.Conv2d(channels, wider, 1) if wider != channels else nn.Identity()
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.body(x)
        y += self.projection(x)
        return self.act(y)


class Mixer(nn.Module):
    """Patches with a class token; linear layers over features and, transposed, over patches; the batch merged."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(1, 6, 2, stride=2)
        self.token = nn.Parameter(torch.randn(1, 1, 6))
        self.position = nn.Parameter(torch.randn(1, 5, 6))
        self.features, self.tokens, self.head = nn.Linear(6, 6), nn.Linear(5, 5), nn.Linear(6, 3)
        self.register_buffer("scale", torch.rand(6))
        self.register_buffer("shift", torch.rand(6), persistent=False)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        b, t, d = x.shape
        x = x + self.features(x.reshape(b * t, d)).relu().view(b, t, d)
        x = x + F.leaky_relu(self.tokens(x.mT)).mT * self.scale + self.shift
        return F.log_softmax(self.head(x[:, 0].to(x.dtype)), -1)


class BatchSecond(nn.Module):
    """The batch moves to the second axis, as in sequence models, and is merged there."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        t = x.transpose(0, 1)
        y = self.linear(t).reshape(-1, 4)
        y = F.leaky_relu(F.relu(y).T).T + t.reshape(-1, 4).abs()
        return y.view(3, -1, 4).permute(1, 0, 2).mean(1)


def models() -> dict[str, tuple[nn.Module, tuple[int, ...]]]:
    torch.manual_seed(0)
    convolutional = nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.AvgPool2d(2),
        nn.Conv2d(4, 6, 2), nn.LeakyReLU(0.1, inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(),
        nn.Linear(6, 3), nn.Softmax(1),
    )  # fmt: skip
    return {
        "perceptron": (perceptron(3, 8, 8, 2), (3,)),
        "one shared activation": (Call(lambda s, x: s.act(s.a(s.act(s.a(x)))), a=nn.Linear(3, 3), act=nn.ReLU()), (3,)),
        "prelu and abs": (Call(lambda s, x: s.p(s.a(x)).abs(), a=nn.Linear(3, 4), p=nn.PReLU(4)), (3,)),
        "convolutional": (convolutional, (1, 8, 8)),
        "residual": (nn.Sequential(Residual(2, 3), Residual(3, 3), nn.Flatten(), nn.Linear(48, 2)), (2, 4, 4)),
        "mixer": (Mixer(), (1, 4, 4)),
        "batch second": (BatchSecond(), (3, 4)),
        "input used twice": (Call(lambda s, x: s.b(F.relu(s.a(x))) + x, a=nn.Linear(3, 5), b=nn.Linear(5, 3)), (3,)),
        "input cut first": (Call(lambda s, x: F.relu(x) + s.a(x.abs()) - x, a=nn.Linear(3, 3)), (3,)),
        "input cut in place": (nn.Sequential(nn.ReLU(inplace=True), nn.Linear(3, 3)), (3,)),
        "weight norm": (nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(3, 4)), nn.ReLU()), (3,)),
        "dense": (Call(lambda s, x: torch.cat([x, y := F.relu(s.a(x)), F.relu(s.b(torch.cat([x, y], 1)))], 1),
                       a=nn.Linear(3, 4), b=nn.Linear(7, 2)), (3,)),
        "views that share memory": (Call(lambda s, x: shared(s.a(x)), a=nn.Linear(3, 8)), (3,)),
        "maxout of two": (Call(lambda s, x: torch.maximum(*s.a(x).chunk(2, 1)), a=nn.Linear(3, 8)), (3,)),
        "knot upon knot": (Call(lambda s, x: s.a(x).relu().abs() + s.a(x).abs().clamp(0, 1), a=nn.Linear(3, 4)), (3,)),
        "scalar input": (Call(lambda s, x: F.relu(x[:, None] * 2), ), ()),
        "no knot": (nn.Linear(3, 2), (3,)),
    }  # fmt: skip


def shared(y):
    """Values that are views of one tensor, some needed after the others were activated in place."""
    pairs = F.relu(y.view(-1, 4, 2)).sum(2)
    a, b = y.view(-1, 2, 4).unbind(1)
    return pairs + F.relu(a) + F.relu(b + 1) + a * 2 - y[:, 4:]


MODELS = models()


def filled(model: nn.Module) -> nn.Module:
    """A copy in eval mode with random batch statistics."""
    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
    return model


def without_end(model: nn.Module, network: Network, y):
    """What the model returns, given the network's output."""
    return {None: lambda y: y, "softmax": lambda y: y.softmax(1), "log_softmax": lambda y: y.log_softmax(1)}[
        network.dropped
    ](y)


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


def test_layers_are_named_after_their_modules() -> None:
    def names(key):
        model, shape = MODELS[key]
        return [layer.name for layer in Network(filled(model), torch.zeros(shape)).layers]

    assert names("perceptron") == ["1", "3"]
    assert names("one shared activation") == ["act", "act (2)"]
    assert names("residual") == ["0.body.2", "0.act", "1.body.2", "1.act"]
    assert names("mixer") == ["relu", "leaky_relu"]
    assert names("input cut first") == ["relu", "abs"]


def test_terminal_activation_is_dropped_and_named() -> None:
    linear = nn.Linear(3, 2)
    x = torch.randn(4, 3)
    for end, name in ((nn.Softmax(1), "softmax"), (nn.LogSoftmax(1), "log_softmax"), (nn.Sigmoid(), "sigmoid")):
        network = Network(nn.Sequential(linear, end), x[0])
        assert network.dropped == name
        torch.testing.assert_close(network(x), linear(x))
    network = Network(Call(lambda s, x: torch.sigmoid(s.a(x)[:, :1]).squeeze(1), a=linear), x[0])
    assert network.dropped == "sigmoid" and network.output_shape == ()
    torch.testing.assert_close(network(x), linear(x)[:, 0])
    assert Network(linear, x[0]).dropped is None


def test_checkpoint_is_the_same_graph_with_other_parameters() -> None:
    for name in ("perceptron", "convolutional", "mixer", "weight norm"):
        model, shape = MODELS[name]
        before, after = filled(model), filled(model)
        with torch.no_grad():
            for parameter in after.parameters():
                parameter.add_(torch.rand_like(parameter) * 0.1)
        network = Network(before, torch.zeros(shape))
        x = torch.randn(4, *shape)
        later = network.with_parameters(after.state_dict())
        torch.testing.assert_close(without_end(after, later, later(x)), after(x))
        torch.testing.assert_close(without_end(before, network, network(x)), before(x))
        assert later.layers == network.layers
        as_arrays = network.with_parameters({key: value.numpy() for key, value in after.state_dict().items()})
        assert torch.equal(as_arrays(x), later(x))


def test_training_the_model_does_not_change_the_network() -> None:
    model = perceptron(2, 4, 1)
    network = Network(model, [0.0, 0.0])
    before = network(torch.ones(1, 2))
    with torch.no_grad():
        model[0].weight.zero_()
    assert torch.equal(network(torch.ones(1, 2)), before)


def test_exporting_leaves_the_model_as_it_was() -> None:
    model = filled(MODELS["convolutional"][0])
    before = copy.deepcopy(model.state_dict())
    Network(model, torch.zeros(1, 8, 8))
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_precision_comes_from_the_original_parameters() -> None:
    model = perceptron(2, 4, 1).double()
    network = Network(model, [0.0, 0.0])
    x = torch.randn(3, 2, dtype=torch.float64)
    there_and_back = network.to(torch.float32).to(dtype=torch.float64)
    assert torch.equal(there_and_back(x), model(x))
    assert network.to(torch.float64) is network.to() is network
    assert network.to(torch.float32) is network.to(torch.float32)
    assert network.to(torch.float32)(x.float()).dtype == torch.float32


@pytest.mark.parametrize("example", [[0.0, 0.0], [0, 0], (0, 0), np.zeros(2), np.zeros(2, np.float32), torch.zeros(2)])
def test_example_is_any_array_like(example) -> None:
    assert Network(perceptron(2, 3, 1), example).input_shape == (2,)


def test_calls_inside_no_grad_are_followed() -> None:
    def forward(s, x):
        with torch.no_grad():
            y = F.relu(s.a(x))
        return y + x

    network = Network(Call(forward, a=nn.Linear(3, 3)), torch.zeros(3))
    assert len(network.layers) == 1


def test_a_model_whose_input_is_whole_numbers_gets_floating_ones() -> None:
    assert Network(nn.ReLU(), np.zeros(3, np.int64)).dtype == torch.get_default_dtype()


def test_repr_tells_shapes_and_knots() -> None:
    assert repr(Network(perceptron(2, 3, 1), [0, 0])) == "Network((2,) -> (1,), units at knots: 3, torch.float32)"
