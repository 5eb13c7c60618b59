"""Time of a picture of a ManifoldExplorer beside its SliceExplorer, Python's part, over that of the tessellation alone.

Between them that of a SliceExplorer by itself, with the same colors.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from local_complexity import interleaved
from torch import nn

from splinewidgets import ManifoldExplorer, SliceExplorer, tessellate, zoo

# Looked at by turns, so that every picture is a new one; neither is the first.
VIEWS = ((-0.999, 0.999, -0.999, 0.999), (-0.998, 0.998, -0.998, 0.998))
CUBE = (-1, 1)


def generators() -> dict[str, nn.Module]:
    """To three outputs, and to pictures of 8 x 8 pixels, of which principal components are drawn."""
    return {"surface": zoo.warped_surface().generator, "digits": zoo.digit_generator().decoder}


def looking(explorer: SliceExplorer) -> Callable[[], None]:
    """Asks for another view, and waits until all that is to be sent is there."""
    views = cycle(VIEWS)

    def look() -> None:
        explorer.view = next(views)

    return look


def main() -> None:
    """Print a line per generator."""
    print(
        f"{'generator':<11}{'tiles':>8}{'tessellate':>13}{'explorer':>12}{'ratio':>8}{'with manifold':>16}{'ratio':>8}"
    )
    for name, generator in generators().items():
        alone = SliceExplorer(generator, class_names=(), color_by="volume", domain=CUBE)
        shown = ManifoldExplorer(generator)
        tessellation = shown.explorer.tessellation
        best = interleaved(
            {
                "tessellate": lambda t=tessellation: tessellate(t.network, t.slice),  # type: ignore[misc]
                "explorer": looking(alone),
                "manifold": looking(shown.explorer),
            }
        )
        assert shown._manifold["id"] == shown.explorer._picture["id"] and not shown.error
        print(
            f"{name:<11}{tessellation.tile_count:>8,}{best['tessellate'] * 1e3:>10.1f} ms"
            f"{best['explorer'] * 1e3:>9.1f} ms{best['explorer'] / best['tessellate']:>8.2f}"
            f"{best['manifold'] * 1e3:>13.1f} ms{best['manifold'] / best['tessellate']:>8.2f}",
            flush=True,
        )
        shown.close()
        alone.close()


if __name__ == "__main__":
    main()
