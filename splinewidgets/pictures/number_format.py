"""Numbers as text: three significant digits, thin spaces in thousands, durations."""

from __future__ import annotations

import math

# A share that is worth its digits.
LEAST = 1e-4
THIN_SPACE = "\u2009"
MINUS = "\u2212"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def count(n: int) -> str:
    """A whole number with thin spaces: 12 345."""
    return f"{n:,}".replace(",", THIN_SPACE)


def number(x: float) -> str:
    """Three significant digits: 0.0123, 12.3, 12 300, 1.23 × 10⁻⁵; the front end writes them alike."""
    if x == 0:
        return "0"
    if not math.isfinite(x):
        return str(x)
    if x < 0:
        return MINUS + number(-x)
    digits, exponent = f"{x:.2e}".split("e")
    power = int(exponent)
    if -4 < power < 7:
        rounded = float(f"{digits}e{power}")
        return f"{rounded:,.{max(0, 2 - power)}f}".replace(",", THIN_SPACE)
    return f"{digits}{THIN_SPACE}×{THIN_SPACE}10{superscript(power)}"


def superscript(n: int) -> str:
    """An exponent: ⁻⁵."""
    return str(n).translate(_SUPERSCRIPTS)


def duration(seconds: float) -> str:
    """A computing time: 3.2 ms, 14 ms, 1.2 s."""
    if seconds >= 0.9995:
        return f"{seconds:.2g}{THIN_SPACE}s" if seconds < 10 else f"{seconds:.0f}{THIN_SPACE}s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f}{THIN_SPACE}ms" if milliseconds < 9.95 else f"{milliseconds:.0f}{THIN_SPACE}ms"


def percent(share: float) -> str:
    """A share from 0 to 1 in percent; less than a ten-thousandth is said to be so."""
    digits = f"{100 * share:.3g}" if share >= LEAST or not share else f"less than {100 * LEAST:g}"
    return f"{digits}{THIN_SPACE}%"
