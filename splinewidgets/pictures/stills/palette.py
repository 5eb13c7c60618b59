"""The colors of the front end, for pictures that are drawn without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.colors import WireColors

Floats = npt.NDArray[np.float64]
Color = tuple[float, float, float]

# As in js/src/color/ramps.ts.
RAMPS = {
    "viridis": "440154470d6048186a482475472e7c4538824241863e4c8a3a548c365d8d32658e2e6d8e2b758e287d8e25848e228c8d"
    "1f948c1e9c8920a38625ab822eb37c3aba7648c16e58c76569cd5b7fd34e93d741a8db34bddf26d5e21aeae51afde725",
    "cividis": "00224e00285b002e6a0833701c396f293f6e33446d3d4a6c45506c4d556c555b6d5c616e6467706b6d72727274787877"
    "807f78888578908b78979177a09875a89e73b0a571b9ab6dc1b26acbb965d3c05fdcc859e5cf52efd748f8df3cfee838",
    "magma": "0000040303120a0822140e361e11492a115c38106c47107854137d6018806d1d81792282882781942c80a1307eae347b"
    "bd3977ca3e72d6456ce24d66ec5860f3655cf8745cfb835ffd9266fea36ffeb27afec185fecf92fde0a1fceeb0fcfdbf",
}
# As in js/src/color/palette.ts.
CLASSES = ("004a7d", "ffb201", "99f2d9", "cb5cfd", "a6d8f9", "ac5601", "fffca5", "4b555b", "908976", "532a0b")
LIGHT, DARK = ("fff3c9", "ffc586"), ("421c8c", "15103c")
# As in js/src/color/fill.ts: the share of its color that a class has where the network is least sure.
FAINTEST = 0.7

# The lightness of patterns, by turns, and their saturation.
SHADES, SATURATION = (0.45, 0.6, 0.75), 0.55

BACKGROUND, NEUTRAL, INK, PALE = (1.0, 1.0, 1.0), (0.94, 0.94, 0.94), (0.08, 0.08, 0.11), (1.0, 1.0, 1.0)
BOUNDARY, REFERENCE = (0.84, 0.15, 0.16), (0.0, 0.45, 0.7)
# Of a marked unit, as in js/src/color/halo.ts.
UNIT = (214 / 255, 0.0, 127 / 255)


def rgb(digits: str) -> Floats:
    """Hexadecimal digits, six to a color, as (n, 3) from 0 to 1."""
    return np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(-1, 3) / 255


def class_colors(labels: npt.ArrayLike) -> Floats:
    """The color of each class, (n, 3); those beyond the palette begin again."""
    palette = rgb("".join(CLASSES))
    return palette[np.asarray(labels, np.int64) % len(palette)]


def layer_colors(count: int) -> Floats:
    """The colors of lines, (count, 3), from the first layer to the last."""
    shares = np.linspace(0, 1, count) if count > 1 else np.ones(1)
    light, dark = (rgb("".join(stops)) for stops in (LIGHT, DARK))
    return np.where(shares[:, None] <= 0.5, _between(light, 2 * shares), _between(dark, 2 * shares - 1))


def ramp_colors(name: str, shares: npt.ArrayLike, neutral: Color = NEUTRAL) -> Floats:
    """Places on a ramp, 0 to 1, as colors (n, 3); NaN as that of tiles without a color."""
    shares = np.asarray(shares, np.float64)
    colors = _between(rgb(RAMPS[name]), np.clip(np.nan_to_num(shares), 0, 1))
    colors[np.isnan(shares)] = neutral
    return colors


def pattern_colors(numbers: npt.ArrayLike) -> Floats:
    """The color of each of 256 numbers, (n, 3): hues a golden angle apart, in three shades; as in color/ramps.ts."""
    numbers = np.asarray(numbers, np.int64)
    hue, shade = (numbers * 0.618033988749895) % 1, np.array(SHADES)[numbers % 3]
    turned = (np.array([0, 8, 4]) + 12 * hue[:, None]) % 12
    reach = SATURATION * np.minimum(shade, 1 - shade)
    return shade[:, None] - reach[:, None] * np.clip(np.minimum(turned - 3, 9 - turned), -1, 1)


def value_colors(
    colors: WireColors, colormap: str, neutral: Color = NEUTRAL, hidden_classes: Sequence[int] = ()
) -> Floats:
    """The `colors` trait as a color (n, 3) for each tile or sample; hidden classes have none."""
    values = decode(colors["values"]).astype(np.float64)
    if colors["scale"] == "class":
        confidence = np.clip(decode(colors["confidence"]).astype(np.float64), 0, 1)
        known = np.isfinite(values) & np.isfinite(confidence) & ~np.isin(values, hidden_classes)
        share = (FAINTEST + (1 - FAINTEST) * np.where(known, confidence, 0))[:, None]
        faded = neutral + share * (class_colors(np.where(known, values, 0)) - neutral)
        return np.where(known[:, None], faded, neutral)
    if colors["scale"] == "pattern":
        return pattern_colors(values)
    low, high = colors["range"]
    if not high > low:  # one value, in the middle of the ramp
        return ramp_colors(colormap, np.where(np.isnan(values), np.nan, 0.5), neutral)
    if colors["scale"] == "log" and low > 0:
        values = np.where(values > 0, np.log(np.maximum(values, low)), np.nan)
        low, high = np.log(low), np.log(high)
    return ramp_colors(colormap, (values - low) / (high - low), neutral)


def _between(stops: Floats, shares: Floats) -> Floats:
    places = np.linspace(0, 1, len(stops))
    return np.column_stack([np.interp(shares, places, stops[:, channel]) for channel in range(3)])
