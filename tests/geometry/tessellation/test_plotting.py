from __future__ import annotations

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.collections import LineCollection, PolyCollection
from torch import nn

from splinewidgets.geometry import Slice, tessellate

matplotlib.use("agg")


def tessellation():
    torch.manual_seed(0)
    return tessellate(nn.Sequential(nn.Linear(2, 6), nn.ReLU(), nn.Linear(6, 2)), Slice.box((-1, 1), (-1, 1)))


def test_every_tile_is_drawn_in_its_color_and_every_boundary_segment() -> None:
    tiles = tessellation()
    ax = tiles.plot(plt.figure().add_subplot(), color_by="area")
    (fill,) = [c for c in ax.collections if isinstance(c, PolyCollection)]
    assert len(fill.get_paths()) == tiles.tile_count
    np.testing.assert_array_equal(fill.get_array(), tiles.areas())
    lines = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert [len(c.get_segments()) for c in lines] == [
        int((tiles.edge_layer >= 0).sum()),
        len(tiles.decision_boundary().segments),
    ]
    plt.close("all")


def test_limits_make_pictures_comparable() -> None:
    for measure in ("slope", "active"):
        ax = tessellation().plot(plt.figure().add_subplot(), measure, limits=(0.25, 0.75))
        assert ax.collections[0].norm.vmin == 0.25 and ax.collections[0].norm.vmax == 0.75
    plt.close("all")


def test_a_measure_that_there_is_not() -> None:
    with pytest.raises(ValueError, match=r"color_by is 'beauty'. It must be one of slope, "):
        tessellation().plot(color_by="beauty")
