"""A browser and JupyterLab to take times in, driven by what drives them in the tests."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests" / "browser"))

from chromium import FLAGS, Chromium, find  # noqa: E402
from jupyter_driver import JupyterServer, Lab  # noqa: E402

__all__ = ["ROOT", "Chromium", "JupyterServer", "Lab", "LoneChromium", "harness"]

START = 30  # seconds that a browser may take to open its port


@contextmanager
def harness(name: str) -> Iterator[Page]:
    """A page of `js/harness` in a headless Chromium, loaded; where Python has no part in what is measured."""
    server = subprocess.Popen(["node", "build.mjs", "--serve"], cwd=ROOT / "js", stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()
        with Chromium() as chromium:
            page, _ = chromium.page()
            page.goto(urljoin(address, f"{name}.html"))
            yield page
    finally:
        server.terminate()


class LoneChromium:
    """A headless Chromium that runs by itself, with a driver only within `driven`.

    An attached driver is told of every request and of every message on a websocket, contents included. That took a
    third of what a drag could do.
    """

    def __enter__(self) -> LoneChromium:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        port = Path(self._profile.name) / "DevToolsActivePort"
        command = [find(), "--headless", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={self._profile.name}"]
        self._process = subprocess.Popen(
            [*command, "--window-size=1400,1000", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START
        while not (port.exists() and port.read_text().strip()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise RuntimeError("Chromium did not start.")
            time.sleep(0.1)
        self._address = f"http://127.0.0.1:{port.read_text().split()[0]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._profile.cleanup()

    @contextmanager
    def driven(self) -> Iterator[Page]:
        """The browser's one page, to be told what to do; it goes on by itself afterwards."""
        with sync_playwright() as playwright:
            yield playwright.chromium.connect_over_cdp(self._address).contexts[0].pages[0]
