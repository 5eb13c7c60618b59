"""Views of widgets as plain values, to be written down and gone back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.widgets.host.keywords import reject_unknown

# What hosts lay out, what passes with the pointer, and what goes on by itself.
UNKEPT = frozenset(
    {"layout", "tooltip", "tabbable", "height", "renderer", "hovered", "pointer", "playing", "following", "diagnostics"}
)
WIDGET = "widget"


class Remembered:
    """A widget that tells how it is looked at, and goes back to what it told: all traits that people set."""

    # What of these is no part of the view of a class, beside `UNKEPT`.
    _unkept: ClassVar[frozenset[str]] = frozenset()
    keys: Any

    def to_dict(self) -> dict[str, Any]:
        """How the widget is looked at, as plain values that JSON has; `from_dict` goes back to it.

        They are what people set: window, colors, layers, marks, selection and the like, not the network or the data.

        Returns
        -------
        dict
            The name of the widget under "widget", and a value for each trait.
        """
        self._finish_picture()
        return {WIDGET: type(self).__name__, **{name: plain(value) for name, value in self._view_values().items()}}

    def from_dict(self, view: Mapping[str, Any]) -> None:
        """Look at what `to_dict` has told, of this widget or of another one of its kind; waits for the picture.

        Parameters
        ----------
        view
            All that it told, or some of it: the rest stays as it is.

        Raises
        ------
        TypeError, ValueError
            If a key is unknown, or a value does not fit. Then nothing is changed.
        """
        check_type(view, Mapping, "view", "what to_dict() returns", "Pass such a dict.")
        before = self._view_values()
        known = [WIDGET, *before]
        reject_unknown(f"A view of {type(self).__name__}", [str(name) for name in view if name not in known], known)
        kind = view.get(WIDGET, type(self).__name__)
        if kind != type(self).__name__:
            raise ValueError(
                f"The view is of a {kind}. It must be one of a {type(self).__name__}. Leave {WIDGET!r} out where its "
                "values are meant for this one, too."
            )
        with self._at_once():
            try:
                self._set_view({name: value for name, value in view.items() if name != WIDGET})
            except Exception:
                self._set_view(before)
                raise
        self._finish_picture()

    def _view_values(self) -> dict[str, Any]:
        """Values by the names under which they are told, in the order in which they are set."""
        return {name: getattr(self, name) for name in self._view_traits()}

    def _set_view(self, view: Mapping[str, Any]) -> None:
        """Set such values; raises TypeError or ValueError for what does not fit."""
        for name in self._view_traits():
            if name in view:
                setattr(self, name, view[name])

    def _view_traits(self) -> list[str]:
        """The traits that people set."""
        unkept = UNKEPT | self._unkept
        metadata: Any = self
        told = [name for name in self.keys if name[0] != "_" and not metadata.trait_metadata(name, "told")]
        return sorted(name for name in told if name not in unkept)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Block whose changes are one, and wait for nothing."""
        yield

    def _finish_picture(self) -> None:
        """Wait for pictures that have been asked for."""


def plain(value: Any) -> Any:
    """A value in lists, numbers and text."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value
