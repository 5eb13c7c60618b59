"""Files that are saved by a button of the page: asked for, and sent once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import traitlets as t

from splinewidgets.pictures.sheets.files import check_kind, figure_bytes
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.saving import SavedKind, SaveRequest, WireSaved
from splinewidgets.widgets.host.messages import Listener, whole_number
from splinewidgets.widgets.host.trait_types import Payload


class SavedInPage(Listener):
    """A widget whose page can ask for its figure as a file."""

    _save = Payload(SaveRequest, help="A file that is wanted.").tag(sync=True, echo_update=False)
    _saved = Payload(WireSaved, help="The file, until the next message.").tag(sync=True, told=True)

    @t.observe("_save")
    def _on_save(self, change: Mapping[str, Any]) -> None:
        request = change["new"]
        if not request:
            return
        try:
            seq = whole_number(request, "seq")
        except ValueError as failure:
            self.error = str(failure)
            return
        try:
            saved = self._file_of(request)
        except Exception as failure:
            saved = {"error": str(failure) or type(failure).__name__}
        self._saved = {"seq": seq, **saved}
        # Neither a notebook nor a page is to keep it.
        self._saved = {}

    def _file_of(self, request: Mapping[str, Any]) -> dict[str, Any]:
        kind = request.get("kind")
        if kind == "code":
            return {"text": self._view_code()}
        if kind not in get_args(SavedKind):
            kinds = ", ".join(get_args(SavedKind))
            raise ValueError(f"The page asked for {kind!r:.40}. There are {kinds}. Ask for one of these.")
        check_kind(f".{kind}")
        look = Look(theme="dark" if request.get("dark") is True else "light")
        content = figure_bytes(self._finished_figure(look), f".{kind}", look)
        return {"name": f"{file_name(type(self))}.{kind}", "content": encode(np.frombuffer(content, np.uint8))}

    def _view_code(self) -> str:
        """Python that makes this view."""
        raise NotImplementedError("This widget has no code.")


def file_name(widget: type) -> str:
    """The name of a widget's class as that of a file."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", widget.__name__).lower()
