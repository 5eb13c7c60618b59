"""How small widgets are made, recorded and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.pages.recorder import Recorder

# However busy the machine is: tiles are exact.
PATIENT: dict[str, Any] = {"max_seconds": 60.0}


@contextmanager
def recorded(**widgets: Listener) -> Iterator[Recorder]:
    """A recorder of widgets, which are closed afterwards."""
    try:
        yield Recorder(**widgets)
    finally:
        for widget in widgets.values():
            widget.close()
