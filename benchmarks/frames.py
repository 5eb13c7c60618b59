"""Milliseconds per frame of the canvas, drawing included and finished, on this browser's WebGL2."""

from __future__ import annotations

import subprocess
from urllib.parse import urljoin

from browser import ROOT, Chromium

TRIANGLES = (20_000, 200_000)


def main() -> None:
    """Print a line per number of triangles."""
    harness = subprocess.Popen(["node", "build.mjs", "--serve"], cwd=ROOT / "js", stdout=subprocess.PIPE, text=True)
    assert harness.stdout is not None
    print(f"{'triangles':>10}{'edges':>10}{'median':>12}{'95 %':>12}{'new picture':>14}")
    try:
        address = harness.stdout.readline().strip()
        with Chromium() as chromium:
            page, _ = chromium.page()
            page.goto(urljoin(address, "frames.html"))
            page.wait_for_function("() => window.measureFrames")
            for triangles in TRIANGLES:
                times = page.evaluate("(triangles) => window.measureFrames(triangles)", triangles)
                print(
                    f"{times['triangles']:>10,}{times['edges']:>10,}{times['median']:>9.1f} ms{times['p95']:>9.1f} ms"
                    f"{times['upload']:>11.1f} ms"
                )
    finally:
        harness.terminate()


if __name__ == "__main__":
    main()
