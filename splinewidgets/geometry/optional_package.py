"""Packages that only some answers need, imported when one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def optional_package(name: str, asked: str) -> Any:
    """The package that an answer needs.

    Raises
    ------
    ImportError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise ImportError(
            f"{package} cannot be imported ({error}). {asked} needs it. "
            f"Install it with pip install {package}, or all such packages with pip install 'splinewidgets[frames]'."
        ) from error
