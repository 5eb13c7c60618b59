"""Limits that are no limits are refused before work starts, and those that are passed say what was found."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.compilation.functions import compiled_functions
from splinewidgets.geometry import Segment, Slice, TooManyTiles, tessellate, tessellate_segments
from splinewidgets.geometry.limits import check_memory

UNIT = Slice.box((-1, 1), (-1, 1))
LINE = Segment([-1.0, -1.0], [1.0, 1.0])
NAN, INFINITY = float("nan"), float("inf")


class Unread(nn.Module):
    """A model that must not be looked at."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise AssertionError("work has begun")


@pytest.mark.parametrize("window", [UNIT, LINE])
@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("max_tiles", 1.5, TypeError),
        ("max_tiles", 1e6, TypeError),
        ("max_tiles", NAN, TypeError),
        ("max_tiles", INFINITY, TypeError),
        ("max_tiles", True, TypeError),
        ("max_tiles", np.True_, TypeError),
        ("max_tiles", "10", TypeError),
        ("max_tiles", [10], TypeError),
        ("max_tiles", np.float64(10), TypeError),
        ("max_tiles", 0, ValueError),
        ("max_tiles", -(10**400), ValueError),
        ("max_tiles", np.int64(-3), ValueError),
        ("memory", NAN, ValueError),
        ("memory", INFINITY, ValueError),
        ("memory", -INFINITY, ValueError),
        ("memory", np.float32(NAN), ValueError),
        ("memory", 0, ValueError),
        ("memory", -1, ValueError),
        ("memory", -0.5, ValueError),
        ("memory", True, TypeError),
        ("memory", np.True_, TypeError),
        ("memory", "1GB", TypeError),
        ("memory", 1j, TypeError),
        ("memory", [1e9], TypeError),
    ],
)
def test_what_is_no_limit_is_refused_before_the_model_is_read(window, name, given, kind):
    with pytest.raises(kind) as error:
        tessellate(Unread(), window, **{name: given})
    assert str(error.value).startswith(f"{name} is {given}") or str(error.value).startswith(f"{name} is {given!r}")
    assert str(error.value).count(". ") == 2, str(error.value)


@pytest.mark.parametrize("given", [1.5, "10", True, 0])
def test_segments_refuse_it_even_where_there_are_none(given):
    with pytest.raises((TypeError, ValueError), match="max_tiles is"):
        tessellate_segments(Unread(), [], max_tiles=given)


@pytest.mark.parametrize("given", [None, 1e6, 10**6, 10**400, np.float32(1e6), np.int64(10**6), Fraction(10**7, 3)])
def test_every_positive_number_is_a_budget(given):
    check_memory(given)
    if given is not None:
        assert tessellate(random_perceptron([2, 4, 1], 0), UNIT, memory=given).tile_count > 1


@pytest.mark.parametrize("kind", [int, np.int64, np.int32, np.uint8])
def test_every_integer_is_a_count(kind):
    model = random_perceptron([2, 4, 1], 0)
    count = tessellate(model, UNIT).tile_count
    for each in (int, kind):
        known = signatures()
        assert tessellate(model, UNIT, max_tiles=each(count)).tile_count == count
        with pytest.raises(TooManyTiles, match=f"max_tiles is {count - 1}"):
            tessellate(model, UNIT, max_tiles=each(count - 1))
    assert signatures() == known, "it was compiled anew, which takes a dozen seconds"


def signatures():
    """The types for which functions have been compiled or read from the disk."""
    return {(function, types) for function in compiled_functions() for types in function.signatures}


def test_what_was_found_is_said():
    model = random_perceptron([2, 6, 6, 1], 0)
    first, second = tessellate(model, UNIT).layer_tile_counts
    assert 1 < first < second
    for limit, layer, before in ((first - 1, 0, 1), (second - 1, 1, first), (first, 1, first)):
        with pytest.raises(TooManyTiles) as error:
            tessellate(model, UNIT, max_tiles=limit)
        passed = error.value
        assert (passed.layer, passed.name, passed.before) == (layer, str(2 * layer + 1), before)
        assert limit < passed.found <= (first, second)[layer]
        for words in (f"more than {limit} tiles at layer {layer} ", f": {before} before", f"{passed.found} when it st"):
            assert words in str(passed)
        again = pickle.loads(pickle.dumps(passed))
        assert str(again) == str(passed) and again.found == passed.found


def test_what_was_found_on_a_segment_is_said():
    model = random_perceptron([2, 6, 6, 1], 0)
    first, second = tessellate(model, LINE).layer_piece_counts
    assert 1 < first < second
    with pytest.raises(TooManyTiles) as error:
        tessellate(model, LINE, max_tiles=second - 1)
    assert (error.value.found, error.value.before, error.value.layer) == (second, first, 1)
