"""How small widgets are made, recorded and closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from recordings.recording import Recorder
from splinewidgets.widgets.host.messages import Listener

# However busy the machine is: tiles are exact.
PATIENT: dict[str, Any] = {"max_seconds": 60.0}


def each(**values: Iterable[Any]) -> list[dict[str, Any]]:
    """Every choice of one value for each trait."""
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


@contextmanager
def recorded(**widgets: Listener) -> Iterator[Recorder]:
    """A recorder of widgets, which are closed afterwards."""
    try:
        yield Recorder(**widgets)
    finally:
        for widget in widgets.values():
            widget.close()
