from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect

from splinewidgets import server

CONFIG = Path(__file__).parents[1] / "jupyter-config/jupyter_server_config.d/splinewidgets.json"


def nodelay_of_an_open_websocket(handler: type[WebSocketHandler]) -> bool:
    """Open a real websocket served by `handler` and ask its socket whether Nagle's algorithm is off."""
    seen: list[int] = []

    class Asking(handler):  # type: ignore[misc, valid-type]
        def on_message(self, message: str | bytes) -> None:
            seen.append(self.ws_connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            self.write_message("asked")

    async def ask() -> None:
        http = HTTPServer(Application([("/", Asking)]))
        listening, port = bind_unused_port()
        http.add_sockets([listening])
        connection = await websocket_connect(f"ws://127.0.0.1:{port}/")
        await connection.write_message("is it off?")
        await connection.read_message()
        connection.close()
        http.stop()
        await http.close_all_connections()

    asyncio.run(ask())
    return bool(seen[0])


def test_tornado_leaves_nagle_on_by_itself() -> None:
    class Plain(WebSocketHandler):
        pass

    assert not nodelay_of_an_open_websocket(Plain)


def test_nagle_is_off_once_the_websocket_is_open() -> None:
    class Plain(WebSocketHandler):
        def open(self, *args: str, **kwargs: str) -> None:
            self.was_opened = True

    server.send_at_once(Plain)
    assert nodelay_of_an_open_websocket(Plain)


def test_a_handler_that_opens_asynchronously_is_awaited() -> None:
    class Slow(WebSocketHandler):
        async def open(self, *args: str, **kwargs: str) -> None:
            await asyncio.sleep(0.01)

    server.send_at_once(Slow)
    assert nodelay_of_an_open_websocket(Slow)


def test_loading_twice_wraps_once() -> None:
    class Plain(WebSocketHandler):
        pass

    server.send_at_once(Plain)
    once = Plain.open
    server.send_at_once(Plain)
    assert Plain.open is once


def test_a_failing_set_nodelay_does_not_keep_the_kernel_from_connecting() -> None:
    class Foreign:
        def open(self, kernel: str) -> str:
            return f"connected to {kernel}"

    server.send_at_once(Foreign)
    assert Foreign().open("k") == "connected to k"


def test_a_server_without_the_handler_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "jupyter_server.services.kernels.websocket", None)
    with caplog.at_level(logging.DEBUG):
        server._load_jupyter_server_extension(SimpleNamespace(log=logging.getLogger("server")))
    assert "Nagle" in caplog.text


def test_the_config_file_enables_a_module_that_is_an_extension() -> None:
    enabled = json.loads(CONFIG.read_text())["ServerApp"]["jpserver_extensions"]
    assert enabled == {point["module"]: True for point in server._jupyter_server_extension_points()}


def test_jupyter_server_finds_and_loads_the_extension() -> None:
    from jupyter_server.extension.manager import ExtensionPackage
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    package = ExtensionPackage(name="splinewidgets.server", enabled=True)
    assert package.validate()
    original = KernelWebsocketHandler.open
    try:
        server._load_jupyter_server_extension(SimpleNamespace(log=logging.getLogger("server")))
        assert KernelWebsocketHandler.open is not original
    finally:
        KernelWebsocketHandler.open = original  # type: ignore[method-assign]
