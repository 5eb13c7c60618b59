"""Messages from the browser, checked: values of the wrong type are ignored."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import traitlets as t
from anywidget import AnyWidget
from ipywidgets import Widget
from ipywidgets.widgets.trait_types import InstanceDict

from splinewidgets.pictures.wire import in_text
from splinewidgets.pictures.wire_types.gestures import Ask
from splinewidgets.widgets.host.displayed import Displayed
from splinewidgets.widgets.host.trait_types import Payload, Said

# What ipywidgets and anywidget give every widget holds code and names, but for what a page tells.
HOSTS_OWN = {"_esm", "_css", "_anywidget_id"}
HOSTS_OWN |= {name for name in AnyWidget.class_trait_names(sync=True) if name[0] == "_"}
PAGES_OWN = {"_dom_classes", "_view_count"}

# Set to 1, arrays travel in base64 from the beginning: for a host that fails on the first message with buffers, so that
# no page is there to find out that they do not arrive. Colab is said to; its kernels have this module loaded.
TEXT = "SPLINEWIDGETS_TEXT"
COLAB = "google.colab"


class Listener(Displayed):
    """A widget that ignores values that do not fit: a page may send anything, also by mistake.

    What is wrong with them stands in `error` until the next message that fits. A trait with the tag `told` is set by
    Python alone.
    """

    _ask = Payload(Ask, help="A question whether the kernel listens.").tag(sync=True, echo_update=False)
    _heard = t.Int(0, help="The `seq` of the last `ask`.").tag(sync=True, told=True)
    error = t.Unicode("", help="Error message; empty without one.").tag(sync=True, told=True)

    _malformed = ""
    # The last good values of `Checked` traits.
    _accepted: dict[str, Any]
    # Whether pages are not to hear of changes.
    _unheard = False
    # Whether a message of the browser is being taken in.
    _from_browser = False
    # Whether pages get arrays as texts.
    sends_text = False

    def __init__(self, **traits: Any) -> None:
        self._accepted = {}
        self.sends_text = os.environ.get(TEXT) == "1" or COLAB in sys.modules
        super().__init__(**traits)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """State as it is sent."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return in_text(state) if self.sends_text else state

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        self._from_browser = True
        try:
            self._take_in_state(sync_data)
        finally:
            self._from_browser = False

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Block of whose changes pages do not hear; what is not as before in the end is sent then."""
        before = self.get_state()
        self._unheard = True
        try:
            yield
        finally:
            self._unheard = False
            self.send_state([name for name, value in self.get_state().items() if value != before[name]])

    def _send(self, msg: Any, buffers: Any = None) -> None:
        if not self._unheard:
            super()._send(msg, buffers)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Block whose exceptions are raised where Python sets a value, and shown where the browser does."""
        try:
            yield
        except Exception as failure:
            self._refuse("", failure)

    def _refuse(self, name: str, failure: Exception) -> None:
        """Raise the error of a trait's value where Python has set it, and show it where the browser has."""
        del name
        if not self._from_browser:
            raise failure
        self._complain(failure)

    def _complain(self, failure: Exception) -> None:
        """Show an error."""
        self.error = str(failure)

    def _recover(self) -> None:
        """Clear the error, since the value that was set now fits."""
        self.error = ""

    def _take_in_state(self, sync_data: dict[str, Any]) -> None:
        wrong = {name: why for name, value in sync_data.items() if (why := self._misfit(name, value))}
        super().set_state({name: value for name, value in sync_data.items() if name not in wrong})
        if wrong:
            name, why = next(iter(wrong.items()))
            self.error = self._malformed = f"The page sent {sync_data[name]!r:.40} for {name}. {why} It is ignored."
        elif self._malformed and self.error == self._malformed:
            self.error = self._malformed = ""

    @t.observe("_ask")
    def _on_ask(self, change: Mapping[str, Any]) -> None:
        with suppress(ValueError):  # of a message by mistake, which needs no answer
            if change["new"].get("text") is True:
                self.sends_text = True
            if change["new"].get("all"):
                self._send_all()
            self._heard = sequence_number(change["new"]) or 0

    def _send_all(self) -> None:
        """Send the state that Python holds, but not the page's own, which may have moved on."""
        self.send_state(
            [name for name in self.keys if name not in HOSTS_OWN and self.trait_metadata(name, "echo_update", True)]
        )

    def _misfit(self, name: str, value: Any) -> str:
        """Sentence on why a value does not fit a trait; empty where it does."""
        if name not in self.keys:
            return ""
        trait = self.traits()[name]
        kind = getattr(trait, "kind", trait)
        if trait.metadata.get("told") or name in HOSTS_OWN - PAGES_OWN:
            return "Python alone sets it."
        try:
            read = self.trait_metadata(name, "from_json", self._trait_from_json)(value, self)
            if hasattr(kind, "validate") and not (read is None and kind.allow_none):
                kind.validate(self, read)
            if isinstance(kind, InstanceDict) and not isinstance(read, Widget):
                return "It must be the name of a widget."
            # A bool is an int for traitlets, and a NaN a float.
            if isinstance(kind, t.Int | t.Float) and (isinstance(read, bool) or not math.isfinite(read)):
                return f"It must be a {'whole' if isinstance(kind, t.Int) else 'finite'} number."
        except Exception as failure:
            said = isinstance(kind, Said) and isinstance(failure, t.TraitError)
            return f"It must be {kind.info()}." if said else f"{str(failure).rstrip('.')}."
        return ""


def whole_number(message: Mapping[str, Any], name: str, count: int | None = None) -> int:
    """Whole number of a message, from 0 on and below `count`; raises ValueError where there is none."""
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0 or (count is not None and value >= count):
        limits = "from 0 on" if count is None else f"from 0 to {count - 1}"
        raise ValueError(
            f"A message of a gesture has {name}={value!r:.40}. It must be a whole number {limits}. Pass one."
        )
    return value


def sequence_number(message: Mapping[str, Any]) -> int | None:
    """Number of a gesture's message, for its answer; None where it has none."""
    return None if message.get("seq") is None else whole_number(message, "seq")
