"""Choices by masks: the same tiles and maps as in plain words, and refused where they jump."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, tessellate
from splinewidgets.geometry.program.continuity import continuous_pieces

BOX = Slice.box((-2, 2), (-2, 2))


class Between(nn.Module):
    """A function of six pre-activations between two affine layers, with six parameters and another affine layer."""

    def __init__(self, function) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.a, self.b, self.other = nn.Linear(2, 6), nn.Linear(6, 2), nn.Linear(2, 6)
        self.at = nn.Parameter(torch.rand(6) / 3)
        self.function = function
        self.double()

    def forward(self, x):
        return self.b(self.function(self, self.a(x), x))


def written(z, mask, value):
    z = z.clone()
    z[mask] = value
    return z


def relu(s, z, x):
    return F.relu(z)


def soft(s, z, x):
    return F.softshrink(z, 0.2)


def clipped(s, z, x):
    return z.clamp(0, 0.5)


CHOICES = {
    "product": (lambda s, z, x: z * (z > 0), relu),
    "product of floats": (lambda s, z, x: z * (z >= 0).to(z.dtype), relu),
    "of the type of": (lambda s, z, x: (z > 0).type_as(z) * z, relu),
    "where": (lambda s, z, x: torch.where(z > 0, z, 0.0), relu),
    "where zeros": (lambda s, z, x: torch.where(z > 0, z, torch.zeros_like(z)), relu),
    "leaky": (lambda s, z, x: torch.where(z < 0, 0.1 * z, z), lambda s, z, x: F.leaky_relu(z, 0.1)),
    "two products": (lambda s, z, x: (z > 0) * z + 0.1 * z * (z <= 0), lambda s, z, x: F.leaky_relu(z, 0.1)),
    "filled": (lambda s, z, x: z.masked_fill(z < 0, 0.0), relu),
    "written": (lambda s, z, x: written(z, z < 0, 0.0), relu),
    "in place": (lambda s, z, x: z.clone().mul_(z > 0), relu),
    "not": (lambda s, z, x: z * ~(z <= 0), relu),
    "taken away": (lambda s, z, x: z - z * (z < 0).double(), relu),
    "heaviside": (lambda s, z, x: torch.heaviside(z, z.new_full((), 0.5)) * z, relu),
    "sign": (lambda s, z, x: torch.sign(z) * z, lambda s, z, x: z.abs()),
    "soft threshold": (lambda s, z, x: torch.sign(z) * F.relu(z.abs() - 0.2), soft),
    "soft threshold by a mask": (lambda s, z, x: (z.abs() > 0.2) * (z - 0.2 * torch.sign(z)), soft),
    "soft threshold by where": (
        lambda s, z, x: torch.where(z > 0.2, z - 0.2, torch.where(z < -0.2, z + 0.2, 0.0)),
        soft,
    ),
    "clipped by three": (lambda s, z, x: z * (z > 0) * (z < 0.5) + 0.5 * (z >= 0.5), clipped),
    "clipped by both": (
        lambda s, z, x: torch.where((z > 0) & (z < 0.5), z, torch.where(z >= 0.5, 0.5, 0.0)),
        clipped,
    ),
    "one after the other": (
        lambda s, z, x: (lambda y: (y - 0.1) * (y > 0.1))(z * (z > 0)),
        lambda s, z, x: F.relu(F.relu(z) - 0.1),
    ),
    "the larger": (lambda s, z, x: torch.where(z > s.other(x), z, s.other(x)), lambda s, z, x: z.maximum(s.other(x))),
    "at parameters": (lambda s, z, x: torch.where(z > s.at, z, s.at), lambda s, z, x: z.maximum(s.at)),
    "as views": (lambda s, z, x: (z.view(-1, 2, 3) * (z > 0).view(-1, 2, 3)).view(-1, 6), relu),
    "as another view and back": (lambda s, z, x: z * (z > 0).unsqueeze(1).view(-1, 3, 2).flatten(1), relu),
    "a view of a difference": (
        lambda s, z, x: ((z - s.at).view(-1, 2, 3) * (z > s.at).view(-1, 2, 3)).view(-1, 6),
        lambda s, z, x: F.relu(z - s.at),
    ),
    "turned around": (lambda s, z, x: (z.t() * (z > 0).t()).t().flip(1), lambda s, z, x: F.relu(z).flip(1)),
    "at indices": (
        lambda s, z, x: torch.cat([(z[:, [2, 0]] * (z > 0)[:, [2, 0]])] * 3, 1),
        lambda s, z, x: F.relu(z[:, [2, 0] * 3]),
    ),
    "of parts": (
        lambda s, z, x: torch.cat([a * m for a, m in zip(z.chunk(3, 1), (z > 0).chunk(3, 1), strict=True)], 1),
        relu,
    ),
    "stretched": (
        lambda s, z, x: z[:, :1].expand(-1, 6) * (z[:, :1] > 0),
        lambda s, z, x: F.relu(z[:, :1]).expand(-1, 6),
    ),
    "two of them": (
        lambda s, z, x: z * (z > 0) + 0.5 * (z * (z > 0)).flip(1),
        lambda s, z, x: F.relu(z) + 0.5 * F.relu(z).flip(1),
    ),
    "a sum of two": (
        lambda s, z, x: (lambda y: y * (y > 0))(z + s.other(x) * (s.other(x) > 0)),
        lambda s, z, x: F.relu(z + F.relu(s.other(x))),
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_has_the_tiles_and_maps_of_plain_words(name) -> None:
    chosen, plain = map(Between, CHOICES[name])
    found, wanted = tessellate(chosen, BOX), tessellate(plain, BOX)
    found.verify()
    np.testing.assert_allclose(np.sort(found.areas()), np.sort(wanted.areas()), atol=1e-12)
    for tile in range(found.tile_count):
        A, c = found.affine_map(tile)
        begin, end = found.tile_offsets[tile : tile + 2]
        corners = torch.from_numpy(found.vertices[found.tile_vertices[begin:end]])
        with torch.no_grad():
            torch.testing.assert_close(corners @ A.T + c, plain(corners), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["at parameters", "at indices", "as views"])
def test_a_network_with_choices_can_be_pickled(name) -> None:
    network = Network(Between(CHOICES[name][0]), torch.zeros(2, dtype=torch.float64))
    again, x = pickle.loads(pickle.dumps(network)), torch.randn(20, 2, dtype=torch.float64)
    assert torch.equal(again(x), network(x)) and again.layers == network.layers


JUMPING = {
    "hard threshold": lambda s, z, x: z * (z.abs() > 0.3),
    "a small jump": lambda s, z, x: z * (z > 1e-6),
    "step": lambda s, z, x: (z > 0).to(z.dtype),
    "sign": lambda s, z, x: torch.sign(z),
    "gate": lambda s, z, x: z * (s.other(x) > 0),
    "gate by a sum": lambda s, z, x: z * (z.sum(1, keepdim=True) > 0),
    "where": lambda s, z, x: torch.where(z > 0, z, -1.0),
    "a layer of steps": lambda s, z, x: F.linear((z > 0).to(z.dtype), s.other.weight @ s.other.weight.T),
    "a narrow bump": lambda s, z, x: z + ((z - 5).abs() < 1e-3),
    "other parameters": lambda s, z, x: torch.where(z > s.at, z, s.at + 0.01),
    "a comparison of what jumps": lambda s, z, x: ((z * (z > 0.1)) > 0.2) * z,
}


@pytest.mark.parametrize("name", JUMPING)
def test_what_jumps_is_refused_as_jumping(name) -> None:
    with pytest.raises(UnsupportedOperation, match=r"Between.forward is not continuous: it jumps"):
        Network(Between(JUMPING[name]), torch.zeros(2, dtype=torch.float64))


UNSEEN = {
    "a stack": (
        lambda s, z, x: (torch.stack([z, -z], 2) * torch.stack([z > 0, z <= 0], 2)).sum(2),
        "'aten.stack'.* arranges results of",
    ),
    "a view of a difference": (
        lambda s, z, x: ((z - s.at).view(-1, 2, 3) * (z > s.at).view(-1, 2, 3)).sum(1).repeat(1, 2),
        "jumps where a comparison of inputs changes, unless its operands depend on each other",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN)
def test_of_what_is_not_seen_to_be_continuous_no_more_is_said(name) -> None:
    function, sentence = UNSEEN[name]
    with pytest.raises(UnsupportedOperation, match=sentence):
        Network(Between(function), torch.zeros(2, dtype=torch.float64))


TO = torch.tensor([2, 0, 0, 2, 2, 0])


@pytest.mark.parametrize("reduce", ["amax", "amin"])
@pytest.mark.parametrize("include_self", [True, False])
def test_scattered_maxima_are_maxima_of_what_comes_to_each_place(reduce, include_self) -> None:
    given = {"include_self": include_self}
    own = torch.linspace(-0.5, 0.5, 6, dtype=torch.float64)
    extreme = {"amax": torch.amax, "amin": torch.amin}[reduce]

    def plain(s, z, x):
        to = {0: [1, 2, 5], 2: [0, 3, 4]}
        columns = [
            extreme(torch.cat([z[:, to[i]], own[i].expand(len(z), include_self)], 1), 1)
            if i in to
            else own[i].expand(len(z))
            for i in range(6)
        ]
        return torch.stack(columns, 1)

    ways = [
        lambda s, z, x: own.expand(z.shape).scatter_reduce(1, TO.expand(z.shape), z, reduce, **given),
        lambda s, z, x: own.repeat(len(z), 1).index_reduce_(1, TO, z, reduce, **given),
    ]
    wanted = tessellate(Between(plain), BOX)
    for way in ways:
        found = tessellate(Between(way), BOX)
        found.verify()
        np.testing.assert_allclose(np.sort(found.areas()), np.sort(wanted.areas()), atol=1e-12)
        A, c = found.affine_map(0)
        x = torch.from_numpy(found.centroids()[:1])
        torch.testing.assert_close(x @ A.T + c, Between(plain)(x).detach())


def test_parameters_with_which_a_choice_jumps_are_refused() -> None:
    class Threshold(Between):
        def __init__(self) -> None:
            super().__init__(lambda s, z, x: torch.where(z > s.at, z, s.below))
            self.below = nn.Parameter(self.at.detach().clone())

    network = Network(Threshold(), torch.zeros(2, dtype=torch.float64))
    moved = {**Threshold().state_dict(), "at": torch.ones(6), "below": torch.ones(6)}
    network.with_parameters(moved)
    with pytest.raises(UnsupportedOperation, match="jumps"):
        network.with_parameters({**moved, "at": torch.full((6,), 0.9)})


class Steps:
    """A sum of slopes and jumps at places."""

    def __init__(self, places, slopes, jumps) -> None:
        self.places, self.slopes, self.jumps = places, slopes, jumps

    def __call__(self, x):
        parts = zip(self.places, self.slopes, self.jumps, strict=True)
        return sum((slope * (x - at) + jump) * (x > at) for at, slope, jump in parts) + x

    def switches(self, x):
        return [lambda x, at=at: x - at for at in self.places]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=4, unique=True), st.integers(0, 2**32 - 1), st.booleans())
def test_pieces_are_those_that_the_function_was_made_of(places, seed, jumps) -> None:
    random = np.random.default_rng(seed)
    slopes = random.normal(size=len(places))
    heights = np.where(np.arange(len(places)) == len(places) // 2, jumps * random.choice([1e-5, 1.0, 50.0]), 0)
    pieces = continuous_pieces(Steps(places, slopes, heights), [None], 1)
    apart = len(places) == 1 or np.diff(np.sort(places)).min() > 1e-6
    if not apart:
        return
    assert (pieces is None) == bool(jumps)
    if pieces is not None:
        found = pieces.breaks.flatten()
        assert all((found - at).abs().min() <= 1e-9 * (1 + abs(at)) for at in places)
        torch.testing.assert_close(pieces.values, Steps(places, slopes, heights)(pieces.breaks), rtol=1e-6, atol=1e-6)
        assert pieces.slopes.flatten()[-1] == pytest.approx(1 + slopes.sum(), abs=1e-6)
