"""Bounds on the number of regions: closed forms, brute force, and networks that have as many."""

from __future__ import annotations

from itertools import product
from math import comb, prod

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, count_bounds, tessellate, zaslavsky

WIDTHS = st.lists(st.integers(1, 5), min_size=2, max_size=4)


def serra_by_brute_force(inputs: int, hidden: list[int]) -> int:
    """The sum as it is printed: over all tuples j with j_l <= min(n_0, n_1 - j_1, ..., n_(l-1) - j_(l-1), n_l)."""
    total = 0
    for j in product(*(range(width + 1) for width in hidden)):
        left = [inputs, *(width - one for width, one in zip(hidden, j, strict=True))]
        if all(j[k] <= min(*left[: k + 1], hidden[k]) for k in range(len(hidden))):
            total += prod(comb(width, one) for width, one in zip(hidden, j, strict=True))
    return total


@given(WIDTHS)
def test_serras_bound_is_the_printed_sum(widths: list[int]) -> None:
    assert count_bounds(widths).serra_upper == serra_by_brute_force(widths[0], widths[1:])


@given(WIDTHS)
def test_bounds_are_in_order(widths: list[int]) -> None:
    bounds = count_bounds(widths)
    assert bounds.montufar_lower <= bounds.serra_upper <= bounds.montufar_upper <= bounds.trivial_upper


@pytest.mark.parametrize(("inputs", "units"), [(1, 7), (2, 20), (3, 5), (4, 2)])
def test_one_layer_has_what_its_hyperplanes_make(inputs: int, units: int) -> None:
    bounds = count_bounds((inputs, units))
    most = zaslavsky(units, inputs)
    assert (bounds.montufar_lower, bounds.serra_upper, bounds.montufar_upper, bounds.one_layer) == (most,) * 4


def folding_net(depth: int) -> nn.Sequential:
    """Layers that fold the plane twice, x <- 1 - 2|x|, and a last one of four lines that cross in the square."""
    modules: list[nn.Module] = []
    weight, bias = torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]), torch.zeros(4)
    fold = -2 * torch.tensor([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    into, shift = torch.eye(2), torch.zeros(2)
    for _ in range(depth - 1):
        linear = nn.Linear(2, 4)
        linear.weight.data, linear.bias.data = weight @ into, weight @ shift + bias
        modules += [linear, nn.ReLU(), nn.Linear(4, 2)]
        modules[-1].weight.data, modules[-1].bias.data = fold, torch.ones(2)
        into, shift = torch.eye(2), torch.zeros(2)
    last = nn.Linear(2, 4)
    last.weight.data = torch.tensor([[1.0, 0.2], [0.3, 1.0], [1.0, -0.9], [0.8, 1.1]])
    last.bias.data = torch.tensor([0.1, -0.15, 0.2, -0.3])
    return nn.Sequential(*modules, last, nn.ReLU(), nn.Linear(4, 1)).eval()


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_folding_reaches_the_lower_bound(depth: int) -> None:
    """4^(L - 1) times 11 tiles, in the square that the folds map to itself."""
    box = Slice.box((-1, 1), (-1, 1))
    found = tessellate(folding_net(depth), box)
    bounds = count_bounds([2] + [4] * depth)
    assert found.tile_count == bounds.montufar_lower == 4 ** (depth - 1) * 11
    assert found.tile_count <= bounds.serra_upper


@pytest.mark.parametrize("seed", range(3))
def test_no_network_has_more_than_the_upper_bound(seed: int) -> None:
    widths = [2, 3, 3, 3]
    found = tessellate(random_perceptron([*widths, 1], seed), Slice.box((-100, 100), (-100, 100)))
    assert found.patterns().max() + 1 <= count_bounds(widths).serra_upper


@pytest.mark.parametrize("wrong", [(2,), (), (2, 0), (2, -1, 3)])
def test_what_is_no_network_is_refused(wrong: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="hidden layer"):
        count_bounds(wrong)


@pytest.mark.parametrize("wrong", [None, 3, "2, 3", (2, 3.5), (2, True)])
def test_what_are_no_widths_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="as in \\(2, 16, 16\\)"):
        count_bounds(wrong)
