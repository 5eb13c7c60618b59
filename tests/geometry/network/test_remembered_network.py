"""A model that was tessellated before is not exported again, and is never taken for what it was before."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref

import pytest
import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from steered import SLICE, Steered, same
from torch import nn

from splinewidgets.geometry import Network, Segment, tessellate, tessellate_segments
from splinewidgets.geometry.export import recording
from splinewidgets.geometry.network.remembered_network import MOST, remembered_network


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
