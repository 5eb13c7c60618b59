"""Memory that Voila takes for each user of a dashboard: pages opened one after the other, each with its own kernel.

    PYTHONPATH=.. python dashboard.py [PAGES]

A kernel's own memory is what it shares with nobody (USS): code and libraries are on the machine once.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

from chromium import Chromium
from jupyter_driver import JupyterServer

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "dashboard.ipynb"
PATIENCE = 180_000  # ms


def kernels() -> list[psutil.Process]:
    """The kernels that this process' server has started."""
    children = psutil.Process().children(recursive=True)
    return [each for each in children if "ipykernel_launcher" in " ".join(each.cmdline())]


def main(pages: int) -> None:
    """Print a line per page."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(NOTEBOOK, folder)
        with JupyterServer("voila", Path(folder)) as server, Chromium() as chromium:
            print(f"{'users':>5}{'opened in':>12}{'own memory of the newest':>28}{'of all':>12}")
            for number in range(1, pages + 1):
                known, started = set(kernels()), time.perf_counter()
                page, _ = chromium.page(height=1600)
                page.set_default_timeout(PATIENCE)
                page.goto(server.url(f"voila/render/{NOTEBOOK.name}"))
                page.locator("[data-picture-id][data-state=ready]").first.wait_for()
                seconds = time.perf_counter() - started
                own = {each: each.memory_full_info().uss / 1e6 for each in kernels()}
                (newest,) = own.keys() - known
                print(f"{number:>5}{seconds:>10.1f} s{own[newest]:>25.0f} MB{sum(own.values()):>9.0f} MB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
