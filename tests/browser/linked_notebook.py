"""A cell of small views beside an explorer, and of a loss landscape."""

from __future__ import annotations

CELL = """import ipywidgets, numpy as np, torch
torch.set_num_threads(1)
from splinewidgets import LossLandscape, NetworkDiagram, RobustnessView, SegmentPlot, SliceExplorer, TileHistograms
from splinewidgets import TileInspector, zoo
beside = SliceExplorer(zoo.mlp((2, 5, 4, 3), seed=2), height=200)
inspector, histograms, diagram = TileInspector(beside, height=240), TileHistograms(beside), NetworkDiagram(beside)
segment, robust = SegmentPlot(beside, height=200), RobustnessView(beside)
u = np.linspace(-1, 1, 9)
landscape = LossLandscape((u, u, 0.1 + u**2 + 2 * u[:, None] ** 2), height=200)
linked = ipywidgets.VBox([inspector, histograms, diagram, segment, robust, landscape])
ipywidgets.VBox([beside, linked])"""

# What is in each of them once it is drawn.
DRAWN = {
    ".sw-tile-inspector": ".sw-term-cell > *",
    ".sw-tile-histograms": ".sw-statistic path",
    ".sw-network-diagram": ".sw-net-unit",
    ".sw-segment-plot": ".sw-segment-graph",
    ".sw-robustness-view": ".sw-robust-bar",
    ".sw-landscape": ".sw-landscape-surface[data-frames]",
}
