"""What is drawn over tiles: signs, half-planes, power diagrams and counts, against brute force."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Slice, count_bounds, tessellate
from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.pictures.rendering.arrangement_picture import (
    MOST_CIRCLES,
    MOST_SIGNED_TILES,
    Grips,
    arrangement,
    sign_vectors,
)
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrangement import WireArrangement

WINDOW = Slice.box((-3, 3), (-2, 2))


def sequential(*widths: int, slope: float = 0.0, seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    modules: list[nn.Module] = []
    for entries, units in pairwise(widths):
        modules += [nn.Linear(entries, units), nn.LeakyReLU(slope) if slope else nn.ReLU()]
    return nn.Sequential(*modules[:-1]).double().eval()


def drawn(model: nn.Sequential, chosen: Any = None, *overlays: str, tile: int = -1, **more: Any) -> WireArrangement:
    tessellation = tessellate(model, WINDOW)
    return arrangement(7, tessellation, SequentialState.of(model), chosen, Grips(), overlays, tile, **more)


@pytest.mark.parametrize("slope", [0.0, 0.1])
def test_sign_vectors_are_activation_patterns(slope: float) -> None:
    model = sequential(2, 6, 5, 1, slope=slope)
    tessellation = tessellate(model, WINDOW)
    signs = sign_vectors(tessellation, SequentialState.of(model))
    for tile in range(tessellation.tile_count):
        pattern = tessellation.activation_pattern(tile)
        assert signs[tile] == ["".join("+" if on else "−" for on in layer) for layer in pattern]
    assert len({tuple(each) for each in signs}) == tessellation.patterns().max() + 1


def test_signs_stand_in_their_tiles_the_largest_first() -> None:
    model = sequential(2, 4, 1)
    tessellation = tessellate(model, WINDOW)
    signs = drawn(model, None, "signs")["signs"]
    uv = decode(signs["points"]) * [6, 4] + [-3, -2]
    tiles = tessellation.locate(uv)
    state = SequentialState.of(model)
    assert signs["texts"] == ["\n".join(sign_vectors(tessellation, state)[tile]) for tile in tiles]
    areas = tessellation.areas()[tiles]
    assert sorted(tiles.tolist()) == list(range(tessellation.tile_count)) and (np.diff(areas) <= 0).all()


def test_a_unit_that_is_zero_on_a_whole_tile_has_no_sign() -> None:
    model = sequential(2, 3, 1)
    with torch.no_grad():
        model[0].weight[1], model[0].bias[1] = 0, 0
    tessellation = tessellate(model, WINDOW)
    assert all(signs[0][1] == "0" for signs in sign_vectors(tessellation, SequentialState.of(model)))


@pytest.mark.parametrize("chosen", [(0, 2), (1, 1)])
def test_half_planes_are_where_the_unit_is_positive(chosen: tuple[int, int]) -> None:
    model = sequential(2, 6, 5, 1)
    told = drawn(model, chosen, "half-planes")["chosen"]
    tessellation = tessellate(model, WINDOW)
    expected = [tessellation.activation_pattern(tile)[chosen[0]][chosen[1]] for tile in range(tessellation.tile_count)]
    assert decode(told["active"]).tolist() == expected and 0 < sum(expected) < len(expected)
    assert (told["layer"], told["unit"]) == chosen and "active" not in drawn(model, chosen)["chosen"]


def test_the_chosen_line_is_where_the_unit_is_zero() -> None:
    model = sequential(2, 6, 5, 1)
    told = drawn(model, (1, 1))["chosen"]
    state = SequentialState.of(model)
    for points in (decode(told["segments"]).reshape(-1, 2) * [6, 4] + [-3, -2], np.array(told["grips"])):
        assert len(points) and np.abs(state.pre_activations(1, points)[:, 1]).max() < 1e-6


@pytest.mark.parametrize("slope", [0.0, 0.1, -0.5])
def test_a_power_diagram_decides_where_points_lie(slope: float) -> None:
    """|x - mu|^2 - r^2 is least for the tile of x, with mu and r^2 as they are drawn; some are imaginary."""
    model = sequential(2, 5, 1, slope=slope, seed=1)
    tessellation = tessellate(model, WINDOW)
    diagram = drawn(model, (0, 1), "power diagram")["diagram"]
    centers = decode(diagram["centers"]) * [6, 4] + [-3, -2]
    signs = 1 - 2 * decode(diagram["imaginary"]).astype(float)
    squared = signs * (6 * decode(diagram["radii"]).astype(float)) ** 2
    x = np.random.default_rng(0).uniform((-3, -2), (3, 2), (500, 2))
    laguerre = ((x[:, None] - centers) ** 2).sum(2) - squared
    assert laguerre.argmin(1).tolist() == tessellation.locate(x).tolist()
    assert 0 <= sum(signs < 0) < len(signs)
    # mu = W^T q, r^2 = |mu|^2 + 2 b^T q
    state = SequentialState.of(model)
    for tile in range(tessellation.tile_count):
        q = np.where(tessellation.activation_pattern(tile)[0], 1, slope)
        mu = state.weights[0].T @ q
        assert centers[tile] == pytest.approx(mu, abs=1e-5)
        assert squared[tile] == pytest.approx(mu @ mu + 2 * state.biases[0] @ q, abs=1e-4)


def test_deeper_a_power_diagram_is_one_of_a_tile_of_the_layers_before() -> None:
    model = sequential(2, 4, 3, 1, seed=3)
    tessellation = tessellate(model, WINDOW)
    before = tessellation.ancestors(0)
    tile = int(np.argmax(np.bincount(before)[before]))
    diagram = drawn(model, (1, 1), "power diagram", tile=tile)["diagram"]
    cells = np.unique(tessellation.ancestors(1)[before == before[tile]])
    centers = decode(diagram["centers"]) * [6, 4] + [-3, -2]
    assert len(centers) == len(cells) > 1
    squared = (1 - 2 * decode(diagram["imaginary"]).astype(float)) * (6 * decode(diagram["radii"]).astype(float)) ** 2
    x = np.random.default_rng(0).uniform((-3, -2), (3, 2), (2000, 2))
    located = tessellation.locate(x)
    x, located = x[before[located] == before[tile]], located[before[located] == before[tile]]
    laguerre = ((x[:, None] - centers) ** 2).sum(2) - squared
    assert cells[laguerre.argmin(1)].tolist() == tessellation.ancestors(1)[located].tolist()


def test_counts_name_the_bounds() -> None:
    model = sequential(2, 6, 5, 1)
    rows, bounds = dict(drawn(model)["counts"]), count_bounds((2, 6, 5))
    assert rows["Tiles in the window"] == str(tessellate(model, WINDOW).tile_count)
    assert rows["Zaslavsky: 11 straight lines, at most"] == str(bounds.one_layer) == "67"
    assert rows["Montúfar: some weights reach"] == str(bounds.montufar_lower)
    assert rows["Serra: these widths, at most"] == str(bounds.serra_upper)
    assert rows["Hanin, Rolnick: random, order of"] == "60"
    leaky = dict(drawn(sequential(2, 6, 5, 1, slope=0.1))["counts"])
    assert leaky["Montúfar: these widths, at most"] == str(bounds.montufar_upper) and len(leaky) == 4


def test_what_is_too_much_is_left_out_and_said() -> None:
    many = drawn(sequential(2, 20, 20, 1), (0, 0), "signs", "power diagram")
    tiles = tessellate(sequential(2, 20, 20, 1), WINDOW).layer_tile_counts
    assert tiles[1] > MOST_SIGNED_TILES and "signs" not in many
    assert many["notes"][0].startswith(f"Signs are shown on at most {MOST_SIGNED_TILES} tiles, and there are")
    assert ("diagram" in many) == (tiles[0] <= MOST_CIRCLES)
    hundreds = drawn(sequential(2, 300, 1), (0, 0), "half-planes", "signs", "power diagram")
    assert {"signs", "diagram"}.isdisjoint(hundreds) and "active" not in hundreds["chosen"]
    assert [note.split(" are ")[0] for note in hundreds["notes"]] == ["Half-planes", "Signs", "Circles"]
    wide = nn.Sequential(*sequential(2, 40, 1))
    with torch.no_grad():
        wide[0].bias.fill_(1e3)  # all lines are far away
    assert drawn(wide, None, "signs")["notes"] == ["Signs are shown of at most 24 units, and there are 40."]


def test_odd_lines_are_said() -> None:
    model = sequential(2, 6, 1)
    with torch.no_grad():
        model[0].weight[1] = 0
        model[0].weight[4], model[0].bias[4] = -2 * model[0].weight[2], -2 * model[0].bias[2]
    told = drawn(model, (0, 1))
    assert told["notes"] == ["No line, for w is 0: unit 1 of relu 1.", "Units 2 and 4 of relu 1 have one line."]
    assert told["chosen"]["words"] == "It has no line: its w is 0." and told["chosen"]["grips"] == []
    shared = {unit: drawn(model, (0, unit))["chosen"] for unit in (2, 4)}
    assert sorted(told["words"] for told in shared.values()) in (
        ["", "It lies on the line of unit 2 of relu 1."],
        ["", "It lies on the line of unit 4 of relu 1."],
    )
    assert all(len(told["grips"]) == 2 for told in shared.values())


def test_a_line_elsewhere_is_said_to_be_there() -> None:
    model = sequential(2, 3, 1)
    with torch.no_grad():
        model[0].bias[0] = 100
    assert drawn(model, (0, 0))["chosen"]["words"] == "Its line is outside of the window."


def test_a_fold_is_told_with_its_formula() -> None:
    model = sequential(2, 6, 5, 1, slope=0.1)
    fold = drawn(model, crossing=(0.0, 0.0))["fold"]
    labels = [label for label, _ in fold["rows"][:9]]
    assert labels[6] == "n′ − n = (1 − 0.100) W nᵢ" and labels[7].startswith("θ = arccos")
    degrees = [float(value[:-1]) for _, value in fold["rows"][7:9]]
    assert sum(degrees) == pytest.approx(180, abs=1)
    assert "fold" not in drawn(sequential(2, 6, 1), crossing=(0.0, 0.0))
