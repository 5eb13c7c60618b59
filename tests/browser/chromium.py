"""Find Chromium and open pages in it that record what goes wrong.

Run as a script it says what to install where there is no Chromium.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from types import TracebackType

from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "Chromium was not found. The browser tests drive one. "
    "Install the package `chromium` (or `chromium-browser`) of your system, or Google Chrome, and try again."
)
# Without a sandbox, because root in a container has none; and silent on the network. Only this machine has an address:
# a route of the driver's would see each of the hundreds of requests of a JupyterLab, and switch the cache off.
FLAGS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# What JupyterLab itself reports when a notebook is closed while its debugger, or the subshell that it opens for each
# kernel, still waits for an answer, and Notebook 7 when it reads its settings.
HOSTS_OWN = (
    "Could not restore the debugger state",
    "Error: Canceled future for create_subshell_request",
    "Canceled future for create_subshell_request",
    "Cannot read properties of undefined (reading 'schema')",
)
LOOPBACK = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost)[:/]")


def find() -> str:
    """The path of a Chromium; raises FileNotFoundError that says what to install."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError(MISSING)


class Recorded:
    """What a page has said and asked for.

    Attributes
    ----------
    problems : list of str
        Errors on the console, and exceptions nobody caught.
    blocked : list of str
        Addresses elsewhere that the page asked for and did not get.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.blocked: list[str] = []

    def note(self, message: ConsoleMessage) -> None:
        """Keep a console message if it is an error, and not the host's own."""
        if message.type == "error":
            self.keep(message.text)

    def keep(self, problem: str) -> None:
        """Keep what went wrong, unless it is the host's own."""
        if not problem.startswith(HOSTS_OWN):
            self.problems.append(problem)

    def ask(self, asked: Request | WebSocket) -> None:
        """Keep the address if it is elsewhere, so that nobody answers."""
        if asked.url.startswith(("http", "ws")) and not LOOPBACK.match(asked.url):
            self.blocked.append(asked.url)


class Chromium:
    """A headless Chromium, as a context manager."""

    def __enter__(self) -> Chromium:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=find(), args=FLAGS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def page(
        self, width: int = 1400, height: int = 1000, ratio: float = 1.0, script: Path | None = None
    ) -> tuple[Page, Recorded]:
        """Open a page of its own profile that sees nothing but this machine; `script` runs before any other."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=ratio, reduced_motion="reduce"
        )
        if script:
            context.add_init_script(path=script)
        page, recorded = context.new_page(), Recorded()
        page.on("console", recorded.note)
        page.on("pageerror", lambda failure: recorded.keep(str(failure)))
        page.on("request", recorded.ask)
        page.on("websocket", recorded.ask)
        return page, recorded


if __name__ == "__main__":
    try:
        print(find())
    except FileNotFoundError as missing:
        sys.exit(str(missing))
