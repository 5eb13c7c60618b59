"""The Jupyter server extension: no Nagle delay on the kernel websocket.

Nagle's algorithm holds a small packet back until the one before it is acknowledged. A drag is nothing but small packets
in both directions, so each of its updates waits for a delayed acknowledgement: 57 ms for a round trip that takes 17 ms
without. `jupyter-config/` enables this module, because a server reads no other setting from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps
from typing import Any

Open = Callable[..., Awaitable[None] | None]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "splinewidgets.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Let every kernel websocket that opens from now on send at once."""
    try:
        from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
    except ImportError:  # another server, or another version of it: the widgets work, only less smoothly
        server.log.debug("splinewidgets: no kernel websocket handler known here, Nagle's algorithm stays on")
        return
    send_at_once(KernelWebsocketHandler)


def send_at_once(handler: type) -> None:
    """Make a tornado websocket handler class switch Nagle's algorithm off on opening. Doing so twice is once."""
    opened: Open | None = getattr(handler, "open", None)
    if opened is None or hasattr(opened, "__wrapped__"):
        return

    @wraps(opened)
    def open(self: Any, *args: Any, **kwargs: Any) -> Awaitable[None] | None:
        # A socket that has just closed, or a handler that is no tornado websocket, must not keep a kernel from
        # connecting: the delay is a nuisance, the connection is the point.
        with suppress(Exception):
            self.set_nodelay(True)
        return opened(self, *args, **kwargs)

    handler.open = open  # type: ignore[attr-defined]
