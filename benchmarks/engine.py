"""Pictures a second of the engine of pages, in node, and the bytes of its bundle.

python benchmarks/engine.py

A picture is all tiles of a window, their slopes and the decision boundary, while the first of three anchors is dragged.
Rates are by time of the processor. What they should be at least is in `WANTED`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

from splinewidgets import zoo
from splinewidgets.geometry import Network, Slice, tessellate

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests" / "geometry")]

from engine_process import JS, asked, bundled, plane, written  # type: ignore[import-not-found]
from networks import perceptron

# Pictures a second, and bytes.
WANTED = {"2-16-16-16": 60, "digits 64-80-80-80-10": 8}
BUDGET = 40_000
# The window of the digits has some 7,000 tiles where it reaches so much farther than their triangle.
FARTHER = 2.9


def small() -> tuple[Network, list[Slice]]:
    """A perceptron on the plane."""
    torch.manual_seed(0)
    return Network(perceptron(2, 16, 16, 16, 1), [0.0, 0.0]), [Slice.box((-3, 3), (-3, 3))]


def digits() -> tuple[Network, list[Slice]]:
    """The network of the start notebook, on planes through three digits of which one becomes another."""
    seen, _ = zoo.digits().split(0.8)
    model = zoo.train(zoo.mlp((64, 80, 80, 80, 10)), seen)
    three, five, eight = (torch.as_tensor(seen.first(digit)).double() for digit in (3, 5, 8))
    other = seen.inputs[40].double()
    planes = [Slice.through(three + (other - three) * step / 50, five, eight) for step in range(8)]
    u0, u1, v0, v1 = planes[0].bounds
    (u, v), (a, b) = ((u0 + u1) / 2, (v0 + v1) / 2), (FARTHER * (u1 - u0) / 2, FARTHER * (v1 - v0) / 2)
    return Network(model, seen.inputs[0]), [each.with_bounds((u - a, u + a, v - b, v + b)) for each in planes]


def rate(network: Network, windows: list[Slice], folder: Path) -> dict[str, float]:
    """What the engine says of its speed."""
    file = folder / "network.json"
    file.write_text(written({**asked(network, windows[0]), "planes": [plane(each) for each in windows]}))
    said = subprocess.run(["node", bundled("speed.ts", folder), file], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(said.stdout)
    return found


def main() -> int:
    """Print all; 1 where any is less than wanted."""
    failed = False
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        for (name, wanted), (network, windows) in zip(WANTED.items(), (small(), digits()), strict=True):
            found = rate(network, windows, folder)
            ours = tessellate(network, windows[0]).tile_count
            print(
                f"{name}: {found['rate']:.0f} a second (wanted {wanted}), {found['tiles']:,.0f} tiles, Python {ours:,}"
            )
            failed |= found["rate"] < wanted
        out = folder / "engine.js"
        options = ["--bundle", "--minify", "--format=esm", "--target=es2022", f"--outfile={out}", "--log-level=warning"]
        subprocess.run([JS / "node_modules/.bin/esbuild", "src/engine/engine.ts", *options], cwd=JS, check=True)
        print(f"bundle: {out.stat().st_size:,} bytes (at most {BUDGET:,})")
        failed |= out.stat().st_size > BUDGET
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
