"""Refusal of unknown keywords, of which traitlets only warns."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from inspect import Parameter, signature
from types import NoneType
from typing import Any

from ipywidgets import Layout

# Traits of every ipywidget on a page, and whether its display has a picture.
DOM: dict[str, tuple[tuple[type, ...], str, str]] = {
    "layout": ((Layout, dict), "a Layout of ipywidgets, or a dict", "Pass dict(width='50%'), or leave it out."),
    "tooltip": ((str, NoneType), "text", "Leave it out for none."),
    "tabbable": ((bool, NoneType), "True, False or None", "Leave it out for the usual."),
    "still": ((bool,), "True or False", "False keeps no picture in the notebook."),
}

# What a layout given as a dict may set; `border` sets all four.
STYLES = sorted(["border", *(name for name in Layout.class_trait_names(sync=True) if name[0] != "_")])


def reject_unknown(name: str, unknown: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError for the first unknown keyword of `name`, listing the known ones."""
    known = list(known)
    for keyword in unknown:
        near = get_close_matches(keyword, known, 1)
        advice = f"Did you mean {near[0]}?" if near else "Leave it out."
        raise TypeError(f"{name} has no keyword {keyword!r}. It takes {', '.join(known)}. {advice}")


def keywords_of(explorer: type) -> list[str]:
    """Keywords of the constructors of an explorer and its bases, the network aside."""
    found: dict[str, None] = {}
    for base in explorer.__mro__:
        names = [p.name for p in signature(base).parameters.values() if p.kind != Parameter.VAR_KEYWORD]
        if names[:1] in (["model"], ["generator"]):
            found.update(dict.fromkeys(names[1:]))
        elif names[:1] == ["points"]:  # which there are by default
            found.update(dict.fromkeys(names))
    return list(found)


def dom_traits(widget: type, given: dict[str, Any]) -> dict[str, Any]:
    """Keywords of every widget among those beyond a constructor's own; raises TypeError for others."""
    reject_unknown(widget.__name__, [name for name in given if name not in DOM], [*keywords_of(widget), *DOM])
    return checked_dom(given)


def checked_dom(given: dict[str, Any]) -> dict[str, Any]:
    """Keywords of every widget, unchanged; raises TypeError for a value of the wrong type."""
    for name, value in given.items():
        kinds, wanted, remedy = DOM[name]
        if not isinstance(value, kinds):
            raise TypeError(f"{name} is {value!r:.80}. It must be {wanted}. {remedy}")
    if isinstance(layout := given.get("layout"), dict):
        reject_unknown("layout", [str(name) for name in layout if name not in STYLES], STYLES)
    return given
