"""Milliseconds per frame, drawn and finished: of tiles by either renderer, of surfaces beside bare WebGL2.

Then pictures a second of a whole SplineSurface while it is dragged, as it is seen: where a processor draws many lines,
they are left out until the hand rests. And frames a second of a whole SliceExplorer with a large picture that the
processor draws, under a hand: the page must not stand still while the exact picture is drawn.
"""

from __future__ import annotations

import itertools

from browser import harness
from recorded import explorer_of_nothing, surface

TILES = (7_000, 200_000)
# Of the three layers of a network whose surface has about so many triangles, the first so many.
SURFACE_TRIANGLES = 20_000
WIDTHS = (90, 243)
RENDERERS = ("webgl", "canvas")
PANNED = ("pan", "zoom")
SURFACE = ["surface"]  # facets alone
WHOLE = ["tessellation", "surface", "wire"]  # as it is seen at first, but for the data
# Tiles, as in 2.2 times the first window of a digit network of three layers of 200, and as many as are ever shown; the
# data map lies beside few.
LARGE, FEW = (72_000, 200_000), 400
GESTURES = ("hover", "pan", "zoom", "drag")
SECONDS = 3


def main() -> None:
    """Print a line per canvas and number of triangles."""
    plane()
    space()
    dragged()
    under_a_hand()


def plane() -> None:
    """The canvas of tiles under a hand, and bare WebGL2 drawing the same triangles by turns with it."""
    print(
        f"{'renderer':<10}{'drawn':<14}{'gesture':<8}{'tiles':>8}{'triangles':>11}{'median':>12}{'95 %':>12}"
        f"{'bare':>12}{'ours/bare':>11}{'exact':>12}{'new picture':>14}"
    )
    with harness("frames") as page:
        for lines, tiles, renderer, gesture in itertools.product((False, True), TILES, RENDERERS, PANNED):
            times = page.evaluate("(given) => window.measureFrames(...given)", [tiles, renderer, gesture, lines])
            print(
                f"{renderer:<10}{'tiles, lines' if lines else 'tiles':<14}{gesture:<8}{tiles:>8,}"
                f"{times['triangles']:>11,}{times['median']:>9.1f} ms{times['p95']:>9.1f} ms{times['bare']:>9.1f} ms"
                f"{times['median'] / times['bare']:>11.2f}{times['exact']:>9.1f} ms{times['upload']:>11.1f} ms",
                flush=True,
            )


def space() -> None:
    """The canvas of a surface while it is orbited, and bare WebGL2 drawing the same triangles by turns with it."""
    print(f"\n{'in space':<10}{'triangles':>10}{'median':>12}{'95 %':>12}{'bare':>12}{'ours/bare':>12}{'a second':>12}")
    shown = [*(("facets", width, SURFACE) for width in WIDTHS), ("whole", WIDTHS[0], WHOLE)]
    with harness("space_frames") as page:
        for name, width, visible in shown:
            times = page.evaluate("(given) => window.measureSpace(...given)", [surface(width), visible])
            print(
                f"{name:<10}{times['triangles']:>10,}{times['median']:>9.1f} ms{times['p95']:>9.1f} ms"
                f"{times['bare']:>9.1f} ms{times['median'] / times['bare']:>12.2f}{1000 / times['median']:>12.0f}"
            )


def dragged() -> None:
    """A whole widget, while a hand turns it."""
    print(f"\n{'dragged':<10}{'triangles':>10}{'median':>12}{'95 %':>12}{'a second':>12}")
    with harness("driven") as page:
        times = page.evaluate("(recording) => window.measureOrbit(recording)", surface(WIDTHS[0]))
        print(
            f"{'surface':<10}{SURFACE_TRIANGLES:>10,}{times['median']:>9.1f} ms{times['p95']:>9.1f} ms"
            f"{times['pictures']:>12.0f}"
        )


def under_a_hand() -> None:
    """A whole SliceExplorer with a large picture, drawn by the processor, and one with 100,000 data on its map."""
    print(f"\n{'gesture':<10}{'tiles':>10}{'frames/s':>12}{'95 %':>12}{'worst':>12}")
    nothing = explorer_of_nothing()
    with harness("large") as page:
        for tiles, gesture in [*itertools.product(LARGE, GESTURES), (FEW, "map")]:
            times = page.evaluate("(given) => window.measureHand(...given)", [nothing, gesture, tiles, SECONDS])
            assert times["exact"], "The exact picture never came."
            print(
                f"{gesture:<10}{tiles:>10,}{times['frames']:>12.0f}{times['p95']:>9.1f} ms{times['worst']:>9.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
