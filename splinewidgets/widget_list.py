"""The widgets there are, as `widgets.json` lists them: one list for the package, the build and the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple


class Listed(NamedTuple):
    """A widget by the name of its bundle.

    Attributes
    ----------
    widget : str
        Its class.
    module : str
        Where that is, below `splinewidgets.widgets`.
    bytes : int
        What its bundle may weigh.
    page : str or None
        Its page of the harness; None for a part of another widget, which is no public name.
    """

    widget: str
    module: str
    bytes: int
    page: str | None = None


_FILE = Path(__file__).with_name("widgets.json")

WIDGETS = {bundle: Listed(**listed) for bundle, listed in json.loads(_FILE.read_text("utf-8")).items()}

# Where the public widgets are, by name.
HOMES = {listed.widget: listed.module for listed in WIDGETS.values() if listed.page is not None}
