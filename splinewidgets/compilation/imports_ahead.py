"""Imports ahead of numba's first call, made while others import, load data and train."""

from __future__ import annotations

import functools
import os
import threading
from contextlib import suppress
from importlib import import_module

# Those that take long: they import scipy.linalg, and make tables for all functions of numpy.
MODULES = (
    "numba.np.arraymath",
    "numba.np.npyimpl",
    "numba.np.random.generator_methods",
    "numba.experimental.jitclass.base",
)


@functools.cache
def import_ahead() -> threading.Thread:
    """Import them on a thread, which is started by the first call."""
    thread = threading.Thread(target=_import, name="splinewidgets-imports")
    # A process that is forked in the midst of an import would wait for its end for ever.
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=thread.join)
    thread.start()
    return thread


def _import() -> None:
    for name in MODULES:
        with suppress(ImportError):  # which numba will raise where somebody hears it
            import_module(name)
