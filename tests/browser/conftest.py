from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import notebook_file
import pytest
import small_notebook
from chromium import Chromium, Recorded
from explorer_page import ExplorerPage
from jupyter_driver import JupyterServer, Lab
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ATTACHMENTS = Path(__file__).parent / "attachments.js"
OUTPUT = Path(__file__).parent / "output"

# A name, cells, and perhaps a server and the pixels of the window: the open notebook, and what goes wrong in its page.
OpenNotebook = Callable[..., tuple[Lab, Recorded]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with Chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the notebooks, which a browser may save as it likes."""
    return Path(shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("served") / "notebooks"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One cache for all kernels of the session and none of the user's, so that training is seen to work, once."""
    return {"SPLINEWIDGETS_CACHE": str(tmp_path_factory.mktemp("cache"))}


@pytest.fixture(scope="session")
def server(folder: Path, environment: dict[str, str]) -> Iterator[JupyterServer]:
    with JupyterServer("lab", folder, environment) as running:
        yield running


@pytest.fixture(scope="session")
def notebook_server(folder: Path, environment: dict[str, str]) -> Iterator[JupyterServer]:
    with JupyterServer("notebook", folder, environment) as running:
        yield running


@pytest.fixture(scope="session")
def voila(folder: Path, environment: dict[str, str]) -> Iterator[JupyterServer]:
    with JupyterServer("voila", folder, environment) as running:
        yield running


@pytest.fixture(scope="module")
def open_notebook(chromium: Chromium, server: JupyterServer, folder: Path) -> Iterator[OpenNotebook]:
    """What writes a notebook, opens it in a page of its own, in JupyterLab or by another server, and runs it."""
    with ExitStack() as pages:

        def opened(
            name: str,
            *cells: str | NotebookNode,
            server: JupyterServer = server,
            width: int = 1400,
            height: int = 1000,
        ) -> tuple[Lab, Recorded]:
            notebook_file.write(folder / name, *cells)
            page, recorded = chromium.page(width, height)
            pages.callback(page.context.close)
            lab = Lab(page, server)
            lab.open(name)
            lab.run_all()
            assert lab.errors() == []
            return lab, recorded

        yield opened


@pytest.fixture(scope="module")
def opened(chromium: Chromium, server: JupyterServer) -> Iterator[tuple[Lab, Recorded]]:
    """The start notebook, opened and run."""
    page, recorded = chromium.page(script=ATTACHMENTS)
    lab = Lab(page, server)
    lab.open("00-start-here.ipynb")
    lab.run_all()
    yield lab, recorded
    page.context.close()


@pytest.fixture
def explorer(opened: tuple[Lab, Recorded], request: pytest.FixtureRequest) -> Iterator[ExplorerPage]:
    """The start notebook's explorer as the notebook made it, whatever the test before has done to it.

    The parameter, if any, is its renderer.
    """
    lab, recorded = opened
    shown = ExplorerPage(lab)
    renderer = getattr(request, "param", "auto")
    lab.execute(
        f"explorer.renderer = {renderer!r}; "
        "explorer.anchors = three; explorer.view = None; explorer.selected = -1; explorer.color_by = 'slope'\n"
        "explorer.visible_layers = list(range(len(explorer._layers)))\n"
        "explorer.depth, explorer.color_range, explorer.color_scale = None, None, 'auto'"
    )
    shown.root.scroll_into_view_if_needed()
    shown.page.mouse.move(0, 0)
    shown.settle()
    before = request.session.testsfailed
    yield shown
    if request.session.testsfailed > before:
        OUTPUT.mkdir(exist_ok=True)
        lab.page.screenshot(path=OUTPUT / f"{request.node.name}.png")
    assert recorded.problems == []
    assert recorded.blocked == []


@pytest.fixture(scope="session")
def opened_small(chromium: Chromium, server: JupyterServer, folder: Path) -> Iterator[tuple[Lab, Recorded]]:
    """The notebook of `small_notebook`, opened and run."""
    name = "small-notebook.ipynb"
    small_notebook.write(folder / name)
    page, recorded = chromium.page(height=1600)
    lab = Lab(page, server)
    lab.open(name)
    lab.run_all()
    yield lab, recorded
    page.context.close()


@pytest.fixture
def small(opened_small: tuple[Lab, Recorded]) -> Iterator[Lab]:
    """A surface, a polarity and a manifold, as the test before has left them."""
    shown, recorded = opened_small
    yield shown
    assert recorded.problems == []
    assert recorded.blocked == []
