"""Milliseconds per frame of the canvas, drawing included and finished, by WebGL2 and by the processor."""

from __future__ import annotations

import itertools
import subprocess
from urllib.parse import urljoin

from browser import ROOT, Chromium

TRIANGLES = (20_000, 200_000)
RENDERERS = ("webgl", "canvas")


def main() -> None:
    """Print a line per renderer and number of triangles."""
    harness = subprocess.Popen(["node", "build.mjs", "--serve"], cwd=ROOT / "js", stdout=subprocess.PIPE, text=True)
    assert harness.stdout is not None
    print(f"{'renderer':<10}{'triangles':>10}{'edges':>10}{'median':>12}{'95 %':>12}{'new picture':>14}")
    try:
        address = harness.stdout.readline().strip()
        with Chromium() as chromium:
            page, _ = chromium.page()
            page.goto(urljoin(address, "frames.html"))
            page.wait_for_function("() => window.measureFrames")
            for renderer, triangles in itertools.product(RENDERERS, TRIANGLES):
                times = page.evaluate("(given) => window.measureFrames(...given)", [triangles, renderer])
                print(
                    f"{renderer:<10}{times['triangles']:>10,}{times['edges']:>10,}"
                    f"{times['median']:>9.1f} ms{times['p95']:>9.1f} ms{times['upload']:>11.1f} ms"
                )
    finally:
        harness.terminate()


if __name__ == "__main__":
    main()
