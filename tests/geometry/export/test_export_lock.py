"""Threads that export at once wait for each other, and forwards go on meanwhile."""

from __future__ import annotations

import os
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from small_modules import perceptron

from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.geometry.export.export_lock import exporting
from splinewidgets.geometry.network import network
from splinewidgets.geometry.network.remembered_network import remembered_network

SLICE = Slice.box((-2, 2), (-2, 2))


def together(count, work):
    """What `work(i)` returns in as many threads, which begin at once."""
    barrier = threading.Barrier(count)

    def begin(i):
        barrier.wait()
        return work(i)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_models_of_several_threads_are_exported_one_by_one() -> None:
    torch.manual_seed(0)
    models = [perceptron(2, 4 + i, 4 + i, 2) for i in range(4)]
    networks = together(4, lambda i: [Network(models[i], [0.0, 0.0]) for _ in range(3)])
    x = torch.randn(10, 2)
    for model, made in zip(models, networks, strict=True):
        for one in made:
            torch.testing.assert_close(one(x), model(x))
            assert [layer.name for layer in one.layers] == ["1", "3"]


def test_threads_that_ask_for_one_model_export_it_once(monkeypatch) -> None:
    seen = []
    export = network.export
    monkeypatch.setattr(network, "export", lambda *a, **k: seen.append(1) or export(*a, **k))
    model = perceptron(2, 8, 2)
    networks = together(4, lambda i: remembered_network(model, [0.0, 0.0]))
    assert len(seen) == 1 and len(set(map(id, networks))) == 1


def test_what_is_remembered_waits_for_no_export() -> None:
    model = perceptron(2, 8, 2)
    first = remembered_network(model, [0.0, 0.0])
    with exporting(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(remembered_network, model, [0.0, 0.0]).result(timeout=30) is first


def test_other_models_are_used_while_one_is_exported() -> None:
    """Torch changes how modules are called while it traces, for all threads."""
    torch.manual_seed(0)
    deep = perceptron(2, *[6] * 30, 2)
    other, x = perceptron(2, 8, 8, 2), torch.randn(5, 2)
    wanted, first = other(x), tessellate(other, SLICE)
    done = threading.Event()

    def work(i):
        if i == 0:
            try:
                return [Network(deep, [0.0, 0.0]) for _ in range(2)]
            finally:
                done.set()
        rounds = 0
        while not done.is_set() or rounds == 0:
            assert torch.equal(other(x), wanted)
            assert tessellate(other, SLICE).tile_count == first.tile_count
            rounds += 1
        return rounds

    networks, rounds = together(2, work)
    assert rounds > 0
    for made in networks:
        torch.testing.assert_close(made(x), deep(x))
        assert [layer.name for layer in made.layers] == [str(i) for i in range(1, 60, 2)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_child_does_not_wait_for_an_export_of_its_parent() -> None:
    held, go_on = threading.Event(), threading.Event()

    def hold():
        with exporting():
            held.set()
            go_on.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python's, that threads and forks do not mix: this is the point
            child = os.fork()
        if child == 0:
            got = threading.Event()
            watcher = threading.Thread(target=lambda: got.wait(20) or os._exit(1), daemon=True)
            watcher.start()
            with exporting():
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        go_on.set()
        thread.join()
