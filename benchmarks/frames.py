"""Milliseconds per frame, drawn and finished: of tiles by either renderer, of surfaces beside bare WebGL2."""

from __future__ import annotations

import itertools
import subprocess
from urllib.parse import urljoin

from browser import ROOT, Chromium
from playwright.sync_api import Page

TRIANGLES = (20_000, 200_000)
RENDERERS = ("webgl", "canvas")
SURFACE = ["surface"]  # facets alone
WHOLE = ["tessellation", "surface", "wire"]  # as it is seen at first, but for the data


def main() -> None:
    """Print a line per canvas and number of triangles."""
    harness = subprocess.Popen(["node", "build.mjs", "--serve"], cwd=ROOT / "js", stdout=subprocess.PIPE, text=True)
    assert harness.stdout is not None
    try:
        address = harness.stdout.readline().strip()
        with Chromium() as chromium:
            page, _ = chromium.page()
            plane(page, address)
            space(page, address)
    finally:
        harness.terminate()


def plane(page: Page, address: str) -> None:
    """The canvas of tiles, while it is panned."""
    page.goto(urljoin(address, "frames.html"))
    page.wait_for_function("() => window.measureFrames")
    print(f"{'renderer':<10}{'triangles':>10}{'edges':>10}{'median':>12}{'95 %':>12}{'new picture':>14}")
    for renderer, triangles in itertools.product(RENDERERS, TRIANGLES):
        times = page.evaluate("(given) => window.measureFrames(...given)", [triangles, renderer])
        print(
            f"{renderer:<10}{times['triangles']:>10,}{times['edges']:>10,}"
            f"{times['median']:>9.1f} ms{times['p95']:>9.1f} ms{times['upload']:>11.1f} ms"
        )


def space(page: Page, address: str) -> None:
    """The canvas of a surface while it is orbited, and bare WebGL2 drawing the same triangles by turns with it."""
    page.goto(urljoin(address, "space_frames.html"))
    page.wait_for_function("() => window.measureSpace")
    print(f"\n{'in space':<10}{'triangles':>10}{'median':>12}{'95 %':>12}{'bare':>12}{'ours/bare':>12}{'a second':>12}")
    for name, tiles, visible in [*(("facets", count, SURFACE) for count in TRIANGLES), ("whole", TRIANGLES[0], WHOLE)]:
        times = page.evaluate("(given) => window.measureSpace(...given)", [tiles, visible])
        print(
            f"{name:<10}{times['triangles']:>10,}{times['median']:>9.1f} ms{times['p95']:>9.1f} ms"
            f"{times['bare']:>9.1f} ms{times['median'] / times['bare']:>12.2f}{1000 / times['median']:>12.0f}"
        )


if __name__ == "__main__":
    main()
