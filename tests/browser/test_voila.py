"""The start notebook as a dashboard."""

from __future__ import annotations

from pathlib import Path

from chromium import Chromium
from jupyter_driver import PATIENCE, JupyterServer


def test_voila_shows_the_explorer(chromium: Chromium, folder: Path, environment: dict[str, str]) -> None:
    page, recorded = chromium.page()
    with JupyterServer("voila", folder, environment) as server:
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(server.url("voila/render/00-start-here.ipynb"))
        explorer = page.locator("[data-picture-id][data-state=ready]").first
        explorer.wait_for()
        assert explorer.locator("canvas").first.is_visible()
        assert "tiles" in explorer.locator(".sw-status").inner_text()
        # Voila's own page wants this font for its icons; nothing else may come from elsewhere.
        assert [url for url in recorded.blocked if "fontawesome" not in url] == []
        page.context.close()
