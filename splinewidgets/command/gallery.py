"""The notebooks that come with the package, copied to where they may be changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# In an installation, and in a clone of the repository.
PLACES = (PACKAGE / "notebooks", PACKAGE.parent / "notebooks")
START = "00-start-here.ipynb"


def notebooks() -> list[Path]:
    """The notebooks, in their order.

    Raises
    ------
    FileNotFoundError
        If the installation has none.
    """
    for place in PLACES:
        if found := sorted(place.glob("*.ipynb")):
            return found
    raise FileNotFoundError(
        f"There are no notebooks in {PLACES[0]}. They come with the package. Install splinewidgets anew."
    )


def copy_notebooks(folder: Path) -> Path:
    """Copy the notebooks into a folder, which is made if need be; those that are there stay as they are.

    Raises
    ------
    FileExistsError
        If there is a file of the folder's name.
    """
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file. The notebooks go into a folder. Name another one.")
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks():
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    return folder.resolve()


def open_lab(folder: Path) -> int:
    """Open JupyterLab at the first notebook of a folder, until it is shut down; returns its exit status.

    Raises
    ------
    ImportError
        If JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise ImportError(
            "JupyterLab is not installed. It shows the notebooks. Run `pip install 'splinewidgets[demo]'`, or open "
            f"{folder / START} in another program."
        )
    return subprocess.run([sys.executable, "-m", "jupyterlab", str(folder / START)], check=False).returncode
