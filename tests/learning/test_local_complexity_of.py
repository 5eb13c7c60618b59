from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets.geometry import local_complexity
from splinewidgets.learning import History, LocalComplexityOf, sweep


def net(seed: int) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3))


def test_local_complexity_over_chunks_is_that_over_all(tmp_path: Path) -> None:
    data = torch.rand(25, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with History(tmp_path / "history") as history:
        for step in (0, 10):
            history.keep(net(step), step)
    function = pickle.loads(pickle.dumps(LocalComplexityOf(net(77), radius=0.2, vertices=4)))
    frame = sweep(function, history, data.split(10), progress=False)
    assert frame["inputs"].tolist() == [10, 10, 5] * 2
    for step, rows in frame.groupby("step"):
        whole = local_complexity(net(step), data, 0.2, 4)
        weights = rows["inputs"] / 25
        assert (rows["lc"] * weights).sum() == pytest.approx(whole.mean())
        assert [(rows[f"lc_{i}"] * weights).sum() for i in (1, 2)] == pytest.approx(list(whole.by_layer().values()))


def test_local_complexity_with_another_radius_is_another_sweep(tmp_path: Path) -> None:
    data, store = [torch.rand(5, 2)], tmp_path / "rows"
    with History(tmp_path / "history") as history:
        history.keep(net(0), 0)
    sweep(LocalComplexityOf(net(1), 0.1, 4), history, data, store=store, progress=False)
    sweep(LocalComplexityOf(net(2), 0.1, 4), history, data, store=store, progress=False)
    for other in (LocalComplexityOf(net(1), 0.2, 4), LocalComplexityOf(net(1), 0.1, 2)):
        with pytest.raises(ValueError, match="otherwise set"):
            sweep(other, history, data, store=store, progress=False)
