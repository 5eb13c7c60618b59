"""A scripted 60 Hz drag of an anchor in JupyterLab: exact updates a second, and how long pixels take to follow."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from browser import JupyterServer, Lab, LoneChromium

SECONDS = 6
# The driver is gone by the time a drag begins, and comes back when it is over.
LEAVE, RETURN = 1.5, 2.5
# As in the start notebook, but for the width, which decides the number of tiles.
CELL = """import torch
from splinewidgets import SliceExplorer, zoo
digits = zoo.digits()
model = zoo.train(zoo.mlp((64, {width}, {width}, {width}, 10)), digits.split(0.8)[0])
three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
explorer = SliceExplorer(model, anchors=three, data=digits.inputs, labels=digits.labels)
explorer"""
WIDTHS = (68, 80)
ON_MAP = ".sw-map .sw-handle[data-index='0']"
HEAD = f"{'tiles':>7}{'moves/s':>10}{'updates/s':>11}{'median':>10}{'95 %':>10}   first/last third"
# Every move and every drawn picture leave their number in an attribute of the widget's root; their times are noted
# in the page, so that the driver's own delay does not count.
SCRIPT = """
([seconds, delay, selector]) => setTimeout(() => {
  const root = document.querySelector("[data-picture-id]");
  const handle = root.querySelector(selector);
  const sent = new Map(), drawn = [];
  const watch = new MutationObserver((changes) => {
    for (const { attributeName } of changes) {
      const now = performance.now();
      if (attributeName === "data-sent") sent.set(Number(root.dataset.sent), now);
      else drawn.push([Number(root.dataset.drawn), now]);
    }
  });
  watch.observe(root, { attributes: true, attributeFilter: ["data-sent", "data-drawn"] });
  const box = handle.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const fire = (target, type, dx, dy) => target.dispatchEvent(new MouseEvent(type, {
    bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, clientX: x + dx, clientY: y + dy }));
  fire(handle, "mousedown", 0, 0);
  const start = performance.now();
  const timer = setInterval(() => {
    const t = (performance.now() - start) / 1000;
    if (t < seconds) return fire(window, "mousemove", 40 * Math.sin(2 * t), 30 * Math.sin(3 * t));
    clearInterval(timer);
    fire(window, "mouseup", 0, 0);
    setTimeout(() => {
      watch.disconnect();
      const times = drawn.filter(([seq]) => sent.has(seq)).map(([seq, now]) => [now - start, now - sent.get(seq)]);
      window.measured = { moves: sent.size, times };
    }, 1500);
  }, 1000 / 60);
}, 1000 * delay)
"""


def measure(chromium: LoneChromium, server: JupyterServer, notebook: str, handle: str = ON_MAP) -> dict[str, float]:
    """Open a notebook and drag a handle of its explorer; times in milliseconds."""
    with chromium.driven() as page:
        lab = Lab(page, server)
        lab.open(notebook)
        lab.run_all()
        page.wait_for_selector("[data-picture-id][data-state='ready']")
        page.locator("[data-picture-id]").first.scroll_into_view_if_needed()
        tiles = lab.value("explorer.tile_count")
        page.evaluate(SCRIPT, [SECONDS, LEAVE, handle])
    time.sleep(LEAVE + SECONDS + RETURN)
    with chromium.driven() as page:
        result: dict[str, Any] = page.wait_for_function("() => window.measured").json_value()
    during = [latency for at, latency in result["times"] if at <= 1000 * SECONDS]
    third = max(1, len(during) // 3)
    return {
        "tiles": tiles,
        "moves/s": result["moves"] / SECONDS,
        "updates/s": len(during) / SECONDS,
        "median": statistics.median(during),
        "95 %": sorted(during)[int(0.95 * len(during))],
        "first third": statistics.median(during[:third]),
        "last third": statistics.median(during[-third:]),
    }


def row(measured: dict[str, float]) -> str:
    """A line of the table below `HEAD`."""
    return (
        f"{measured['tiles']:>7,}{measured['moves/s']:>10.1f}{measured['updates/s']:>11.1f}"
        f"{measured['median']:>7.1f} ms{measured['95 %']:>7.1f} ms"
        f"   {measured['first third']:.1f}/{measured['last third']:.1f} ms"
    )


def write(path: Path, cell: str) -> None:
    """Write a notebook of one cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def main() -> None:
    """Print a line per width of the network for a drag on the map: every move turns the plane."""
    # Else it would be compiled meanwhile.
    subprocess.run([sys.executable, "-m", "splinewidgets.compilation"], check=True)
    print(f"{'width':<7}{HEAD}")
    with tempfile.TemporaryDirectory() as scratch, JupyterServer("lab", Path(scratch)) as server:
        for width in WIDTHS:
            write(Path(scratch) / f"{width}.ipynb", CELL.format(width=width))
            with LoneChromium() as chromium:
                print(f"{width:<7}{row(measure(chromium, server, f'{width}.ipynb'))}")


if __name__ == "__main__":
    main()
