"""Pictures a second of a PolarityExplorer while a hand moves rho: 20,000 samples of a pool beside 20,000 data.

A browser shows no more than some 60. Beside them the time that the page is busy with a picture, over that of the
weights of the pool alone.
"""

from __future__ import annotations

import itertools

from browser import harness
from recorded import polarity

POOLS = (100_000, 250_000)


def main() -> None:
    """Print a line per pool, without and with replacement."""
    print(
        f"{'latents':<9}{'replacement':>12}{'a second':>10}{'median':>12}{'95 %':>12}"
        f"{'busy':>12}{'weights':>12}{'ratio':>8}"
    )
    with harness("driven") as page:
        for latents, replace in itertools.product(POOLS, (False, True)):
            times = page.evaluate("(recording) => window.measureRho(recording)", polarity(latents, replace))
            print(
                f"{latents:<9,}{'with' if replace else 'without':>12}{times['pictures']:>10.0f}"
                f"{times['median']:>9.1f} ms{times['p95']:>9.1f} ms{times['drawing']:>9.1f} ms"
                f"{times['weighing']:>9.2f} ms{times['drawing'] / times['weighing']:>8.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
