"""Sorted values, ranks and running maxima: the cells of an exact oracle, bends along segments, several windows."""

from __future__ import annotations

import functools
import itertools
from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from envelope_oracle import _where_positive
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Network, Segment, Slice, UnsupportedOperation, tessellate, tessellate_segments
from splinewidgets.geometry.operations.windows import Windows

BOX = (-2, 2, -2, 2)


class Of(nn.Module):
    """A function of affine forms, rows (weight u, weight v, bias)."""

    def __init__(self, forms, function) -> None:
        super().__init__()
        self.forms = nn.Parameter(torch.tensor(forms, dtype=torch.float64))
        self.function = function

    def forward(self, x):
        return self.function(x @ self.forms[:, :2].T + self.forms[:, 2])


def exact_count(forms, ranks) -> int:
    """How many cells there are in each of which each rank is one form and the forms above it are the same."""
    forms = [tuple(map(Fraction, form)) for form in forms]
    u0, u1, v0, v1 = map(Fraction, BOX)
    polygons = [[(u0, v0), (u1, v0), (u1, v1), (u0, v1)]]
    for i, one in enumerate(forms):
        for other in forms[:i]:
            rise = tuple(a - b for a, b in zip(one, other, strict=True))
            parts = [_where_positive(p, tuple(s * x for x in rise)) for p in polygons for s in (1, -1)]
            polygons = [part for part in parts if part is not None]
    cells = set()
    for polygon in polygons:
        u, v = (sum(point[i] for point in polygon) / len(polygon) for i in (0, 1))
        order = sorted(range(len(forms)), key=lambda k: -(forms[k][0] * u + forms[k][1] * v + forms[k][2]))
        cells.add(tuple((frozenset(order[:rank]), order[rank]) for rank in ranks))
    return len(cells)


# From the number of forms n and a number k up to it: the function, and the ranks that it takes, 0 the largest.
FUNCTIONS = {
    "sort": lambda n, k: (lambda z: z.sort(1).values, range(n)),
    "sort, largest first": lambda n, k: (lambda z: torch.sort(z, dim=1, descending=True, stable=True).values, range(n)),
    "topk": lambda n, k: (lambda z: z.topk(k, 1).values, range(k)),
    "least few": lambda n, k: (lambda z: z.topk(k, 1, largest=False).values, range(n - k, n)),
    "kthvalue": lambda n, k: (lambda z: z.kthvalue(k, 1, keepdim=True).values, [n - k]),
    "median": lambda n, k: (lambda z: z.median(1, keepdim=True).values, [n - 1 - (n - 1) // 2]),
}


def different(count):
    return st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=count, max_size=count, unique=True)


@functools.cache
def network(name, count, k) -> Network:
    """Exported once; `with_parameters` gives it other forms."""
    return Network(Of([[0.0] * 3] * count, FUNCTIONS[name](count, k)[0]), torch.zeros(2, dtype=torch.float64))


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("count", "k"), [(3, 2), (5, 2)])
@settings(max_examples=12, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_tiles_are_the_exact_cells_and_breakpoints_the_bends(name, count, k, data, seed) -> None:
    """On a segment the function is affine between any two breakpoints, and at each it bends."""
    forms = data.draw(different(count))
    lines = [np.subtract(a, b) for a, b in itertools.combinations(forms, 2)]
    assume(all(np.cross(a, b).any() for a, b in itertools.combinations(lines, 2)))
    model = network(name, count, k).with_parameters({"forms": torch.tensor(forms, dtype=torch.float64)})
    tessellation = tessellate(model, Slice.box(BOX[:2], BOX[2:]))
    tessellation.verify()
    assert tessellation.tile_count == exact_count(forms, FUNCTIONS[name](count, k)[1])
    start, end = 2 * torch.randn((2, 2), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    (pieces,) = tessellate_segments(model, [Segment(start, end)])
    pieces.verify()
    t = torch.from_numpy(pieces.breakpoints)
    near = torch.stack([t - 1e-7, t, t + 1e-7])[:, :, None]
    with torch.no_grad():
        before, at, after = model((start + near * (end - start)).flatten(0, 1)).unflatten(0, (3, len(t)))
    assert bool(((before - 2 * at + after).abs().amax(1) > 1e-10).all())


def test_of_three_that_tie_along_a_line_the_middle_one_does_not_change() -> None:
    forms = [(3, -3, 2), (0, 0, -1), (2, -2, 1)]
    for function, tiles in ((lambda z: z.median(1, keepdim=True).values, 1), (lambda z: z.sort(1).values, 2)):
        tessellation = tessellate(Of(forms, function), Slice.box(BOX[:2], BOX[2:]))
        tessellation.verify()
        assert tessellation.tile_count == tiles


def running(largest):
    def function(z):
        return z.cummax(1).values if largest else z.cummin(1).values

    def plain(z):
        ends = range(1, z.shape[1] + 1)
        return torch.stack([z[:, :k].amax(1) if largest else z[:, :k].amin(1) for k in ends], 1)

    return function, plain


def group_sort(z):
    return z.reshape(len(z), -1, 2).sort(2).values.flatten(1)


def group_sort_plain(z):
    pairs = z.reshape(len(z), -1, 2)
    return torch.stack([pairs.amin(2), pairs.amax(2)], 2).flatten(1)


SAME = {
    "cummax": running(True),
    "cummin": running(False),
    "GroupSort": (group_sort, group_sort_plain),
    "aminmax": (lambda z: torch.stack(torch.aminmax(z, dim=1), 1), lambda z: torch.stack([z.amin(1), z.amax(1)], 1)),
    "sort of two": (lambda z: z[:, :2].sort(1).values, lambda z: torch.stack([z[:, :2].amin(1), z[:, :2].amax(1)], 1)),
    "sort after ReLU": (lambda z: F.relu(z[:, :2]).sort(1).values, lambda z: F.relu(z[:, :2].sort(1).values)),
    "largest of all": (lambda z: z.topk(1, 1).values, lambda z: z.amax(1, keepdim=True)),
}


@pytest.mark.parametrize("name", SAME)
def test_what_can_be_said_by_maxima_has_their_tiles(name) -> None:
    torch.manual_seed(1)
    forms = torch.randn(6, 3).tolist()
    found, plain = (tessellate(Of(forms, function), Slice.box(BOX[:2], BOX[2:])) for function in SAME[name])
    found.verify()
    assert found.affine_pieces().max() == plain.affine_pieces().max()
    if name != "sort after ReLU":  # there each draws its own lines
        np.testing.assert_allclose(np.sort(found.areas()), np.sort(plain.areas()), atol=1e-12)
    for tile in range(found.tile_count):
        A, _ = found.affine_map(tile)
        B, _ = plain.affine_map(int(plain.locate(found.centroids()[tile][None])[0]))
        torch.testing.assert_close(A, B)


def test_a_network_that_sorts_has_one_map_for_each_tile_and_another_beside_it() -> None:
    torch.manual_seed(2)
    lower, upper = nn.Linear(2, 8).double(), nn.Linear(8, 8).double()
    model = nn.Sequential(lower, Sorted(4), upper, Sorted(8), nn.Linear(8, 3).double())
    tessellation = tessellate(model, Slice.box(BOX[:2], BOX[2:]))
    tessellation.verify()
    assert tessellation.patterns().max() + 1 <= tessellation.tile_count
    A = torch.stack([tessellation.affine_map(tile)[0] for tile in range(tessellation.tile_count)])
    inner = tessellation.edge_tiles[(tessellation.edge_tiles >= 0).all(1)]
    assert bool(((A[inner[:, 0]] - A[inner[:, 1]]).abs().amax((1, 2)) > 1e-9).all())


class Sorted(nn.Module):
    """Groups of so many entries, each in order."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x):
        return x.unflatten(1, (-1, self.size)).sort(-1).values.flatten(1)


def test_states_are_the_entries_that_torch_takes() -> None:
    z = torch.randn((20, 6), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    model = Of(torch.eye(6, 3).tolist(), lambda y: y.sort(1).values)
    windows = Network(model, torch.zeros(2, dtype=torch.float64)).layers[0].windows
    assert isinstance(windows, Windows)
    taken = windows.entries[np.arange(6), windows.states(z).numpy()]
    assert np.array_equal(taken, z.sort(1).indices.numpy())
    assert np.array_equal(windows.states(z, torch.zeros(6)), windows.states(z))


def test_values_in_no_order_and_positions_are_refused() -> None:
    forms = torch.eye(3).tolist()
    with pytest.raises(UnsupportedOperation, match=r"no fixed order.*sorted=True"):
        Network(Of(forms, lambda z: z.topk(2, 1, sorted=False).values), torch.zeros(2).double())
    with pytest.raises(UnsupportedOperation, match="returns positions"):
        Network(Of(forms, lambda z: z.sort(1).indices.double()), torch.zeros(2).double())
