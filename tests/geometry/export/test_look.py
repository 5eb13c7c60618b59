"""Whatever a look does, the model is as it was, and so are the stores of its hooks."""

from __future__ import annotations

import collections
import functools
import threading
from typing import ClassVar

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from looks import BOX, made, unharmed
from small_modules import perceptron
from torch import nn
from torch.nn.utils import prune

from splinewidgets.geometry import Network, tessellate
from splinewidgets.geometry.model.model_copy import model_copy

SEEN: list[torch.Tensor] = []
COUNT = 0


def lazily(make):
    def forward(s, x):
        if s.mask is None:
            s.mask = make()
        return s.body(x @ s.mask)

    return forward


def registering(s, x):
    if "late" not in s._buffers:
        s.register_buffer("late", torch.ones(2, 2).tril())
        s.inner = nn.Linear(2, 2)
    return s.body(s.inner(x @ s.late))


def caching(s, x):
    if len(x) not in s.cache:
        s.cache[len(x)] = torch.arange(len(x)), torch.ones(len(x), 2)
    rows, ones = s.cache[len(x)]
    return s.body(x[rows] + ones)


def keeping(s, x):
    s.kept = s.body(x)
    s.every.append(s.kept)
    s.calls += 1
    return s.kept


def switching(s, x):
    s.train()
    for parameter in s.parameters():
        parameter.requires_grad_(False)
    return s.body(x)


LEFT = {
    "a buffer that is assigned": made(lazily(lambda: torch.ones(2, 2).tril()), mask=None),
    "a buffer that is drawn": made(lazily(lambda: torch.randn(2, 2)), mask=None),
    "modules and buffers that are made": made(registering),
    "a cache": made(caching, cache={}),
    "activations that are kept": made(keeping, every=[], calls=0),
    "modes": made(switching),
    "lazy layers": nn.Sequential(nn.LazyLinear(5), nn.ReLU(), nn.LazyLinear(2)),
    "training without batch norm": perceptron(2, 6, 2).train(),
}


@pytest.mark.parametrize("name", LEFT)
def test_a_model_is_as_it_was_after_every_look(name) -> None:
    model = model_copy(LEFT[name])
    looked = [torch.nn.parameter.is_lazy(p) for p in model.parameters()]
    kept = model if not any(looked) else nn.Identity()
    for _ in range(2):
        with unharmed(kept):
            tiles = tessellate(model, BOX)
            tiles.affine_map(0)
    assert [torch.nn.parameter.is_lazy(p) for p in model.parameters()] == looked
    if not any(looked) and name != "a buffer that is drawn":
        x = torch.randn(4, 2)
        torch.testing.assert_close(Network(model, [0.0, 0.0])(x), model(x))  # the first time that it is called


def test_a_cache_that_is_filled_is_read_for_any_number_of_inputs() -> None:
    model = made(caching, cache={})
    for count in (3, 5):
        model(torch.zeros(count, 2))
    with unharmed(model):
        network = Network(model, [0.0, 0.0])
    assert sorted(model.cache) == [3, 5]
    x = torch.randn(8, 2)
    torch.testing.assert_close(network(x), model(x))


def test_what_others_remember_can_be_differentiated() -> None:
    @functools.lru_cache
    def ones(count):
        return torch.ones(count, 2)

    model = made(lambda s, x: s.body(x * ones(len(x))))
    network = Network(model, [0.0, 0.0])
    assert ones.cache_info().currsize > 0
    for count in (3, 5):
        x = torch.randn(count, 2, requires_grad=True)
        model(x).sum().backward()
        torch.testing.assert_close(network(x), model(x))


class Store:
    def __init__(self) -> None:
        self.seen, self.named = [], collections.defaultdict(list)

    def __call__(self, module, args, output) -> None:
        self.seen.append(output)
        self.named["all"].append(output)

    def keep(self, module, args, output) -> None:
        self(module, args, output)


def to_global(module, args, output) -> None:
    global COUNT
    COUNT += 1
    SEEN.append(output)


def test_stores_of_hooks_are_left_alone() -> None:
    store, seen, mean, counts = Store(), [], torch.zeros(6), [0]

    def to_closure(module, args, output) -> None:
        seen.append(output)
        mean.add_(output.mean(0))
        counts[0] += 1

    model = perceptron(2, 6, 2)
    hooks = (store, store.keep, to_closure, to_global, functools.partial(Store.keep, store))
    for hook in hooks:
        model[0].register_forward_hook(hook)
    model[2].register_forward_pre_hook(lambda module, args: seen.append(args))
    plain = perceptron(2, 6, 2)
    plain.load_state_dict(model.state_dict())
    for _ in range(2):
        assert tessellate(model, BOX).tile_count == tessellate(plain, BOX).tile_count
    assert (store.seen, dict(store.named), seen, counts, COUNT, SEEN) == ([], {}, [], [0], 0, [])
    assert not mean.any()
    model(torch.zeros(1, 2))
    assert (len(store.seen), len(seen), counts[0], COUNT, len(SEEN)) == (3, 2, 1, 1, 1)


def test_hooks_that_change_values_are_followed() -> None:
    model, factor = perceptron(2, 6, 2), [3.0]
    model[0].register_forward_hook(lambda module, args, output: factor[0] * output)
    x = torch.randn(5, 2)
    torch.testing.assert_close(Network(model, [0.0, 0.0])(x), model(x))


class Writing(nn.Module):
    """Writes to globals, to its class, and to defaults."""

    everyone: ClassVar[list[torch.Tensor]] = []

    def __init__(self) -> None:
        super().__init__()
        self.body, self.keep = perceptron(2, 6, 2), Writing.kept

    def kept(self, values, before=[]):  # noqa: B006
        before.append(values)
        self.everyone.append(values)
        return values

    @staticmethod
    def counted() -> None:
        global COUNT
        COUNT += 1

    def forward(self, x):
        self.counted()
        to_global(self, x, self.keep(self, x))
        return self.body(self.kept(x))


def test_what_the_methods_of_a_class_write_to_is_left_alone() -> None:
    model, count, seen = Writing(), COUNT, len(SEEN)
    for _ in range(2):
        assert tessellate(model, BOX).tile_count == tessellate(model.body, BOX).tile_count
    assert (COUNT, len(SEEN), Writing.everyone, Writing.kept.__defaults__) == (count, seen, [], ([],))
    model(torch.zeros(1, 2))
    assert (COUNT, len(SEEN), len(Writing.everyone)) == (count + 2, seen + 1, 2)
    assert len(Writing.kept.__defaults__[0]) == 2


def test_hooks_for_all_modules_store_in_copies_and_change_values() -> None:
    model, seen = perceptron(2, 6, 2), []

    def tripled(module, args, output):
        seen.append(module)
        return 3 * output if isinstance(module, nn.Linear) else None

    handle = nn.modules.module.register_module_forward_hook(tripled)
    try:
        x = torch.randn(5, 2)
        network = Network(model, [0.0, 0.0])
        assert seen == []
        torch.testing.assert_close(network(x), model(x))
        assert len(seen) == 4
    finally:
        handle.remove()


def test_a_copy_of_replicas_has_one() -> None:
    model = nn.DataParallel(perceptron(2, 3))
    model.device_ids = [0, 1]
    assert model_copy(model).device_ids == [0] and model.device_ids == [0, 1]


def once_called(model):
    model(torch.zeros(3, 2))
    return model.eval()


def with_members(model):
    model.lock, model.kept, model.steps = threading.Lock(), [model(torch.zeros(3, 2))], (i for i in range(3))
    return model


@pytest.mark.parametrize(
    "model",
    [
        with_members(perceptron(2, 6, 2)),
        once_called(nn.Sequential(nn.utils.spectral_norm(nn.Linear(2, 6)), nn.ReLU(), nn.Linear(6, 2))),
        once_called(nn.Sequential(prune.l1_unstructured(nn.Linear(2, 6), "weight", 0.5), nn.ReLU())),
    ],
)
def test_what_cannot_be_copied_deeply_is_looked_at(model) -> None:
    with unharmed(model):
        network = Network(model, [0.0, 0.0])
    x = torch.randn(5, 2)
    torch.testing.assert_close(network(x), model(x))


def test_a_copy_shares_what_cannot_be_copied_and_nothing_else() -> None:
    class Holder:
        def __init__(self) -> None:
            self.lock, self.seen = threading.Lock(), []

    model = perceptron(2, 6, 2)
    model.holder, model.both = Holder(), [threading.Lock(), np.zeros(3), {"weight": model[0].weight}]
    copied = model_copy(model)
    assert copied.holder is model.holder and copied.both[0] is model.both[0]
    assert copied.both is not model.both and copied.both[1] is not model.both[1]
    assert copied.both[2]["weight"] is copied[0].weight is not model[0].weight
    lent = model_copy(model, lend=True)
    assert lent[0].weight is not model[0].weight and lent[0].weight.data_ptr() == model[0].weight.data_ptr()


def test_a_forward_of_the_object_calls_the_copy() -> None:
    model = perceptron(2, 6, 2)
    seen = []
    model[0].register_forward_hook(lambda *_: seen.append(1))
    model.forward = lambda x: F.relu(model[0](x))
    with unharmed(model):
        assert tessellate(model, BOX).tile_count > 1
    assert not seen


def test_everything_works_in_inference_mode() -> None:
    model = perceptron(2, 6, 2)
    A, c = tessellate(model, BOX).affine_map(0)
    with torch.inference_mode():
        inside = perceptron(2, 6, 2)
        tiles = tessellate(model, BOX)
        network = Network(model, [0.0, 0.0]).with_parameters(model.state_dict())
        for made_here in (tiles, tessellate(network, BOX)):
            torch.testing.assert_close(made_here.affine_map(0), (A, c))
        assert tessellate(inside, BOX).affine_map(0)[0].shape == A.shape
    torch.testing.assert_close(tiles.affine_map(0), (A, c))
    assert tessellate(inside, BOX).affine_map(0)[0].shape == A.shape
