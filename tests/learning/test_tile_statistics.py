from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.learning import History, TileStatistics, sweep


def net(seed: int) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3))


def test_tile_statistics_are_those_of_the_tessellations(tmp_path: Path) -> None:
    slices = [Slice.box((-1, 1), (-1, 1)), Slice.box((-3, 2), (0, 2))]
    with History(tmp_path / "history") as history:
        for step in (0, 10):
            history.keep(net(step), step)
    frame = sweep(TileStatistics(net(77)), history, slices, progress=False)
    assert (frame["error"] == "").all()
    for row in frame.itertuples():
        exact = tessellate(net(row.step), slices[row.slice])
        assert (row.tiles_1, row.tiles_2) == exact.layer_tile_counts and row.tiles == exact.tile_count
        assert row.mean_area * row.tiles == pytest.approx([4, 10][row.slice])
        assert row.median_area == pytest.approx(np.median(exact.areas()))
        assert row.boundary_length == pytest.approx(exact.decision_boundary().length())


def test_tile_statistics_can_be_sent(tmp_path: Path) -> None:
    slice = Slice.box((-1, 1), (-1, 1))
    with History(tmp_path / "history") as history:
        history.keep(net(0), 0)
    used = TileStatistics(net(1))
    here = used(history[0], slice)
    function, checkpoint, sent = pickle.loads(pickle.dumps((used, history[0], slice)))
    history[0].file.unlink()
    assert function(checkpoint, sent) == here


def test_tile_statistics_of_the_same_architecture_share_a_store(tmp_path: Path) -> None:
    slices, store = [Slice.box((-1, 1), (-1, 1))], tmp_path / "rows"
    with History(tmp_path / "history") as history:
        history.keep(net(0), 0)
    first = TileStatistics(net(1))
    sweep(first, history, slices, store=store, progress=False)
    sweep(first, history, slices, store=store, progress=False)  # now with a network made and slices used
    sweep(TileStatistics(net(2)), history, [Slice.box((-1, 1), (-1, 1))], store=store, progress=False)
    with pytest.raises(ValueError, match="otherwise set"):
        sweep(TileStatistics(net(1)[2:]), history, slices, store=store, progress=False)
