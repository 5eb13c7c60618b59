"""The outputs along a segment: affine splines whose knots, crossings and zeros are exact, wherever a hand takes it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets import SegmentPlot, SliceExplorer
from splinewidgets.pictures.rendering.segment_picture import MOST_DRAWN, leading, sign_changes
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp

PATIENT = {"max_seconds": 60.0}


def hinges(*knots: float) -> nn.Module:
    """Two scores that depend on the first input alone: the sum of relu(u - knot), and 1."""
    first, last = nn.Linear(2, len(knots)), nn.Linear(len(knots), 2)
    with torch.no_grad():
        first.weight.copy_(torch.tensor([[1.0, 0.0]] * len(knots)))
        first.bias.copy_(-torch.tensor(knots))
        last.weight.copy_(torch.tensor([[1.0] * len(knots), [0.0] * len(knots)]))
        last.bias.copy_(torch.tensor([0.0, 1.0]))
    return nn.Sequential(first, nn.ReLU(), last)


@pytest.fixture
def plot() -> Iterator[SegmentPlot]:
    made = SegmentPlot(hinges(-0.5, 0.25), segment=[[-1.0, 0.0], [1.0, 0.0]], view=(-1.5, 1.5, -1.0, 1.0), **PATIENT)
    yield made
    made.close()


def test_knots_crossings_and_values_of_a_network_of_hinges(plot: SegmentPlot) -> None:
    assert np.allclose(plot.breakpoints, [0.5, 1.25])
    # relu(u + 0.5) + relu(u - 0.25) reaches 1 at u = 0.375.
    assert np.allclose(plot.crossings, [1.375])
    assert plot.zero_crossings(1).shape == (0,)
    wire = plot._plot
    assert np.allclose(decode(wire["positions"]), [0, 0.5, 1.25, 2])
    assert np.allclose(decode(wire["values"]), [[0, 0, 0.75, 2.25], [1, 1, 1, 1]])
    assert wire["classes"] == [1, 0] and wire["chosen"] == ""
    assert decode(wire["layers"]).tolist() == [0, 0]


def test_a_slanted_segment_is_measured_in_input_units(plot: SegmentPlot) -> None:
    plot.segment = [[-1.0, -1.0], [1.0, 1.0]]
    assert np.allclose(plot.breakpoints, np.sqrt(2) * np.array([0.5, 1.25]))
    assert plot._plot["length"] == pytest.approx(2 * np.sqrt(2))


def test_a_hand_moves_an_end_and_the_slice_shows_both(plot: SegmentPlot) -> None:
    explorer, line = plot.explorer, plot.tessellation
    assert line.piece_count == 3
    (drawn,) = explorer._shapes
    assert [marker["at"] for marker in drawn["markers"]] == plot.segment
    drag = {"owner": plot.model_id, "index": 1, "at": [0.0, 0.5], "seq": 9, "done": True}
    explorer.set_state({"_shape_drag": drag})
    assert plot.segment == [[-1.0, 0.0], [0.0, 0.5]]
    assert plot.tessellation.segment.length() == pytest.approx(np.hypot(1.0, 0.5))
    (drawn,) = explorer._shapes
    assert drawn["seq"] == 9 == explorer._answered
    assert [marker["at"] for marker in drawn["markers"]] == plot.segment
    plot.close()
    assert explorer._shapes == []


def test_by_default_it_lies_across_the_window_and_follows_the_network() -> None:
    explorer = SliceExplorer(mlp((2, 8, 3), seed=1), view=(-1.0, 1.0, -1.0, 1.0), **PATIENT)
    plot = SegmentPlot(explorer)
    plot.tessellation.verify()
    (u0, v0), (u1, v1) = plot.segment
    window = explorer.tessellation.slice.bounds
    assert window[0] < u0 < u1 < window[1] and v0 == v1 == pytest.approx((window[2] + window[3]) / 2)
    plot.segment = None
    assert plot.tessellation.piece_count > 1 and plot.segment == [[u0, v0], [u1, v1]]
    explorer.close()
    plot.close()


def test_where_the_slice_is_sampled_the_segment_is_exact() -> None:
    explorer = SliceExplorer(mlp((2, 30, 30, 3)), view=(-50.0, 50.0, -50.0, 50.0), max_tiles=100, **PATIENT)
    plot = SegmentPlot(explorer, segment=[[-40.0, 1.0], [40.0, 2.0]])
    line = plot.tessellation
    assert explorer.sampled and line.piece_count > 20
    line.verify()
    assert "exact, though the slice is sampled here" in plot.status and plot.error == ""
    plot.close()
    explorer.close()


def test_of_many_outputs_those_that_lead_are_drawn_and_it_is_said() -> None:
    plot = SegmentPlot(mlp((2, 16, 40), seed=2), view=(-3.0, 3.0, -3.0, 3.0), **PATIENT)
    line, wire = plot.tessellation, plot._plot
    assert len(wire["outputs"]) == MOST_DRAWN and set(wire["classes"]) <= set(wire["outputs"])
    assert wire["chosen"].startswith(f"{MOST_DRAWN} of 40 outputs: those that lead somewhere")
    plot.visible_outputs = (39, 3)
    plot.tessellation  # noqa: B018  # waits
    assert plot._plot["outputs"] == [3, 39] and plot._plot["chosen"] == "2 of 40 outputs"
    values = line.outputs.double().numpy()[:, [3, 39]].T
    assert np.allclose(decode(plot._plot["values"]), values)
    plot.close()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("segment", [[0.0, 0.0], [0.0, 0.0]]),
        ("segment", [0.0, 1.0]),
        ("segment", [[0.0, float("nan")], [1.0, 0.0]]),
        ("visible_outputs", [2]),
        ("visible_outputs", []),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_the_last_stays(plot: SegmentPlot, name: str, wrong: object) -> None:
    before = getattr(plot, name)
    with pytest.raises(ValueError):
        setattr(plot, name, wrong)
    assert getattr(plot, name) == before


def test_too_many_pieces_are_told_and_the_last_graphs_stay(plot: SegmentPlot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plot.tessellation.piece_count == 3
    monkeypatch.setattr("splinewidgets.widgets.linked.segment_plot.MOST_PIECES", 1)
    shown = plot._plot
    plot.segment = [[-1.0, 0.5], [1.0, 0.5]]
    assert plot.error != "" and plot._plot == shown
    monkeypatch.undo()
    plot.segment = [[-1.0, 0.25], [1.0, 0.25]]
    assert plot.error == "" and plot._plot != shown


def test_it_is_saved_and_described(plot: SegmentPlot) -> None:
    plot.tessellation.verify()
    pixels = plot._still_pixels(30_000)
    assert pixels.ndim == 3 and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 5
    assert "3 affine pieces" in plot._words() and "1 change of class" in plot._words()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=2, max_size=12))
def test_zeros_are_where_a_dense_walk_changes_its_sign(heights: list[int]) -> None:
    positions, values = np.arange(len(heights), dtype=np.float64), np.array(heights, np.float64)
    found = sign_changes(positions, values)
    dense = np.interp(at := np.linspace(0, len(heights) - 1, 997), positions, values)
    signs = dense[dense != 0] > 0
    assert len(found) == np.count_nonzero(signs[1:] != signs[:-1])
    assert np.allclose(np.interp(found, positions, values), 0, atol=1e-12) and len(at) == 997


def test_leading_outputs_come_before_large_ones() -> None:
    values = np.arange(20, dtype=np.float64)[:, None] * np.ones(3)
    assert leading(values, [2, 0]) == [0, 2, *range(12, 20)]
    assert leading(values[:4], [1]) == [0, 1, 2, 3]


def test_where_the_explorer_was_closed_python_is_told_so_and_a_page_too(plot: SegmentPlot) -> None:
    assert plot.tessellation.piece_count == 3
    plot.explorer.close()
    with pytest.raises(RuntimeError, match="The explorer was closed"):
        plot.segment = [[0.0, 0.0], [1.0, 0.0]]
    plot.set_state({"segment": [[0.0, 0.0], [1.0, 0.5]]})
    assert "The explorer was closed" in plot.error
