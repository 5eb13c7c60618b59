"""Threads of widgets when the process is forked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_says_why_a_widget_is_dead(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    # The lock that every change of a trait takes is held by another thread at the fork.
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with explorer.held():
            held.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # no test framework here: what is found travels through the pipe
        try:
            explorer.view = (0, 3, 0, 2)
            os.write(writer, explorer.error.encode())
        finally:
            os._exit(0)
    release.set()
    holder.join()
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert "another process, of which this one is a fork" in pipe.read()
    os.waitpid(child, 0)
    explorer.view = (0, 6, 0, 4)
    assert explorer.tessellation.slice.bounds == (0, 6, 0, 4) and not explorer.error
