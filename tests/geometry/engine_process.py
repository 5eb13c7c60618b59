"""The engine of pages as a process that is asked for tiles, and how its answer differs from a tessellation of ours."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from splinewidgets.geometry import Network, Slice, Tessellation
from splinewidgets.geometry.tessellation.affine_maps import affine_maps
from splinewidgets.pictures.rendering.engine_program import engine_program

JS = Path(__file__).parents[2] / "js"
# Differences of areas, as shares of the window's, and of maps, as shares of the largest summand.
CLOSE = 1e-9


def bundled(script: str, folder: Path) -> Path:
    """A script of `js/test/engine` as one file that node runs."""
    out = folder / f"{Path(script).stem}.mjs"
    options = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning", f"--outfile={out}"]
    subprocess.run([JS / "node_modules/.bin/esbuild", f"test/engine/{script}", *options], cwd=JS, check=True)
    return out


def written(question: Any) -> str:
    """A question as text, in which bytes are base64."""
    return json.dumps(question, default=lambda view: base64.b64encode(view).decode())


def asked(network: Network, window: Slice, **more: Any) -> dict[str, Any]:
    """The question for the tiles of a window."""
    return {"program": engine_program(network), **plane(window), "corners": window.corners.flatten().tolist(), **more}


def plane(window: Slice) -> dict[str, Any]:
    """Where a slice lies."""
    return {"origin": window.origin.flatten().tolist(), "axes": window.axes.flatten().tolist()}


class EngineProcess:
    """The engine in node; to be used in `with`."""

    def __init__(self, folder: Path) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(["node", bundled("answers.ts", folder)], stdin=pipe, stdout=pipe, text=True)

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.communicate()

    def answer(self, question: Any) -> dict[str, Any]:
        """What the engine says to a question."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{written(question)}\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def difference(answer: dict[str, Any], tessellation: Tessellation) -> str | None:
    """How the engine's answer differs from a tessellation of the same network and window; None where it does not."""
    if "error" in answer:
        return str(answer["error"])
    if answer["counts"] != list(tessellation.layer_tile_counts):
        return f"{answer['counts']} tiles, not {tessellation.layer_tile_counts}"
    tiles = tessellation.locate(np.reshape(answer["centers"], (-1, 2)))
    if len(set(tiles.tolist())) < len(tiles):
        return "two tiles that are one, or one that is two"
    areas = tessellation.areas()
    if (off := float(np.abs(areas[tiles] - answer["areas"]).max() / areas.sum())) > CLOSE:
        return f"areas off by {off:.1e}"
    maps, offsets = (
        each.flatten(2).numpy() if each.dim() > 2 else each.numpy() for each in affine_maps(tessellation, tiles)
    )
    axes, origin = tessellation.slice.axes.flatten(1).numpy(), tessellation.slice.origin.flatten().numpy()
    slopes, constants = maps @ axes.T, maps @ origin + offsets
    # Outputs that cancel are as uncertain as what they are the sum of.
    summands = tessellation.output_rounding / np.finfo(np.float64).eps
    size = max(np.abs(slopes).max(), np.abs(constants).max(), summands, 1e-300)
    for ours, given in ((slopes, answer["gradients"]), (constants, answer["constants"])):
        if (off := float(np.abs(ours - np.reshape(given, ours.shape)).max() / size)) > CLOSE:
            return f"affine maps off by {off:.1e}"
    return None
