"""A model that was tessellated before is not exported again, and is never taken for what it was before."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import types
import weakref

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from torch import nn
from torch.nn.utils import parametrizations, parametrize

from splinewidgets.geometry import Network, Segment, Slice, network, recording, tessellate, tessellate_segments
from splinewidgets.geometry.recording import follow
from splinewidgets.geometry.remembered_network import MOST, remembered_network
from splinewidgets.geometry.structure import Structure

SLICE = Slice.box((-2, 2), (-2, 2))
SCALE = 1.0


@pytest.fixture
def exports(monkeypatch) -> list[nn.Module]:
    """The models that are exported."""
    seen: list[nn.Module] = []
    export = network.export
    monkeypatch.setattr(network, "export", lambda model, *a, **k: seen.append(model) or export(model, *a, **k))
    return seen


class Steered(nn.Module):
    """A perceptron whose forward reads all that a forward can read."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm, self.act = nn.Linear(2, 6), nn.BatchNorm1d(6), nn.LeakyReLU(0.1)
        self.drop, self.last, self.unused = nn.Dropout(), nn.Linear(6, 2), nn.Linear(2, 2)
        self.tied = nn.Linear(2, 6)
        self.tied.weight = self.first.weight
        self.register_buffer("shift", torch.rand(6))
        self.register_buffer("hidden", torch.rand(6), persistent=False)
        self.constant, self.array = torch.rand(6), np.random.default_rng(0).random(6)
        self.limit, self.times, self.kind, self.flag, self.slopes = 1.5, 1, "relu", True, (0.2, 0.3)
        self.config = types.SimpleNamespace(low=-1.0, far=1e4, functions=[])
        factor = 1.0

        def closure(x):
            return x * factor

        def set_factor(value: float) -> None:
            nonlocal factor
            factor = value

        self.closure, self.set_factor = closure, set_factor
        self.eval()

    def forward(self, x):
        y = self.drop(self.act(self.norm(self.first(x)))) + 0.1 * self.tied(x)
        for _ in range(self.times):
            y = y + self.shift + self.hidden * self.constant
        y = y + torch.from_numpy(self.array).to(y.dtype) + torch.full((6,), -1.1).to(y.dtype)
        y = y.clamp(self.config.low, self.limit).clamp(max=self.config.far)
        if self.flag:
            y = getattr(F, self.kind)(y)
        for function in self.config.functions:
            y = function(y)
        y = F.leaky_relu(y - 0.5, self.slopes[0]) * SCALE * float(os.environ.get("SPLINEWIDGETS_TEST", "1"))
        return self.last(self.closure(y))


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
    "a global": lambda m, patch: patch.setitem(globals(), "SCALE", 1.7),
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


def same(one, other) -> bool:
    return (
        one.tile_count == other.tile_count
        and np.array_equal(one.vertices, other.vertices)
        and torch.equal(one.outputs, other.outputs)
    )


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


def test_training_exports_once(exports) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3), nn.LogSoftmax(1))
    optimizer = torch.optim.Adam(model.parameters(), 0.1)
    for _ in range(4):
        model.train()
        x = torch.randn(16, 2)
        loss = F.nll_loss(model(x), x.argmax(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        model.eval()
        fresh = Network(copy.deepcopy(model), SLICE.origin)
        assert same(tessellate(model, SLICE), tessellate(fresh, SLICE))
    assert sum(exported is model for exported in exports) == 1


def test_each_shape_dtype_and_output_has_a_network_of_its_own(exports) -> None:
    model = Call(lambda s, x: {"a": s.a(x).relu(), "b": s.a(x).abs()}, a=nn.Linear(2, 3))
    networks = [
        remembered_network(model, torch.zeros(*shape, 2), output) for shape in ((), (5,)) for output in ("a", "b")
    ]
    assert [(n.input_shape, n.layers[0].operation) for n in networks] == [
        ((2,), "relu"), ((2,), "abs"), ((5, 2), "relu"), ((5, 2), "abs"),
    ]  # fmt: skip
    exports.clear()
    again = [remembered_network(model, torch.zeros(*shape, 2), output) for shape in ((), (5,)) for output in ("a", "b")]
    assert all(one is other for one, other in zip(networks, again, strict=True)) and not exports
    assert len(networks) == MOST
    remembered_network(model, torch.zeros(7, 2), "a")
    exports.clear()
    remembered_network(model, torch.zeros(2), "b")
    assert not exports
    remembered_network(model, torch.zeros(2), "a")
    assert exports  # the one that was longest unused is gone


def test_segments_and_slices_share_a_network(exports) -> None:
    model = perceptron(2, 8, 2)
    tessellate(model, SLICE)
    exports.clear()
    segment = Segment(torch.zeros(2), torch.ones(2))
    tessellate(model, segment)
    tessellate_segments(model, [segment, Segment(-torch.ones(2), torch.ones(2))])
    assert not exports


def test_networks_in_another_dtype_are_bound_once() -> None:
    model = perceptron(2, 8, 2)
    first = remembered_network(model, SLICE.origin).to(torch.float64)
    assert remembered_network(model, SLICE.origin).to(torch.float64) is first


@pytest.mark.parametrize("output", [None, 0])
def test_a_model_is_not_kept_alive(output) -> None:
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), Call(lambda s, x: (x,) if output == 0 else x))
    tessellate(model, SLICE, output=output)
    tessellate(model, SLICE, output=output)
    gone, weight = weakref.ref(model), weakref.ref(model[0].weight)
    made = weakref.ref(remembered_network(model, SLICE.origin, output))
    del model
    gc.collect()
    gc.collect()  # what was remembered, once the model is gone
    assert gone() is None and weight() is None and made() is None


def test_nothing_is_stored_on_the_model() -> None:
    model = Steered()
    del model.closure, model.set_factor
    model.closure = torch.abs
    optimizer = torch.optim.Adam(model.parameters())
    before, names = pickle.dumps(model), [sorted(vars(module)) for module in model.modules()]
    state = copy.deepcopy(optimizer.state_dict())
    tessellate(model, SLICE)
    tessellate(model, SLICE)
    assert pickle.dumps(model) == before
    assert [sorted(vars(module)) for module in model.modules()] == names
    assert optimizer.state_dict() == state
    assert all(one is other for one, other in zip(model.parameters(), optimizer.param_groups[0]["params"], strict=True))
    twin = copy.deepcopy(model)
    with torch.no_grad():
        twin.first.weight.mul_(2)
    assert not same(tessellate(model, SLICE), tessellate(twin, SLICE))


def test_a_forward_that_cannot_be_followed_is_exported_each_time(exports, monkeypatch) -> None:
    monkeypatch.setattr(recording, "PLAIN", {int, type(None)})  # as if a slope were an object of somebody's
    model = perceptron(2, 8, 2, act=lambda: nn.LeakyReLU(0.2))
    before = tessellate(model, SLICE)
    exports.clear()
    assert same(before, tessellate(model, SLICE)) and exports


def test_a_forward_that_marks_times_is_followed(exports) -> None:
    def marked(s, x):
        with torch.profiler.record_function("a"):
            return s.a(x).relu()

    model = Call(marked, a=nn.Linear(2, 4))
    tessellate(model, SLICE)
    exports.clear()
    tessellate(model, SLICE)
    assert not exports


def test_progress_tells_of_the_reading_where_there_is_one() -> None:
    model, told = perceptron(2, 8, 2), []
    tessellate(model, SLICE, progress=lambda fraction, words: told.append((fraction, words)))
    reading = [(fraction, words) for fraction, words in told if words.startswith("reading the model")]
    assert told[: len(reading)] == reading and len({words for _, words in reading}) == 3
    assert {fraction for fraction, _ in reading} == {0.0}
    told.clear()
    tessellate(model, SLICE, progress=lambda fraction, words: told.append((fraction, words)))
    assert told and not any(words.startswith("reading the model") for _, words in told)


def test_what_progress_raises_ends_the_reading(exports) -> None:
    class Enough(Exception):
        pass

    def progress(fraction, words):
        if "2 of 2" in words:
            raise Enough

    model = perceptron(2, 8, 2)
    with pytest.raises(Enough):
        tessellate(model, SLICE, progress=progress)
    assert len(exports) == 1
    assert same(tessellate(model, SLICE), tessellate(Network(model, SLICE.origin), SLICE))
