"""For which widgets the engine of a page answers, and what it needs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from splinewidgets.geometry.refusals import UnsupportedOperation
from splinewidgets.widgets.pages.contents import Contents, referred_to

if TYPE_CHECKING:
    from splinewidgets.widgets.host.displayed import Displayed

# By widget.
Engines = Mapping["Displayed", Mapping[str, Any]]


def engines_of(shown: Contents) -> tuple[Engines, dict[str, str]]:
    """What the page's engine needs, by the widgets that it answers for, and why it does not for the others."""
    beside = {other for widget in shown.all for other in referred_to(widget)}
    known: dict[Displayed, Mapping[str, Any]] = {}
    stored: dict[str, str] = {}
    for widget, name in shown.names.items():
        try:
            if widget in beside or any(True for _ in referred_to(widget)):
                raise ValueError("Others stand beside it, or within it. What the page computes does not reach them.")
            known[widget] = widget._page_engine()
        except (ValueError, UnsupportedOperation) as failure:
            stored[name] = str(failure)
    if not known:
        raise ValueError(
            "live=True was given. " + " ".join(f"{name}: {why}" for name, why in stored.items()) + " Leave live out."
        )
    return known, stored
