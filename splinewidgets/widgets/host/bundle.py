"""Bundles: the browser's half of each widget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "static"


def read(name: str) -> tuple[str | None, str]:
    """Code and style of a bundle; None for code that is not built, so that importing works without it.

    A bundle may lie elsewhere: then its name is a whole path, without an ending.
    """
    return _text(f"{name}.js"), _text(f"{name}.css") or ""


def _text(name: str) -> str | None:
    # Not its path: anywidget would watch the file for each widget, and keep the widget for that.
    file = STATIC / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def require(widget: Any) -> None:
    """Raise FileNotFoundError if the bundle of a widget's class was missing when that was imported."""
    if widget._esm is None:
        raise FileNotFoundError(
            f"{STATIC / widget._bundle}.js is missing. The browser's half of the widgets is built, not stored. "
            "Run `make build` in a clone of the repository, or install a wheel, and restart the kernel."
        )
