"""Where the browser's half of a widget lies."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"


def text(name: str) -> str | None:
    """The built file of that name, or None while it is not built, so that importing works without it.

    Not its path: anywidget would watch the file for each widget, and keep the widget for that.
    """
    file = STATIC / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def require(esm: object, name: str) -> None:
    """Raise FileNotFoundError if a widget's bundle was missing when it was imported."""
    if esm is None:
        raise FileNotFoundError(
            f"{STATIC / name} is missing. The browser's half of the widgets is built, not stored. "
            "Run `make build` in a clone of the repository, or install a wheel, and restart the kernel."
        )
