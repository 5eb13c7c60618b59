"""Whatever changes what a model does is noticed, and a network that was remembered no more used."""

from __future__ import annotations

import types

import pytest
import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from steered import SLICE, Steered, same
from torch import nn
from torch.nn.utils import parametrizations, parametrize

from splinewidgets.geometry import Network, tessellate
from splinewidgets.geometry.export.recording import follow
from splinewidgets.geometry.model.structure import Structure
from splinewidgets.geometry.network.remembered_network import remembered_network


def in_place(name):
    def change(model, patch):
        *path, last = name.split(".")
        with torch.no_grad():
            getattr(model.get_submodule(".".join(path)), last).mul_(1.3).add_(0.2)

    return change


def other_forward(self, x):
    return -2 * Steered.forward(self, x)


def optimizer_step(model, patch):
    optimizer = torch.optim.SGD(model.parameters(), 0.5)
    model(torch.ones(4, 2)).sum().backward()
    optimizer.step()


def swapped(model, patch):
    model.first.weight.data = 1.5 * model.first.weight.data  # its _version stays what it was


def written_behind(model, patch):
    model.first.weight.detach().numpy()[:] *= 1.5  # so does this


def one_bit(model, patch):
    model.last.bias.data.view(torch.int32)[0] += 1


def loaded(model, patch):
    model.load_state_dict({name: 1.1 * value for name, value in model.state_dict().items()})


def loaded_by_assignment(model, patch):
    scaled = {name: value * 1.1 if value.is_floating_point() else value for name, value in model.state_dict().items()}
    model.load_state_dict(scaled, assign=True)
    model.tied.weight = model.first.weight


def new_bias(model, patch):
    model.last.bias = nn.Parameter(torch.rand(2))


def untied(model, patch):
    model.tied.weight = nn.Parameter(0.5 * model.first.weight.detach())


# Only the numbers in parameters and buffers change.
WEIGHTS = {
    "a parameter in place": in_place("first.weight"),
    "a buffer in place": in_place("shift"),
    "a buffer that is not saved": in_place("hidden"),
    "batch statistics": in_place("norm.running_mean"),
    "one bit": one_bit,
    "data swapped": swapped,
    "written behind autograd's back": written_behind,
    "an optimizer": optimizer_step,
    "load_state_dict": loaded,
    "load_state_dict by assignment": loaded_by_assignment,
    "another parameter object": new_bias,
    "another buffer object": lambda m, patch: setattr(m, "shift", torch.rand(6)),
}
OTHERS = {
    "a parameter untied": untied,
    "a parameter gone": lambda m, patch: setattr(m.last, "bias", None),
    "a constant in place": lambda m, patch: m.constant.mul_(2),
    "another constant": lambda m, patch: setattr(m, "constant", torch.rand(6)),
    "an array": lambda m, patch: m.array.__imul__(2),
    "a float": lambda m, patch: setattr(m, "limit", 0.7),
    "an int": lambda m, patch: setattr(m, "times", 2),
    "a string": lambda m, patch: setattr(m, "kind", "softshrink"),
    "a bool": lambda m, patch: setattr(m, "flag", False),
    "a tuple": lambda m, patch: setattr(m, "slopes", (0.5, 0.3)),
    "an attribute of another object": lambda m, patch: setattr(m.config, "low", 0.2),
    "a list of functions": lambda m, patch: m.config.functions.append(torch.neg),
    "an attribute of a submodule": lambda m, patch: setattr(m.act, "negative_slope", 0.5),
    "batch norm's eps": lambda m, patch: setattr(m.norm, "eps", 0.5),
    "a closure": lambda m, patch: m.set_factor(1.7),
    "a global": lambda m, patch: patch.setattr("steered.SCALE", 1.7),
    "the environment": lambda m, patch: patch.setenv("SPLINEWIDGETS_TEST", "1.7"),
    "a function of torch's": lambda m, patch: patch.setattr(F, "relu", lambda y, inplace=False: y.abs()),
    "a submodule": lambda m, patch: setattr(m, "act", nn.ReLU()),
    "a submodule wrapped": lambda m, patch: setattr(m, "last", nn.Sequential(m.last, nn.ReLU())),
    "forward of the object": lambda m, patch: setattr(m, "forward", types.MethodType(other_forward, m)),
    "forward of the class": lambda m, patch: patch.setattr(Steered, "forward", lambda s, x: 2 * s.last(s.first(x))),
    "the code of forward": lambda m, patch: patch.setattr(
        Steered.forward, "__code__", (lambda self, x: self.last(self.first(x).relu())).__code__
    ),
    "forward of a submodule": lambda m, patch: setattr(m.first, "forward", lambda x: F.linear(x, 2 * m.first.weight)),
    "a hook": lambda m, patch: m.first.register_forward_hook(lambda s, args, y: 2 * y),
    "a hook before": lambda m, patch: m.last.register_forward_pre_hook(lambda s, args: (2 * args[0],)),
    "a parametrization": lambda m, patch: parametrize.register_parametrization(m.first, "weight", Doubled()),
    "weight norm": lambda m, patch: parametrizations.weight_norm(m.last),
    "dtype": lambda m, patch: m.double(),
    "the default dtype": lambda m, patch: torch.set_default_dtype(torch.float64),
}
# What may leave the numbers as they were.
UNSEEN = {"weight norm", "dtype", "the default dtype"}


class Doubled(nn.Module):
    def forward(self, weight):
        return 2 * weight


@pytest.fixture
def defaults():
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", [*WEIGHTS, *OTHERS])
def test_what_has_changed_is_noticed(name, exports, monkeypatch, defaults) -> None:
    model = Steered()
    before = tessellate(model, SLICE)
    exports.clear()
    {**WEIGHTS, **OTHERS}[name](model, monkeypatch)
    after = tessellate(model, SLICE)
    assert bool(exports) == (name in OTHERS)
    assert same(after, tessellate(Network(model, SLICE.origin), SLICE))
    assert name in UNSEEN or not same(before, after)
    exports.clear()
    assert same(after, tessellate(model, SLICE)) and not exports


def test_a_hook_for_all_modules_is_noticed(exports) -> None:
    model = perceptron(2, 8, 2)
    before = tessellate(model, SLICE)
    handle = nn.modules.module.register_module_forward_hook(
        lambda module, args, y: y.abs() if isinstance(module, nn.Linear) else None
    )
    try:
        assert tessellate(model, SLICE).layer_tile_counts != before.layer_tile_counts
    finally:
        handle.remove()
    assert same(tessellate(model, SLICE), before)


def test_a_switch_to_training_is_noticed() -> None:
    model = nn.Sequential(nn.Linear(2, 6), nn.Dropout(0.5), nn.ReLU(), nn.Linear(6, 1)).eval()
    tessellate(model, SLICE)
    model[1].train()
    with pytest.raises(NotImplementedError, match="dropout"):
        tessellate(model, SLICE)


def test_other_names_are_noticed() -> None:
    model = Call(lambda s, x: s.last(x.relu() if s.act is None else s.act(x)), act=nn.ReLU(), last=nn.Linear(2, 2))
    assert remembered_network(model, SLICE.origin).layers[0].name == "act"
    model.other, model.act = model.act, None
    model.function = lambda s, x: s.last(s.other(x))
    assert remembered_network(model, SLICE.origin).layers[0].name == "other"


def test_a_choice_that_torch_does_not_see_is_noticed() -> None:
    model = Steered()
    tessellate(model, SLICE)

    def choosing(self, x):
        return Steered.forward(self, x) if max(x.tolist()[0]) < 1e6 else x

    model.forward = types.MethodType(choosing, model)  # does what the model did on all that is tried
    with pytest.raises(NotImplementedError, match="reads a value that depends on the input"):
        tessellate(model, SLICE)


def test_a_forward_that_computes_in_another_dtype_does_another_thing() -> None:
    model = Call(lambda s, x: s.a(x) + torch.full((3,), 0.1), a=nn.Linear(2, 3)).double()
    traces = []
    for dtype in (torch.float32, torch.float32, torch.float64):
        torch.set_default_dtype(dtype)
        try:
            traces.append(follow(model, Structure(model), torch.ones(3, 2, dtype=torch.float64))[0])
        finally:
            torch.set_default_dtype(torch.float32)
    assert traces[0] == traces[1] != traces[2]


def test_a_network_that_disagrees_with_the_model_is_made_anew(monkeypatch) -> None:
    model = perceptron(2, 8, 2)
    tessellate(model, SLICE)
    with torch.no_grad():
        model[0].weight.neg_()
    monkeypatch.setattr(Network, "with_tensors", lambda network, others: network)  # a fault of ours
    assert same(tessellate(model, SLICE), tessellate(Network(model, SLICE.origin), SLICE))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_have_diverged_are_refused_as_by_network(value) -> None:
    model = perceptron(2, 8, 2)
    tessellate(model, SLICE)
    with torch.no_grad():
        model[0].bias[3] = value
    with pytest.raises(ValueError, match=r"0\.bias of the model contains NaN or infinity"):
        tessellate(model, SLICE)
    with torch.no_grad():
        model[0].bias[3] = 0.0
    assert same(tessellate(model, SLICE), tessellate(Network(model, SLICE.origin), SLICE))


def test_outputs_that_overflow_are_refused_as_by_network() -> None:
    model = perceptron(2, 8, 2)
    tessellate(model, SLICE)
    with torch.no_grad():
        model[0].weight.fill_(1e30)
        model[2].weight.fill_(1e30)
    with pytest.raises(ValueError, match="returns NaN or infinity"):
        tessellate(model, SLICE)
