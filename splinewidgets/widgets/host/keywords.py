"""Unknown keywords are mistakes: traitlets alone would only warn of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from inspect import Parameter, signature
from typing import Any

# Traits of every ipywidget on a page, and whether its display has a picture.
DOM = ("layout", "tooltip", "tabbable", "still")


def reject_unknown(name: str, unknown: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError for the first unknown keyword of `name`, saying which there are."""
    known = list(known)
    for keyword in unknown:
        near = get_close_matches(keyword, known, 1)
        advice = f"Did you mean {near[0]}?" if near else "Leave it out."
        raise TypeError(f"{name} has no keyword {keyword!r}. It takes {', '.join(known)}. {advice}")


def keywords_of(explorer: type) -> list[str]:
    """What the constructors of an explorer and of those it extends take by name, but for the network."""
    found: dict[str, None] = {}
    for base in explorer.__mro__:
        names = [p.name for p in signature(base).parameters.values() if p.kind != Parameter.VAR_KEYWORD]
        if names[:1] in (["model"], ["generator"]):
            found.update(dict.fromkeys(names[1:]))
    return list(found)


def dom_traits(widget: type, given: dict[str, Any]) -> dict[str, Any]:
    """What a constructor takes beyond its own keywords, those of every widget; raises TypeError for others."""
    reject_unknown(widget.__name__, [name for name in given if name not in DOM], [*keywords_of(widget), *DOM])
    return given
