"""What comes back from a pickle answers as what went in, without torch being asked to export again."""

from __future__ import annotations

import copy
import multiprocessing
import operator
import pickle

import numpy as np
import pytest
import torch
from architectures import ARCHITECTURES, architecture
from torch import nn

from splinewidgets.generation import ManifoldSampler, pool
from splinewidgets.geometry import Manifold, Network, Segment, Slice, linearize, soften, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))


def model(activation: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 5), activation, nn.Linear(5, 4), activation, nn.Linear(4, 3), nn.Softmax(1))


def by_pickle(value):
    return pickle.loads(pickle.dumps(value))


def by_cloudpickle(value):
    return pickle.loads(pytest.importorskip("cloudpickle").dumps(value))


def by_joblib(value, path):
    joblib = pytest.importorskip("joblib")
    joblib.dump(value, path / "value.joblib")
    return joblib.load(path / "value.joblib")


def by_dask(value):
    protocol = pytest.importorskip("distributed.protocol")
    return protocol.deserialize(*protocol.serialize(value))


@pytest.fixture
def unexported(monkeypatch):
    """From here on nothing is exported."""

    def forbid() -> None:
        monkeypatch.setattr(torch.export, "export", lambda *given, **how: pytest.fail("exported again"))

    return forbid


WAYS = {"pickle": by_pickle, "cloudpickle": by_cloudpickle, "joblib": by_joblib, "dask": by_dask, "copy": copy.deepcopy}


class Scores(nn.Module):
    """Returns several tensors by name."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = model(nn.ReLU())[:4], nn.Linear(4, 3)

    def forward(self, x):
        hidden = self.body(x)
        return {"hidden": hidden, "logits": self.head(hidden)}


def image_generator() -> nn.Module:
    return nn.Sequential(*model(nn.ReLU())[:4], nn.Linear(4, 12), nn.Unflatten(1, (3, 2, 2)))


KINDS = {
    "exact": lambda: tessellate(model(nn.ReLU()), UNIT),
    "linearized": lambda: tessellate(linearize(model(nn.GELU()), 5), UNIT),
    "of a named output": lambda: tessellate(Scores(), UNIT, output="logits"),
    "of images": lambda: tessellate(image_generator(), UNIT),
    "through image inputs": lambda: tessellate(
        nn.Sequential(nn.Flatten(), nn.Linear(16, 5), nn.ReLU(), nn.Linear(5, 3)),
        Slice.through(*torch.rand(3, 1, 4, 4, generator=torch.Generator().manual_seed(0))),
    ),
}


# The ends of these are left out.
WITH_SOFTMAX = ("exact", "linearized")


def sent(way, value, path):
    return WAYS[way](value, path) if way == "joblib" else WAYS[way](value)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_tessellation(way, kind, unexported, tmp_path) -> None:
    torch.manual_seed(0)
    tessellation = KINDS[kind]()
    tessellation.locate([[0.0, 0.0]])  # what was asked before must not stand in the way
    tessellation.decision_boundary()
    unexported()
    again = sent(way, tessellation, tmp_path)
    again.verify()
    assert repr(again) == repr(tessellation)
    assert again.approximations == tessellation.approximations
    assert again.layer_tile_counts == tessellation.layer_tile_counts
    for name in ("vertices", "edges", "edge_tiles", "edge_layer", "edge_unit", "tile_vertices", "tile_edges"):
        np.testing.assert_array_equal(getattr(again, name), getattr(tessellation, name))
    np.testing.assert_array_equal(again.areas(), tessellation.areas())
    np.testing.assert_array_equal(again.patterns(), tessellation.patterns())
    np.testing.assert_array_equal(again.decision_boundary().segments, tessellation.decision_boundary().segments)
    points = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    np.testing.assert_array_equal(again.locate(points), tessellation.locate(points))
    for one, other in zip(again.affine_map(1), tessellation.affine_map(1), strict=True):
        assert torch.equal(one, other)
    # Its network takes other weights and slices, as before.
    zoomed = again.slice.with_bounds((-0.1, 0.1, -0.1, 0.1))
    assert tessellate(again.network, zoomed).tile_count == tessellate(tessellation.network, zoomed).tile_count
    assert again.network.dropped == tessellation.network.dropped == ("softmax" if kind in WITH_SOFTMAX else None)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_networks(name, unexported) -> None:
    module, inputs = architecture(name)
    network = Network(module, inputs[0])
    unexported()
    again = by_pickle(network)
    assert again.layers == network.layers
    assert torch.equal(again(inputs), network(inputs))
    weights = {key: value * 0.5 for key, value in module.state_dict().items() if value.is_floating_point()}
    others = {**module.state_dict(), **weights}
    assert torch.equal(again.with_parameters(others)(inputs), network.with_parameters(others)(inputs))


def test_a_network_of_many_layers() -> None:
    """Python's own stack would not be deep enough for one within another."""
    layers = [part for _ in range(120) for part in (nn.Linear(2, 2, bias=False), nn.ReLU())]
    network = Network(nn.Sequential(*layers), [0.0, 0.0])
    again = by_pickle(network)
    assert len(again.layers) == 120
    assert torch.equal(again(torch.eye(2)), network(torch.eye(2)))


def test_a_landscape() -> None:
    relu = model(nn.ReLU())[:-1]
    landscape = Network.of_parameter(relu, "2.weight", torch.ones(3, 2))
    weight = relu[2].weight.detach()[None]
    assert torch.equal(by_pickle(landscape)(weight), landscape(weight))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("made", [model(nn.ReLU()), linearize(model(nn.GELU()), 5)], ids=["exact", "linearized"])
def test_a_segment(way, made, unexported, tmp_path) -> None:
    segment = tessellate(made, Segment([-1.0, 0.0], [1.0, 0.3]))
    segment.decision_changes()
    unexported()
    again = sent(way, segment, tmp_path)
    again.verify()
    assert repr(again) == repr(segment)
    assert again.layer_piece_counts == segment.layer_piece_counts
    for name in ("ends", "layer", "unit"):
        np.testing.assert_array_equal(getattr(again, name), getattr(segment, name))
    for one, other in zip(again.affine(), segment.affine(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WITH_SOFTMAX])
def test_a_manifold(way, kind, unexported, tmp_path) -> None:
    torch.manual_seed(0)
    manifold = Manifold(KINDS[kind]())
    _ = manifold.areas  # kept
    unexported()
    again = sent(way, manifold, tmp_path)
    assert repr(again) == repr(manifold)
    for name in ("positions", "singular_values", "areas", "latent_areas", "degenerate"):
        np.testing.assert_array_equal(getattr(again, name), getattr(manifold, name))
    if again.tessellation.slice.input_shape == (2,):
        assert torch.equal(ManifoldSampler(again).sample(20).outputs, ManifoldSampler(manifold).sample(20).outputs)


@pytest.mark.parametrize("way", WAYS)
def test_a_pool(way, tmp_path) -> None:
    random = torch.Generator().manual_seed(0)
    labels = torch.randint(2, (600,), generator=random)
    generator, points = model(nn.ReLU())[:-1], 2 * torch.rand(600, 2, generator=random) - 1
    latents = pool(generator, points, labels=labels, log_density=-points.square().sum(1))
    again = sent(way, latents, tmp_path)
    assert repr(again) == repr(latents)
    assert torch.equal(again.latents, latents.latents)
    np.testing.assert_array_equal(again.weights(1), latents.weights(1))
    drawn = latents.sample(50, 0, per_class=True)
    np.testing.assert_array_equal(again.sample(50, 0, per_class=True), drawn)


@pytest.mark.parametrize("way", ["pickle", "cloudpickle", "dask", "copy"])
@pytest.mark.parametrize(
    "made",
    [lambda: linearize(model(nn.Tanh()), knots=[-1.0, 0.0, 1.0]), lambda: soften(model(nn.PReLU()), 0.4, 0.7)],
    ids=["linearized", "softened"],
)
def test_rewritten_models(way, made) -> None:
    first = made()
    again = WAYS[way](first)
    assert type(again).__name__ == type(first).__name__
    assert isinstance(again, nn.Sequential)
    x = torch.randn(20, 2)
    assert torch.equal(again(x), first(x))
    assert torch.equal(WAYS[way](again)(x), first(x))


def test_another_process() -> None:
    tessellation = tessellate(linearize(model(nn.Tanh()), 4), UNIT)
    with multiprocessing.get_context("spawn").Pool(1) as workers:
        a, c = workers.apply(operator.methodcaller("affine_map", 2), (tessellation,))
    wanted = tessellation.affine_map(2)
    assert torch.equal(a, wanted[0])
    assert torch.equal(c, wanted[1])
