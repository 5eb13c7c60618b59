from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Manifold, Restricted, Segment, Slice, tessellate
from splinewidgets.zoo import mlp


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
def test_it_is_the_model_with_the_others_fixed(seed: int, coordinates: list[int]) -> None:
    model = mlp((6, 8, 3), seed=seed).double()
    random = np.random.default_rng(seed)
    at, moved = random.normal(size=6), random.normal(size=(7, len(coordinates)))
    whole = np.tile(at, (7, 1))
    whole[:, coordinates] = moved
    torch.testing.assert_close(
        Restricted(model, coordinates, at)(torch.from_numpy(moved)), model(torch.from_numpy(whole))
    )


def test_its_tiles_are_those_of_the_slice_through_the_latent() -> None:
    model = mlp((5, 16, 16, 3), seed=2).double()
    at = np.random.default_rng(0).normal(size=5)
    axes, origin = np.zeros((2, 5)), at.copy()
    axes[0, 3] = axes[1, 1] = 1
    origin[[3, 1]] = 0
    by_slice = tessellate(model, Slice(origin, axes, (-1, 1, -1, 1)))
    by_module = tessellate(Restricted(model, (3, 1), at), Slice.box((-1, 1), (-1, 1)))
    assert by_slice.tile_count == by_module.tile_count
    assert Manifold(by_slice).areas.sum() == pytest.approx(Manifold(by_module).areas.sum())
    line = tessellate(Restricted(model, [4], at), Segment([-1.0], [1.0]))
    assert line.piece_count > 1 and line.verify()


def test_latents_of_any_shape_and_arrays_of_coordinates() -> None:
    model = nn.ConvTranspose2d(4, 2, 3)
    at = torch.rand(4, 1, 1)
    for coordinates in ((1, 2), torch.tensor([1, 2]), np.array([1, 2])):
        plane = Restricted(model, coordinates, at)
        assert plane.coordinates == (1, 2)
        whole = at.clone()
        whole[1:3, 0, 0] = torch.tensor([0.5, -0.5])
        torch.testing.assert_close(plane(torch.tensor([[0.5, -0.5]])), model(whole[None]))
    assert torch.equal(Restricted(model, (0,), at).fixed[1:], at.flatten()[1:])  # and the caller's is as it was


@pytest.mark.parametrize(
    ("coordinates", "at", "error", "sentence"),
    (
        ((0, 5), np.zeros(5), ValueError, r"A coordinate is 5\. It must be from 0 to 4\."),
        ((1, 1), np.zeros(5), ValueError, r"coordinates are \[1, 1\]\. .* each once"),
        ((), np.zeros(5), ValueError, r"coordinates are \[\]\."),
        ({0, 1}, np.zeros(5), TypeError, r"coordinates is a set\."),
        (3, np.zeros(5), TypeError, r"coordinates is a int\."),
        ((0, 1), [np.nan] * 5, ValueError, r"NaN or infinite entries in the fixed input"),
    ),
)
def test_what_is_no_plane_is_refused(coordinates, at, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        Restricted(mlp((5, 4, 3)), coordinates, at)
