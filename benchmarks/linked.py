"""Ten explorers in a notebook, linked by their traits, while a hand moves one: pictures and frames a second."""

from __future__ import annotations

import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from browser import JupyterServer, Lab, LoneChromium
from drag import write

EXPLORERS = 10
SECONDS = 6
# The driver is gone by the time a gesture begins, and comes back when it is over.
LEAVE, RETURN = 1.5, 4.0
CELL = """import ipywidgets, torch, traitlets
from splinewidgets import SliceExplorer, zoo
torch.set_num_threads(1)
digits = zoo.digits()
three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
explorers = [
    SliceExplorer(zoo.mlp((64, 40, 40, 10), seed=i), three, digits.inputs, height=160, renderer={renderer!r})
    for i in range({count})
]
for other in explorers[1:]:
    for name in ("view", "anchors"):
        traitlets.link((explorers[0], name), (other, name))
ipywidgets.GridBox(explorers, layout=ipywidgets.Layout(grid_template_columns="repeat(2, 1fr)"))"""
GESTURES = {"pan": ".sw-stage", "drag": ".sw-map .sw-handle[data-index='0']"}
# The first explorer is moved; when each of them has drawn another picture, and each frame, is noted in the page.
SCRIPT = """
([seconds, delay, selector]) => {
  window.measured = null;
  setTimeout(() => {
    const roots = [...document.querySelectorAll("[data-picture-id]")];
    const drawn = roots.map(() => []), frames = [];
    const watches = roots.map((root, i) => {
      const watch = new MutationObserver(() => drawn[i].push(performance.now()));
      watch.observe(root, { attributes: true, attributeFilter: ["data-picture-id"] });
      return watch;
    });
    const target = roots[0].querySelector(selector);
    const box = target.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const fire = (target, type, dx, dy) => target.dispatchEvent(new MouseEvent(type, {
      bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, clientX: x + dx, clientY: y + dy }));
    fire(target, "mousedown", 0, 0);
    const start = performance.now();
    let over = false;
    const frame = (now) => { frames.push(now); if (!over) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    const timer = setInterval(() => {
      const t = (performance.now() - start) / 1000;
      if (t < seconds) return fire(window, "mousemove", 40 * Math.sin(2 * t), 30 * Math.sin(3 * t));
      clearInterval(timer);
      over = true;
      fire(window, "mouseup", 0, 0);
      const end = performance.now();
      setTimeout(() => {
        watches.forEach((watch) => watch.disconnect());
        const during = drawn.map((times) => times.filter((time) => time < end).length);
        const last = Math.max(...drawn.map((times) => (times.length ? times[times.length - 1] : 0)));
        window.measured = { during, rest: last - end, frames };
      }, 3000);
    }, 1000 / 60);
  }, 1000 * delay);
}
"""


def measure(chromium: LoneChromium, server: JupyterServer, notebook: str, gesture: str) -> dict[str, Any]:
    """What the page has noted of a gesture on the first of the explorers."""
    with chromium.driven() as page:
        lab = Lab(page, server)
        lab.open(notebook)
        lab.run_all()
        page.wait_for_function(
            f"() => document.querySelectorAll('[data-picture-id][data-state=ready]').length === {EXPLORERS}"
        )
        page.locator("[data-picture-id]").first.scroll_into_view_if_needed()
        page.evaluate(SCRIPT, [SECONDS, LEAVE, GESTURES[gesture]])
    time.sleep(LEAVE + SECONDS + RETURN)
    with chromium.driven() as page:
        result: dict[str, Any] = page.wait_for_function("() => window.measured").json_value()
    return result


def main() -> None:
    """Print a line per renderer and gesture."""
    print(f"{'renderer':<10}{'gesture':<9}{'pictures/s of the first':>24}{'others':>8}{'least':>8}", end="")
    print(f"{'frames/s':>10}{'95 %':>9}{'longest':>10}{'all at rest after':>19}")
    with tempfile.TemporaryDirectory() as scratch, JupyterServer("lab", Path(scratch)) as server:
        for renderer in ("auto", "webgl"):
            write(Path(scratch) / f"{renderer}.ipynb", CELL.format(count=EXPLORERS, renderer=renderer))
            for gesture in GESTURES:
                with LoneChromium() as chromium:
                    told = measure(chromium, server, f"{renderer}.ipynb", gesture)
                rates = [count / SECONDS for count in told["during"]]
                frames = told["frames"]
                intervals = sorted(b - a for a, b in pairwise(frames))
                print(
                    f"{renderer:<10}{gesture:<9}{rates[0]:>24.1f}{statistics.median(rates[1:]):>8.1f}"
                    f"{min(rates[1:]):>8.1f}{1000 * len(intervals) / (frames[-1] - frames[0]):>10.0f}"
                    f"{intervals[int(0.95 * len(intervals))]:>6.0f} ms{intervals[-1]:>7.0f} ms{told['rest']:>16.0f} ms",
                    flush=True,
                )


if __name__ == "__main__":
    main()
