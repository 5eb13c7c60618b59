"""Start JupyterLab, Notebook 7 or Voila on this machine, and drive a notebook in it.

>>> with JupyterServer("lab", root="notebooks") as server, Chromium() as chromium:  # doctest: +SKIP
...     page, recorded = chromium.page()
...     lab = Lab(page, server)
...     lab.open("00-start-here.ipynb")
...     lab.run_all()
...     lab.execute("print(explorer.tile_count)")
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from playwright.sync_api import Page

PROGRAMS = Path(sys.executable).parent
TOKEN = "only-this-machine"
PATIENCE = 180  # seconds; generous, for the machines that run tests have few and busy cores


class JupyterServer:
    """A server with configuration, runtime files and logs of its own, as a context manager.

    Parameters
    ----------
    kind
        What to run. Voila serves every notebook below `root` as a dashboard.
    root
        The folder it shows.
    environment
        Variables to add, which kernels inherit.
    """

    def __init__(
        self, kind: Literal["lab", "notebook", "voila"], root: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.root = root
        self._scratch = tempfile.TemporaryDirectory(prefix=f"splinewidgets-{kind}-", ignore_cleanup_errors=True)
        private = {
            name: os.path.join(self._scratch.name, name.lower())
            for name in (
                "IPYTHONDIR",
                "JUPYTERLAB_SETTINGS_DIR",
                "JUPYTERLAB_WORKSPACES_DIR",
                "JUPYTER_CONFIG_DIR",
                "JUPYTER_DATA_DIR",
                "JUPYTER_RUNTIME_DIR",
            )
        }
        self._environment = {**os.environ, **private, **(environment or {})}
        self._log = Path(self._scratch.name) / "log"

    def __enter__(self) -> JupyterServer:
        self.port = _free_port()
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self._command(), env=self._environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._wait_until_it_answers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Asked nicely a server ends its kernels; left behind they would notice by themselves that it is gone.
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._scratch.cleanup()

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self._log.read_text()

    def url(self, path: str) -> str:
        """The address of `path` on the server."""
        return f"http://127.0.0.1:{self.port}/{path}" + ("" if self.kind == "voila" else f"?token={TOKEN}")

    def _command(self) -> list[str]:
        if self.kind == "voila":
            return [str(PROGRAMS / "voila"), str(self.root), "--no-browser", f"--port={self.port}"]
        app = {"lab": "LabApp", "notebook": "JupyterNotebookApp"}[self.kind]
        return [
            str(PROGRAMS / "jupyter"),
            self.kind,
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={self.port}",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={self.root}",
            "--ServerApp.allow_root=True",
            "--ServerApp.port_retries=0",
            f"--{app}.expose_app_in_browser=True",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(self.url("" if self.kind == "voila" else "api"), timeout=5):
                    return
            except OSError as failure:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = self.log[-4000:]
                    self.__exit__(None, None, None)
                    raise RuntimeError(f"The server did not start.\n{log}") from failure
                time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class KernelError(Exception):
    """Code run by `Lab.execute` raised."""


class Lab:
    """A notebook open in JupyterLab or Notebook 7."""

    _KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"

    def __init__(self, page: Page, server: JupyterServer) -> None:
        self.page = page
        self.server = server
        page.set_default_timeout(1000 * PATIENCE)

    def open(self, notebook: str) -> None:
        """Show a notebook and wait for its kernel."""
        if self.server.kind == "lab":
            # A workspace of its own, so that no other notebook is reopened beside it.
            address = self.server.url(f"lab/workspaces/{time.time_ns()}/tree/{notebook}") + "&reset"
        else:
            address = self.server.url(f"notebooks/{notebook}")
        self.page.goto(address, wait_until="domcontentloaded")
        self._wait_until_shown()

    def replace(self, notebook: str) -> None:
        """Close the notebook and show another in the same JupyterLab, which takes longer to load than a kernel."""
        self.page.evaluate(
            """async (path) => {
                window.jupyterapp.shell.currentWidget?.dispose();
                await window.jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook' });
            }""",
            notebook,
        )
        self._wait_until_shown()

    def _wait_until_shown(self) -> None:
        self.page.wait_for_function(
            f"() => {{ try {{ return {self._KERNEL}.connectionStatus === 'connected' }} catch {{ return false }} }}"
        )
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_idle()

    def run_all(self) -> None:
        """Run every cell and wait for the last."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait until the kernel does nothing."""
        self.page.wait_for_function(f"() => {self._KERNEL}.status === 'idle'")

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts()

    def execute(self, code: str) -> str:
        """What code prints in the notebook's kernel, run without a cell."""
        printed, failure = self.page.evaluate(
            f"""async (code) => {{
                let printed = '', failure = null;
                const future = {self._KERNEL}.requestExecute({{ code, store_history: false }});
                future.onIOPub = ({{ header, content }}) => {{
                    if (header.msg_type === 'stream') printed += content.text;
                    if (header.msg_type === 'error') failure = content.traceback.join('\\n');
                }};
                await future.done;
                return [printed, failure];
            }}""",
            code,
        )
        if failure is not None:
            raise KernelError(failure)
        return str(printed)

    def value(self, expression: str) -> Any:
        """The value of an expression in the notebook's kernel, which must have a form in JSON."""
        return json.loads(self.execute(f"import json; print(json.dumps({expression}))"))
