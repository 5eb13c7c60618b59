"""Notebooks that are written for a test."""

from __future__ import annotations

from pathlib import Path

import nbformat


def write(path: Path, *cells: str | nbformat.NotebookNode) -> None:
    """Write a notebook of code, and of other cells, to be run in Python."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
