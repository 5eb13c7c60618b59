"""A scripted 60 Hz drag of an anchor in JupyterLab: exact updates a second, and how long pixels take to follow."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from browser import ROOT, Chromium, JupyterServer, Lab

SECONDS = 6
# Every move and every drawn picture leave their number in an attribute of the widget's root; their times are noted
# in the page, so that the driver's own delay does not count.
SCRIPT = """
([where, seconds]) => new Promise((done) => {
  const root = document.querySelector("[data-picture-id]");
  const handle = root.querySelector((where === "map" ? ".sw-map" : ".sw-stage") + " .sw-handle[data-index='0']");
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
      done({ moves: sent.size, times });
    }, 1500);
  }, 1000 / 60);
})
"""


def measure(page: Any, where: str) -> dict[str, float]:
    """Drag the first handle on the slice or on the map; times in milliseconds."""
    result = page.evaluate(SCRIPT, [where, SECONDS])
    during = [latency for at, latency in result["times"] if at <= 1000 * SECONDS]
    third = max(1, len(during) // 3)
    return {
        "moves/s": result["moves"] / SECONDS,
        "updates/s": len(during) / SECONDS,
        "median": statistics.median(during),
        "95 %": sorted(during)[int(0.95 * len(during))],
        "first third": statistics.median(during[:third]),
        "last third": statistics.median(during[-third:]),
    }


def main() -> None:
    """Print a line for a drag on the map (the plane turns) and one on the slice."""
    print(f"{'handle':<8}{'tiles':>7}{'moves/s':>10}{'updates/s':>11}{'median':>10}{'95 %':>10}   first/last third")
    with tempfile.TemporaryDirectory() as scratch:
        notebooks = Path(shutil.copytree(ROOT / "notebooks", Path(scratch) / "notebooks"))
        with JupyterServer("lab", notebooks) as server, Chromium() as chromium:
            page, _ = chromium.page()
            lab = Lab(page, server)
            lab.open("00-start-here.ipynb")
            lab.run_all()
            page.wait_for_selector("[data-picture-id][data-state='ready']")
            page.locator("[data-picture-id]").first.scroll_into_view_if_needed()
            for where in ("map",):
                measured = measure(page, where)
                tiles = lab.value("explorer.tile_count")
                print(
                    f"{where:<8}{tiles:>7,}{measured['moves/s']:>10.1f}{measured['updates/s']:>11.1f}"
                    f"{measured['median']:>7.1f} ms{measured['95 %']:>7.1f} ms"
                    f"   {measured['first third']:.1f}/{measured['last third']:.1f} ms"
                )


if __name__ == "__main__":
    main()
