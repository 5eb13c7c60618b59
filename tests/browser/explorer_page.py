"""A `SliceExplorer` in an open notebook: what a user sees and does, and what the kernel knows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from jupyter_driver import PATIENCE, Lab
from playwright.sync_api import Locator


def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait until a condition holds; fail with `what` when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {PATIENCE} seconds in vain until {what}.")
        time.sleep(0.05)


class ExplorerPage:
    """The first explorer on a page, held in the kernel by a variable."""

    def __init__(self, lab: Lab, variable: str = "explorer") -> None:
        self.lab = lab
        self.page = lab.page
        self.variable = variable
        self.root = lab.page.locator("[data-picture-id]").first
        self.stage = self.root.locator(".sw-stage")

    def trait(self, name: str) -> Any:
        """A trait, or any expression that begins with the explorer, read through the kernel."""
        return self.lab.value(f"{self.variable}.{name}")

    def becomes(self, name: str, value: object) -> None:
        """Wait until a trait has a value."""
        eventually(lambda: self.trait(name) == value, f"{name} was {value}")

    def set(self, **traits: str) -> None:
        """Set traits in the kernel to the values of expressions."""
        self.lab.execute("".join(f"{self.variable}.{name} = {value}\n" for name, value in traits.items()))

    @property
    def picture_id(self) -> int:
        """The number of the picture on the screen."""
        return int(self.root.get_attribute("data-picture-id") or -1)

    @property
    def state(self) -> str | None:
        """The state that the browser shows."""
        return self.root.get_attribute("data-state")

    @property
    def status(self) -> str:
        """The text of the status line."""
        return self.root.locator(".sw-status").inner_text()

    def settle(self) -> None:
        """Wait until the newest picture is on the screen and nothing is being computed."""

        def settled() -> bool:
            # Asked in this order, so that an answer on its way is waited for.
            frames = self.root.get_attribute("data-frames")
            kernel = self.lab.value(f"[{self.variable}._picture['id'], {self.variable}.state]")
            self.page.wait_for_timeout(100)
            still = self.root.get_attribute("data-frames") == frames
            return still and kernel == [self.picture_id, self.state] and self.state in ("ready", "error")

        eventually(settled, "the explorer had settled")

    def pixels(self) -> bytes:
        """What the stage shows, without the pointer's traces."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(200)
        return self.stage.screenshot()

    def handle(self, index: int, where: str = "slice") -> Locator:
        """The star of an anchor, on the slice or on the map."""
        host = self.stage if where == "slice" else self.root.locator(".sw-map")
        return host.locator(f".sw-handle:not(.sw-shape-handle)[data-index='{index}']")

    def center(self, target: Locator) -> tuple[float, float]:
        """The middle of an element in pixels of the page."""
        box = target.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def grab(self, index: int, where: str = "slice") -> tuple[float, float]:
        """Press the mouse on a handle; returns where."""
        self.root.scroll_into_view_if_needed()
        x, y = self.center(self.handle(index, where))
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return x, y

    def drag(self, index: int, where: str, by: tuple[float, float], steps: int = 12) -> tuple[float, float]:
        """Drag a handle with the mouse at the pace of a hand; returns where it was taken, once it was in sight."""
        x, y = self.grab(index, where)
        for step in range(1, steps + 1):
            self.page.mouse.move(x + by[0] * step / steps, y + by[1] * step / steps)
            self.page.wait_for_timeout(16)
        self.page.mouse.up()
        return x, y

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of the page for a place on the stage, from 0 to 1 rightwards and downwards."""
        self.root.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]
