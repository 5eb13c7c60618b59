"""Make the pictures in `docs/` anew, in JupyterLab's light theme: `python tests/browser/pictures.py`.

The training is remembered; where it is not, it takes minutes.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import notebook_file
from chromium import Chromium
from jupyter_driver import JupyterServer, Lab
from PIL import Image

ROOT = Path(__file__).parents[2]
MOST = 300_000  # bytes of a picture
CELLS = {
    "slice-explorer": """from splinewidgets import ManifoldExplorer, SliceExplorer, TrainingExplorer, zoo
digits = zoo.digits()
seen, _ = digits.split(0.8)
names = ["0", "4", "7"]
shown = SliceExplorer(
    zoo.train(zoo.mlp((64, 80, 80, 80, 10)), seen), anchors=[digits.first(int(name)) for name in names],
    anchor_names=names, data=digits.inputs, labels=digits.labels, class_names=digits.class_names)
shown""",
    "training-explorer": """learned = zoo.REGION_MIGRATION.train(progress=False)
u0, u1, v0, v1 = learned.slice.bounds
interpolation = zoo.turning_points(learned.history).interpolation.step
shown = TrainingExplorer(
    learned.model, learned.history, anchors=[learned.train.first(digit) for digit in range(3)],
    anchor_names=["0", "1", "2"], data=learned.train.inputs, labels=learned.train.labels,
    class_names=learned.train.class_names, checkpoint=-1, compare="side",
    reference=learned.history.steps.index(interpolation), view=(0.8 * u0, 0.8 * u1, 0.8 * v0, 0.8 * v1))
shown""",
    "manifold-explorer": """shown = ManifoldExplorer(zoo.warped_surface().generator, samples=2000, rho=1)
shown""",
}


def smallest(png: bytes) -> bytes:
    """A picture of 128 colors, as large as `MOST` bytes allow."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for scale in (1, 0.75, 0.6, 0.5):
        size = (round(scale * image.width), round(scale * image.height))
        file = io.BytesIO()
        reduced = image.resize(size, Image.Resampling.LANCZOS)
        reduced.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if len(file.getvalue()) <= MOST:
            return file.getvalue()
    raise ValueError(f"A picture of {image.size} pixels does not fit into {MOST} bytes. Make it smaller.")


def write(name: str, code: str, server: JupyterServer, chromium: Chromium) -> None:
    """Run a cell in a notebook of its own, point at the middle of its first canvas, and keep what is seen."""
    setup = [] if code == CELLS["slice-explorer"] else [CELLS["slice-explorer"].split("\n")[0]]
    cell = "\n".join([*setup, code])
    notebook_file.write(server.root / f"{name}.ipynb", cell)
    page, _ = chromium.page(width=1180, height=1400, ratio=2)
    lab = Lab(page, server)
    lab.open(f"{name}.ipynb")
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.add_style_tag(content=".Toastify { display: none }")  # the host's own news
    lab.run_all()
    page.locator(".sw-root[data-state=ready] .sw-stage").first.wait_for()
    output = page.locator(".jp-OutputArea-output:has(.sw-root)").first
    output.scroll_into_view_if_needed()
    page.locator(".sw-stage").first.hover()
    page.wait_for_timeout(3000)  # until everything is drawn that follows
    (ROOT / "docs" / f"{name}.png").write_bytes(smallest(output.screenshot()))
    page.context.close()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, JupyterServer("lab", Path(folder)) as server, Chromium() as chromium:
        for name in sys.argv[1:] or CELLS:
            write(name, CELLS[name], server, chromium)
