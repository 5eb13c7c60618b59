"""The colors around a picture, on a light and on a dark sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from splinewidgets.pictures.sheets.shapes import Rgb

ThemeName = Literal["light", "dark"]
# As in js/src/canvas/theme.ts: tiles without a color are just off the background.
OFF = 0.08


@dataclass(frozen=True)
class Theme:
    """Colors of a sheet, of what is written on it, of lines between, and of what is less important."""

    background: Rgb
    text: Rgb
    muted: Rgb
    line: Rgb

    @property
    def neutral(self) -> Rgb:
        """The fill of tiles that have no color."""
        ink = 0.0 if sum(self.background) > 1.5 else 1.0
        r, g, b = (each + OFF * (ink - each) for each in self.background)
        return r, g, b


def _gray(level: int) -> Rgb:
    return level / 255, level / 255, level / 255


# Those of JupyterLab.
THEMES: dict[ThemeName, Theme] = {
    "light": Theme(_gray(255), _gray(33), _gray(97), _gray(224)),
    "dark": Theme(_gray(17), _gray(235), _gray(175), _gray(66)),
}


def mixed(color: Rgb, share: float, other: Rgb) -> Rgb:
    """A share of one color in another."""
    r, g, b = (share * a + (1 - share) * c for a, c in zip(color, other, strict=True))
    return r, g, b
