"""Widgets in marimo, as an app with its own kernel and as a page that it exports."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import marimo
import pytest
from chromium import Chromium
from playwright.sync_api import Page, expect

PATIENCE = 120
APP = """
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
    import splinewidgets as sw
    return mo, sw

@app.cell
def _(sw):
    names = ["a", "b", "<i>c</i>"]
    explorer = sw.SliceExplorer(sw.zoo.mlp((2, 8, 8, 3)), class_names=names, max_seconds=60.0)
    explorer
    return (explorer,)

@app.cell
def _(explorer, sw):
    sw.SplineSurface(explorer)
    return

if __name__ == "__main__":
    app.run()
"""
# Where an exported page looks for the code of marimo itself, which stands in its package, too.
ELSEWHERE = re.compile(r"https://cdn\.jsdelivr\.net/npm/@marimo-team/frontend@[^/]*/dist")
# marimo's own, of files that it fetches early.
PRELOADED = "was preloaded using link preload but not used"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an app."""
    file = tmp_path_factory.mktemp("marimo") / "app.py"
    file.write_text(APP)
    return file


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of marimo that are nobody's."""
    folder = str(tmp_path_factory.mktemp("settings"))
    return {**os.environ, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}


@pytest.fixture(scope="module")
def address(app: Path, environment: dict[str, str]) -> Iterator[str]:
    """Where the app is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "marimo", "run", str(app), "--headless", "--no-token", "-p", str(port)]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{url}/health", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < until, "marimo did not start"
                time.sleep(0.2)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(PATIENCE)


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A page on which nothing goes wrong."""
    page, recorded = chromium.page(height=1500)
    yield page
    assert [each for each in recorded.problems if PRELOADED not in str(each)] == []
    page.context.close()


def test_gestures_colors_and_what_stands_beside_follow(page: Page, address: str) -> None:
    page.goto(address)
    stage = page.locator(".sw-stage").first
    expect(stage).to_be_visible(timeout=PATIENCE * 1000)
    status = page.locator(".sw-status").first
    expect(status).to_contain_text("tiles", timeout=PATIENCE * 1000)
    box = stage.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".sw-facts").first).to_contain_text("selected")
    # Which Python alone knows.
    expect(page.locator(".sw-facts").first).to_contain_text("of 16")
    colors = page.get_by_role("combobox", name="Color")
    colors.first.select_option("area")
    expect(colors.nth(1)).to_have_value("area")
    expect(page.locator(".sw-colorbar").first).to_contain_text("area")
    before = status.inner_text().split(" tiles")[0]
    for _ in range(3):
        page.keyboard.press("-")
    expect(status).not_to_have_text(re.compile(rf"^{before} tiles"), timeout=PATIENCE * 1000)
    expect(page.locator(".sw-notice:visible")).to_have_count(0)


def test_an_exported_page_shows_what_was_and_says_that_there_is_no_kernel(
    page: Page, app: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(Path(marimo.__file__).parent / "_static", site)
    exported = tmp_path / "exported.html"
    command = [sys.executable, "-m", "marimo", "export", "html", str(app), "-o", str(exported)]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=PATIENCE)
    (site / "exported.html").write_text(ELSEWHERE.sub("", exported.read_text("utf-8")), "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/exported.html")
        expect(page.locator(".sw-stage").first).to_be_visible(timeout=PATIENCE * 1000)
        expect(page.locator(".sw-status").first).to_contain_text("tiles")
        expect(page.get_by_text("No kernel: what is seen was saved").first).to_be_visible(timeout=PATIENCE * 1000)
    finally:
        server.shutdown()
        server.server_close()


class Silent(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""
