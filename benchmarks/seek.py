"""The time slider in JupyterLab: from the choice of a checkpoint until it is on the screen, new and shown before."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from browser import JupyterServer, Lab, LoneChromium

CHECKPOINTS = 48
PAUSE = 250  # milliseconds between two choices, after which all that one has caused is over
# The driver is gone by the time the choices begin, and comes back when they are over.
LEAVE = 1.5
# Nothing is painted ahead, so that a checkpoint is new when it is chosen for the first time.
CELL = f"""import tempfile, torch
from splinewidgets import History, TrainingExplorer, zoo
from splinewidgets.widgets.training import training_explorer
training_explorer.AHEAD = ()
digits, model = zoo.digits(), zoo.mlp((64, 200, 200, 200, 10))
threads = torch.get_num_threads()
torch.set_num_threads(1)
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
with History(tempfile.mkdtemp()) as history:
    for step in range({CHECKPOINTS}):
        chosen = torch.randperm(len(digits.inputs))[:200]
        loss = torch.nn.functional.cross_entropy(model(digits.inputs[chosen]), digits.labels[chosen])
        history.keep(model, step, loss=loss, train_accuracy=step / 50, lc_train=step, tiles=step, norm_train=step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
torch.set_num_threads(threads)
three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
explorer = TrainingExplorer(model, history, three, digits.inputs, digits.labels, checkpoint=-1)
u0, u1, v0, v1 = explorer.tessellation.slice.bounds
share = 1.0
while explorer.tessellation.tile_count > 5200:
    share *= 0.93
    u, v, du, dv = (u0 + u1) / 2, (v0 + v1) / 2, share * (u1 - u0) / 2, share * (v1 - v0) / 2
    explorer.view = (u - du, u + du, v - dv, v + dv)
explorer._painter.take([])
explorer._painter.take(history)
explorer"""
# The slider is moved as by a hand; times are taken in the page, so that the driver's own delay does not count. What is
# drawn has the number of the message that it answers.
SCRIPT = """
async ([orders, pause, delay]) => {
  const root = document.querySelector("[data-picture-id]");
  const slider = root.querySelector(".sw-present");
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  window.measured = null;
  const run = async () => {
    await wait(1000 * delay);
    const all = [];
    for (const order of orders) {
      const times = [];
      for (const index of order) {
        const before = Number(root.dataset.drawn);
        const drawn = new Promise((done) => {
          const watch = new MutationObserver(() => {
            if (Number(root.dataset.drawn) <= before) return;
            watch.disconnect();
            done(performance.now());
          });
          watch.observe(root, { attributes: true, attributeFilter: ["data-drawn"] });
        });
        const start = performance.now();
        slider.value = String(index);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        times.push((await drawn) - start);
        await wait(pause);
      }
      all.push(times);
    }
    window.measured = all;
  };
  void run();
}
"""


def jumps(seed: int) -> list[int]:
    """All checkpoints, none beside the one before."""
    stride = (19, 29)[seed]
    return [(stride * (i + 1)) % CHECKPOINTS for i in range(CHECKPOINTS)]


def measure(chromium: LoneChromium, server: JupyterServer, notebook: str) -> tuple[list[int], list[list[float]]]:
    """Tiles of the checkpoints, and milliseconds until each was on the screen, the first time and the second."""
    with chromium.driven() as page:
        lab = Lab(page, server)
        lab.open(notebook)
        lab.run_all()
        page.wait_for_selector("[data-picture-id][data-state='ready']")
        page.locator("[data-picture-id]").first.scroll_into_view_if_needed()
        lab.execute("tiles = []; explorer.observe(lambda change: tiles.append(change['new']), 'tile_count')")
        page.evaluate(SCRIPT, [[jumps(0), jumps(1)], PAUSE, LEAVE])
    time.sleep(LEAVE + 2 * CHECKPOINTS * (PAUSE + 60) / 1000)
    with chromium.driven() as page:
        times: Any = page.wait_for_function("() => window.measured").json_value()
        counted = Lab(page, server).value("tiles")
    return counted, times


def main() -> None:
    """Print a line for checkpoints that are new and one for those that were shown before."""
    print(f"{'checkpoint':<14}{'tiles':>7}{'median':>12}{'95 %':>12}")
    with tempfile.TemporaryDirectory() as scratch, JupyterServer("lab", Path(scratch)) as server:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, Path(scratch) / "seek.ipynb")
        with LoneChromium() as chromium:
            tiles, measured = measure(chromium, server, "seek.ipynb")
    for name, times in zip(("new", "shown before"), measured, strict=True):
        late = sorted(times)[int(0.95 * len(times))]
        print(f"{name:<14}{statistics.median(tiles):>7,.0f}{statistics.median(times):>9.1f} ms{late:>9.1f} ms")


if __name__ == "__main__":
    main()
