"""Round numbers along a scale, and how they are written: those that the page has, from js/src/color."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from splinewidgets.pictures.number_format import MINUS, THIN_SPACE, superscript

# What rounding may take away from a whole number of steps.
DUST = 1e-9
# So many ticks are wanted, and a logarithmic scale has so many at most before it leaves some out.
WANTED, MOST_STEPS = 3.5, 400


def linear_ticks(low: float, high: float) -> list[float]:
    """Three or four round values within a range, at even steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not high > low:
        return [low] if math.isfinite(low) else []
    power = 10.0 ** math.floor(math.log10((high - low) / 3))
    ladders = [_multiples(low, high, m * power) for m in (0.5, 1, 2, 2.5, 5, 10)]
    return min((each for each in ladders if each), key=lambda each: abs(len(each) - WANTED))


def log_ticks(low: float, high: float) -> list[float]:
    """The same for a logarithmic scale: powers of ten, or 1, 2, 5 times powers where there are too few."""
    if not (0 < low < high):
        return linear_ticks(low, high)
    ladders = [_ladder(low, high, mantissas) for mantissas in ((1, 2, 5), (1, 3), (1, 2), (1,))]
    decades = ladders[-1]
    for every in range(2, max(2, len(decades)) + 1):
        ladders.append([tick for tick in decades if round(math.log10(tick)) % every == 0])
    for ticks in ladders:
        if len(ticks) in (3, 4):
            return ticks
    if math.log10(high / low) < 1:  # round steps are rounder than any power
        return [tick for tick in linear_ticks(low, high) if tick > 0]
    return min(ladders, key=lambda each: abs(len(each) - WANTED))


def even_ticks(low: float, high: float, count: float) -> list[float]:
    """About `count` round values within a range, at even steps of 1, 2 or 5 times a power of ten."""
    return _multiples(low, high, round_below(1.6 * (high - low) / max(1.0, count)))


def round_below(most: float) -> float:
    """The largest of 1, 2 and 5 times the powers of ten that is at most a number above 0."""
    power = 10.0 ** math.floor(math.log10(most) + DUST)
    mantissa = next((m for m in (5, 2) if m * power <= most * (1 + DUST)), 1)
    return _clean(mantissa * power)


def place(value: float, low: float, high: float, log: bool) -> float:
    """Where a value lies on a scale, 0 to 1 inside of its range."""
    if log and 0 < low < high:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low) if high > low else 0.5


def written(value: float, powers: bool = False) -> str:
    """Three significant digits, and no zeros behind them."""
    if value == 0:
        return "0"
    sign = MINUS if value < 0 else ""
    rounded = float(f"{abs(value):.2e}")
    exponent = math.floor(math.log10(rounded) + DUST)
    if powers or _needs_power(exponent):
        mantissa = f"{rounded / 10.0**exponent:.3g}"
        power = f"10{superscript(exponent)}"
        return sign + (power if mantissa == "1" else f"{mantissa}{THIN_SPACE}×{THIN_SPACE}{power}")
    text = f"{rounded:,.{max(0, 2 - exponent)}f}".replace(",", THIN_SPACE)
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def labels(values: Sequence[float]) -> list[str]:
    """The ticks of one scale, all in one form."""
    return [written(value, powers=any(_exponent_needs_power(value) for value in values)) for value in values]


def even_labels(values: Sequence[float]) -> list[str]:
    """Values at even steps, with as many digits as tell each from the next, however near they are."""
    step = values[1] - values[0] if len(values) > 1 else abs(next(iter(values), 0.0))
    if step == 0 or any(_exponent_needs_power(value) for value in [max(map(abs, values), default=0.0)]):
        return labels(values)
    digits = max(0, -math.floor(math.log10(step) + DUST))
    texts = (f"{abs(value):,.{digits}f}".replace(",", THIN_SPACE) for value in values)
    return [
        (MINUS if value < 0 and any(c in "123456789" for c in text) else "") + text
        for value, text in zip(values, texts, strict=True)
    ]


def _exponent_needs_power(value: float) -> bool:
    return value != 0 and _needs_power(math.floor(math.log10(abs(value)) + DUST))


def _needs_power(exponent: int) -> bool:
    return exponent < -3 or exponent > 6


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - DUST), math.floor(high / step + DUST)
    return [_clean(i * step) for i in range(first, min(last, first + MOST_STEPS) + 1)]


def _ladder(low: float, high: float, mantissas: Iterable[int]) -> list[float]:
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [_clean(m * 10.0**e) for e in exponents for m in mantissas]
    return [tick for tick in ticks if low * (1 - DUST) <= tick <= high * (1 + DUST)]


def _clean(value: float) -> float:
    """Without the dust of binary fractions: 3 * 0.1 is 0.3."""
    return float(f"{value:.12g}")
