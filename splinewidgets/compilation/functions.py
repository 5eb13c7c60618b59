"""The functions of the geometry that are compiled, found by looking for them."""

from __future__ import annotations

import functools
import pkgutil
from importlib import import_module

from numba.core.dispatcher import Dispatcher

import splinewidgets.geometry


@functools.cache
def compiled_functions() -> tuple[Dispatcher, ...]:
    """All functions of `splinewidgets.geometry` that numba compiles, in the order of their modules."""
    package = splinewidgets.geometry
    modules = [import_module(found.name) for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return tuple(
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Dispatcher) and value.py_func.__module__ == module.__name__
    )
