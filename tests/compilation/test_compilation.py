"""Compiling ahead: everything is compiled, nothing twice, and nobody waits for what does not come."""

from __future__ import annotations

import functools
import os
import pkgutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch
from numba.core.dispatcher import Dispatcher
from torch import nn

import splinewidgets
from splinewidgets.compilation import background, workload
from splinewidgets.compilation.__main__ import compile_all
from splinewidgets.compilation.cache import FIRST_PICTURE, CompiledCache, Part
from splinewidgets.compilation.functions import compiled_functions
from splinewidgets.widgets import SliceExplorer

# Seconds after which something that takes an instant, or never happens, has not happened.
LONG = 60.0


def test_every_compiled_function_of_the_package_is_found() -> None:
    names = [module.name for module in pkgutil.walk_packages(splinewidgets.__path__, "splinewidgets.")]
    values = [value for name in names if "__main__" not in name for value in vars(import_module(name)).values()]
    found = {value for value in values if isinstance(value, Dispatcher)}
    assert found == set(compiled_functions())
    assert len(found) == len(compiled_functions()) > 0


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CompiledCache:
    """An empty cache, which `background` takes for that of this process."""
    empty = CompiledCache(tmp_path, "sources", "environment")
    monkeypatch.setattr(background, "compiled_cache", lambda: empty)
    monkeypatch.setattr(background, "_first_picture", threading.Event())
    return empty


@pytest.fixture
def compiled_here(monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """The parts that this process compiles, instead of doing so."""
    parts: list[Part] = []
    monkeypatch.setattr(workload, "PARTS", {part: functools.partial(parts.append, part) for part in Part})
    return parts


@pytest.fixture
def taken(cache: CompiledCache, compiled_here: list[Part]) -> Iterator[ExitStack]:
    """Another process has begun all that a first picture needs, until this is closed."""
    with ExitStack() as held:
        for part in FIRST_PICTURE:
            held.enter_context(cache.lock(part))
        yield held


@pytest.fixture
def sleeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is taken for the one that compiles, and never does."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        monkeypatch.setattr(background, "_processes", [process])
        yield process
        process.kill()


def store(cache: CompiledCache, number: int) -> None:
    """What numba does when it has compiled a function."""
    (cache.directory / f"module.f-{number}.py{sys.version_info.major}{sys.version_info.minor}.nbi").touch()


def until(happens: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + LONG
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def waiting(told: list[str]) -> threading.Thread:
    """A thread that has a first picture to compute, and says when it begins to."""

    def compute() -> None:
        with background.counted(told.append, lambda: None):
            told.append("begun")

    thread = threading.Thread(target=compute, daemon=True)
    thread.start()
    return thread


def finish_first_picture(cache: CompiledCache) -> None:
    """What processes say when all is compiled that a first picture needs."""
    for part in FIRST_PICTURE:
        cache.finish(part)


def test_it_waits_for_the_process_and_counts_what_is_compiled(cache, sleeper, taken) -> None:
    told: list[str] = []
    thread = waiting(told)
    for number in range(1, 4):
        store(cache, number)
        until(lambda number=number: f"{number} of {len(compiled_functions())} functions," in "".join(told[-1:]))
    assert "begun" not in told
    finish_first_picture(cache)
    thread.join(LONG)
    assert told[-1] == "begun"
    assert background.ready()


def test_a_process_that_dies_is_not_waited_for(cache, sleeper, taken) -> None:
    told: list[str] = []
    thread = waiting(told)
    until(lambda: len(told) > 0)
    assert "begun" not in told
    sleeper.kill()
    taken.close()
    thread.join(LONG)
    assert "begun" in told
    assert background.ready(), "what it computed it had to compile here"


def test_a_process_that_stands_still_is_not_waited_for(cache, sleeper, taken, monkeypatch) -> None:
    monkeypatch.setattr(background, "PATIENCE", 0.2)
    told: list[str] = []
    waiting(told).join(LONG)
    assert "begun" in told
    assert sleeper.poll() is None


def test_the_process_of_another_is_waited_for(cache, taken) -> None:
    told: list[str] = []
    thread = waiting(told)
    until(lambda: len(told) > 0)
    time.sleep(5 * background.PAUSE)
    assert "begun" not in told
    taken.close()
    thread.join(LONG)
    assert "begun" in told


def test_who_waits_takes_no_part(cache, taken, sleeper, compiled_here) -> None:
    """A preview needs its interpreter."""
    told: list[str] = []
    thread = waiting(told)
    until(lambda: len(told) > 0)
    finish_first_picture(cache)
    thread.join(LONG)
    assert told[-1] == "begun" and compiled_here == []


@pytest.mark.parametrize(("processors", "processes"), [(1, 1), (2, 2), (64, background.MOST_PROCESSES), (None, 1)])
def test_each_processor_compiles(cache, monkeypatch, processors: int | None, processes: int) -> None:
    programs: list[object] = []

    def begun(program: object, **_: object) -> SimpleNamespace:
        programs.append(program)
        return SimpleNamespace(wait=lambda: 0, poll=lambda: 0)

    monkeypatch.setattr(background, "_processes", [])
    monkeypatch.setattr(background, "_wanted", lambda: True)
    monkeypatch.setattr(background.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(background.subprocess, "Popen", begun)
    background.begin()
    assert len(programs) == len(background._processes) == processes
    background.begin()
    assert len(programs) == processes, "once"


def test_two_processes_compile_each_part_once(cache, compiled_here) -> None:
    """And none before those that it calls."""
    compilers = [threading.Thread(target=compile_all, args=(cache,)) for _ in range(2)]
    for compiler in compilers:
        compiler.start()
    for compiler in compilers:
        compiler.join(LONG)
    assert cache.missing() == ()
    assert set(compiled_here[: len(FIRST_PICTURE)]) == set(FIRST_PICTURE)
    assert compiled_here[len(FIRST_PICTURE) :] == [Part.TESSELLATION, Part.REST]


SQUARE = """
from splinewidgets.compilation import workload
from splinewidgets.compilation.cache import FIRST_PICTURE, Part
from splinewidgets.compilation.functions import compiled_functions
def known():
    return {(function, types) for function in compiled_functions() for types in function.signatures}
for part in FIRST_PICTURE:
    workload.PARTS[part]()
before = known()
workload.PARTS[Part.TESSELLATION]()
workload.show(workload.tessellate(workload.wide(), workload.WINDOW, progress=workload.watch))
print([(function.py_func.__name__, types) for function, types in known() - before])
"""


def test_a_first_picture_needs_no_more_than_is_compiled_for_it() -> None:
    then = subprocess.run([sys.executable, "-c", SQUARE], capture_output=True, text=True, check=True)
    assert then.stdout.strip() == "[]"


def test_nobody_waits_who_is_not_wanted_any_more(cache, sleeper, taken) -> None:
    def superseded() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError), background.counted(lambda _: None, superseded):
        pytest.fail("it has begun")


def test_an_explorer_counts_while_it_waits(cache, sleeper, taken, monkeypatch) -> None:
    monkeypatch.setattr(SliceExplorer, "_esm", "export default {}")
    told: list[str] = []
    model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
    explorer = SliceExplorer(model, anchors=torch.eye(3))
    explorer.observe(lambda change: told.append(change["new"]), "status")
    assert explorer.state == "compiling"
    assert ": 0 of " in explorer.status
    store(cache, 1)
    until(lambda: ": 1 of " in "".join(told))
    assert explorer.state == "compiling"
    sleeper.kill()
    taken.close()
    assert explorer.tessellation.tile_count > 1
    assert explorer.state == "ready"
    assert "tiles" in explorer.status
    explorer.close()


BEGIN = """
import os, sys
from splinewidgets.compilation import background, workload
from splinewidgets.compilation.__main__ import compile_all
background.begin()
background.begin()
print(*(process.pid for process in background._processes), flush=True)
if sys.argv[1] == "killed":
    os._exit(9)
"""


def begun(directory: Path, how: str, switch: str = "1") -> list[int]:
    """The processes that a fresh one begins, which then ends."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(directory), background.SWITCH: switch}
    command = [sys.executable, "-W", "error", "-c", BEGIN, how]
    return [int(pid) for pid in subprocess.run(command, env=environment, capture_output=True, text=True).stdout.split()]


@pytest.mark.parametrize("how", ["ended", "killed"])
def test_the_process_ends_with_the_one_that_began_it(tmp_path: Path, how: str) -> None:
    pids = begun(tmp_path, how)
    assert 1 <= len(pids) <= background.MOST_PROCESSES
    for pid in pids:
        until(lambda pid=pid: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_no_process_is_begun_where_none_is_wanted(tmp_path: Path, cache, monkeypatch) -> None:
    assert begun(tmp_path, "ended", switch="0") == []
    monkeypatch.delenv(background.SWITCH, raising=False)
    background.begin()
    assert not background._processes, "tests begin none"
    monkeypatch.setenv(background.SWITCH, "1")
    for part in Part:
        cache.finish(part)
    background.begin()
    assert not background._processes, "all is compiled"
