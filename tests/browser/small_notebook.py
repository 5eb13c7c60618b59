"""A notebook of small networks: a surface, what a generator samples, its manifold, initializations, and the example."""

from __future__ import annotations

from pathlib import Path

import notebook_file

SURFACE = """import ipywidgets, torch
torch.set_num_threads(1)
from splinewidgets import PolarityExplorer, SplineSurface, zoo
inputs = 2 * torch.rand(60, 2, generator=torch.Generator().manual_seed(0)) - 1
surface = SplineSurface(zoo.mlp((2, 12, 12, 2)), inputs, torch.stack([inputs.sum(1), inputs.prod(1)], 1))
ipywidgets.VBox([surface, surface.explorer])"""
POLARITY = """latents = 2 * torch.rand(4000, 2, generator=torch.Generator().manual_seed(1)) - 1
polarity = PolarityExplorer(zoo.mlp((2, 16, 16, 2)), latents, labels=(latents[:, 0] > 0).long(), samples=1000,
    class_names=["left", "<b>right</b>"])
polarity"""

MANIFOLD = """from splinewidgets import ManifoldExplorer
manifold = ManifoldExplorer(zoo.mlp((2, 12, 12, 4)), samples=200, output_shape=(2, 2))
manifold"""

INITIALIZATION = """from splinewidgets import InitializationExplorer
first_points = [[0.5, 1.5], [1.0, 2.0], [1.5, 1.0], [0.8, 0.7], [2.0, 1.6], [1.2, 1.3]]
initial = InitializationExplorer(first_points, depth=3, width=8)
initial"""

EXAMPLE = f"""import sys
sys.path.insert(0, {str(Path(__file__).parents[1] / "example_widget")!r})
from area_histogram import AreaHistogram
areas = AreaHistogram(surface.explorer, height=100)
areas"""


CELLS = (SURFACE, POLARITY, MANIFOLD, INITIALIZATION, EXAMPLE)


def write(path: Path, *more: str) -> None:
    """Write it, with more cells at its end."""
    notebook_file.write(path, *CELLS, *more)
