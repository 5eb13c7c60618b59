"""What the command takes, and how it says that something does not fit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status, 2 where something does not fit."""
    parsed = _parser().parse_args(given)
    try:
        return int(parsed.run(parsed))
    except (ValueError, TypeError, OSError, ImportError, RuntimeError, NotImplementedError) as failure:
        print(f"splinewidgets: {failure}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "splinewidgets", description="The geometry of deep networks, from the command line."
    )
    parser.add_argument("--version", action="version", version=f"splinewidgets {version('splinewidgets')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    gallery = commands.add_parser("gallery", help="copy the notebooks to a folder and open JupyterLab there")
    gallery.add_argument("folder", nargs="?", type=Path, default=Path("splinewidgets-gallery"))
    gallery.add_argument("--no-open", action="store_true", help="copy only")
    gallery.set_defaults(run=_gallery)

    cut = commands.add_parser("slice", help="write a picture, or a page, of a slice through a model")
    cut.add_argument("model", metavar="MODEL", help="MODEL.pt2 of torch.export, or MODEL.py:FACTORY, which is run")
    cut.add_argument("--out", required=True, type=Path, help=".svg, .png or .pdf, or .html for a page to explore")
    cut.add_argument("--weights", type=Path, help="what the factory's model loads: .safetensors, .pt, .pth, .ckpt")
    cut.add_argument("--data", type=Path, help=".npy of inputs; by default the anchors are three of them")
    cut.add_argument("--labels", type=Path, help=".npy of their classes")
    cut.add_argument("--anchors", nargs=3, type=int, metavar="I", help="three rows of the data, as plane of the slice")
    cut.add_argument("--view", nargs=4, type=float, metavar=("U0", "U1", "V0", "V1"), help="the window")
    cut.add_argument("--color-by", default="slope", metavar="MEASURE")
    cut.add_argument("--theme", choices=("light", "dark"), default="light", help="of a picture")
    cut.add_argument("--unpickle", action="store_true", help="allow files that run code when they are read")
    cut.set_defaults(run=_slice)
    return parser


def _gallery(parsed: argparse.Namespace) -> int:
    from splinewidgets.command.gallery import copy_notebooks, open_lab

    folder = copy_notebooks(parsed.folder)
    print(f"The notebooks are in {folder}.")
    return 0 if parsed.no_open else open_lab(folder)


def _slice(parsed: argparse.Namespace) -> int:
    from splinewidgets.command.slice_file import write_slice

    print(
        write_slice(
            parsed.model,
            parsed.out,
            weights=parsed.weights,
            data=parsed.data,
            labels=parsed.labels,
            anchors=parsed.anchors,
            view=parsed.view,
            color_by=parsed.color_by,
            theme=parsed.theme,
            unpickle=parsed.unpickle,
        )
    )
    return 0
