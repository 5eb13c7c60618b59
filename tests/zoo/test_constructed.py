"""Networks of constructed weights, by their closed forms."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from splinewidgets import Segment, Slice, count_bounds, tessellate, zaslavsky
from splinewidgets.zoo import folding_network, sawtooth_square, tent_map

UNIT = Segment([0.0], [1.0])
# Numbers that float64 holds exactly, and their images, too.
DYADIC = torch.arange(2**12 + 1, dtype=torch.float64)[:, None] / 2**12


def tent(x: torch.Tensor, times: int) -> torch.Tensor:
    for _ in range(times):
        x = 1 - (2 * x - 1).abs()
    return x


@pytest.mark.parametrize("depth", range(1, 9))
def test_the_tent_map_is_itself_composed_and_doubles_its_pieces_with_each_layer(depth: int) -> None:
    model = tent_map(depth)
    assert (model(DYADIC) == tent(DYADIC, depth)).all()
    pieces = tessellate(model, UNIT)
    assert pieces.piece_count == 2**depth
    assert pieces.breakpoints.tolist() == [k / 2**depth for k in range(1, 2**depth)]
    assert [layer.out_features for layer in model if isinstance(layer, nn.Linear)] == [2] * depth + [1]


@pytest.mark.parametrize("depth", range(1, 9))
def test_the_sawtooth_is_off_by_a_quarter_of_what_it_was_with_each_layer(depth: int) -> None:
    model = sawtooth_square(depth)
    closed = DYADIC - sum(tent(DYADIC, s) / 4**s for s in range(1, depth + 1))
    assert (model(DYADIC) == closed).all()
    assert (model(DYADIC) - DYADIC**2).max() == 4.0 ** -(depth + 1) and (model(DYADIC) >= DYADIC**2).all()
    knots = torch.arange(2**depth + 1, dtype=torch.float64)[:, None] / 2**depth
    assert (model(knots) == knots**2).all()
    assert tessellate(model, UNIT).piece_count == 2**depth


@pytest.mark.parametrize("width", range(2, 9))
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_folding_network_has_as_many_tiles_as_its_closed_form_and_the_lower_bound_say(width: int, depth: int) -> None:
    model = folding_network(depth, width)
    tiles = tessellate(model, Slice.box((0, 1), (0, 1)))
    assert tiles.tile_count == (width // 2) ** (2 * depth - 2) * zaslavsky(width, 2)
    widths = [2, *(layer.out_features for layer in model if isinstance(layer, nn.Linear))][:-1]
    bounds = count_bounds(widths)
    assert tiles.tile_count == bounds.montufar_lower <= bounds.serra_upper
    assert tiles.areas().sum() == pytest.approx(1, abs=1e-12)


def test_the_counts_of_the_folding_net_of_width_4() -> None:
    counts = [tessellate(folding_network(depth), Slice.box((0, 1), (0, 1))).tile_count for depth in range(1, 7)]
    assert counts == [11, 44, 176, 704, 2816, 11264]


def test_it_folds_each_of_four_cells_onto_the_square() -> None:
    deep, once = folding_network(2), folding_network(1)
    corners = torch.tensor([[0.25, 0.75], [0.75, 0.75], [0.75, 0.25], [0.25, 0.25]], dtype=torch.float64)
    inside = torch.rand(50, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    for corner in corners:
        start = (corner > 0.5) * 0.5
        folded = 1 - (2 * (start + inside / 2) - 1).abs()
        assert torch.allclose(deep(start + inside / 2), once(folded), atol=1e-14)


def test_bad_depths_and_widths_are_refused() -> None:
    for make in (tent_map, sawtooth_square, folding_network):
        for wrong in (0, 51):
            with pytest.raises(ValueError, match=r"depth is .* It must be from 1 to"):
                make(wrong)
        with pytest.raises(TypeError, match=r"depth is 2\.0"):
            make(2.0)
    for wrong in (1, 21):
        with pytest.raises(ValueError, match=f"width is {wrong}. It must be from 2 to 20"):
            folding_network(2, wrong)


def test_no_random_number_is_drawn() -> None:
    state = torch.get_rng_state()
    for make in (tent_map, sawtooth_square, folding_network):
        make(3)
    assert (torch.get_rng_state() == state).all() and tent_map(50)(DYADIC).isfinite().all()
