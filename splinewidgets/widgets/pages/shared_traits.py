"""The traits of a widget that a view of it knows."""

from __future__ import annotations

from typing import Any

import traitlets as t

# Of `Listener`: what its watch over the kernel asks, and no view.
ASKING = ("_ask", "_heard")


def traits_of(widget: type[t.HasTraits]) -> dict[str, t.TraitType[Any, Any]]:
    """The traits that a widget shares with the browser, but for those that ipywidgets and anywidget give it."""
    return {
        name: trait
        for name, trait in widget.class_traits(sync=True).items()
        if trait.this_class is not None and trait.this_class.__module__.startswith("splinewidgets.")
    }
