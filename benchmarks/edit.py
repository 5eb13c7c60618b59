"""A scripted 60 Hz drag of a line of a 2-16-16-16 network in JupyterLab: pictures of the re-folded tiles a second."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from browser import JupyterServer, LoneChromium
from drag import HEAD, measure, row, write

CELL = """import torch
from splinewidgets import HyperplaneEditor, zoo
torch.manual_seed(0)
explorer = HyperplaneEditor(zoo.mlp((2, 16, 16, 16, 2)).double())
found = explorer.tessellation
# The unit of the layer with the most edges in the window: others may have no line there.
units = torch.as_tensor(found.edge_unit[found.edge_layer == {layer}])
explorer.chosen = ({layer}, int(units.mode().values))
explorer"""
GRIPS = ("moved", "turned")


def main() -> None:
    """Print a line for the first layer and for the last, moved and turned."""
    subprocess.run([sys.executable, "-m", "splinewidgets.compilation"], check=True)
    print(f"{'layer':<7}{'line':<8}{HEAD}")
    with tempfile.TemporaryDirectory() as scratch, JupyterServer("lab", Path(scratch)) as server:
        for layer in (0, 2):
            write(Path(scratch) / f"{layer}.ipynb", CELL.format(layer=layer))
            for index, name in enumerate(GRIPS):
                with LoneChromium() as chromium:
                    measured = measure(chromium, server, f"{layer}.ipynb", f".sw-grip[data-index='{index}']")
                print(f"{layer:<7}{name:<8}{row(measured)}")


if __name__ == "__main__":
    main()
