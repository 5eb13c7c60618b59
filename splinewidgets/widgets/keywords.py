"""Unknown keywords are mistakes: traitlets alone would only warn of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def reject_unknown(name: str, unknown: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError for the first unknown keyword of `name`, saying which there are."""
    known = list(known)
    for keyword in unknown:
        near = get_close_matches(keyword, known, 1)
        advice = f"Did you mean {near[0]}?" if near else "Leave it out."
        raise TypeError(f"{name} has no keyword {keyword!r}. It takes {', '.join(known)}. {advice}")
