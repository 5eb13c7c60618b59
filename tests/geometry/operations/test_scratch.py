"""Memory that is used again: never while somebody refers to it, and no more of it than is said."""

from __future__ import annotations

import threading

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry.operations import scratch

LIKE = torch.empty(0, dtype=torch.float64)
ENOUGH = scratch.LEAST // 800 + 1


@pytest.fixture(autouse=True)
def no_blocks(monkeypatch):
    monkeypatch.setattr(scratch, "_blocks", [])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=12))
def test_batches_in_use_share_no_memory(steps):
    """Whatever is taken and let go in between, and whichever view of it is kept."""
    held = []
    for i, (size, drop) in enumerate(steps):
        batch = scratch.rows(size * ENOUGH, 100, LIKE)
        batch.fill_(i)
        held.append((i, batch[3:].view(-1)[::2]))
        del batch
        del held[:drop]
        assert all(bool((view == number).all()) for number, view in held)


def test_memory_is_used_again():
    first = scratch.rows(2 * ENOUGH, 100, LIKE)
    place = first.data_ptr()
    del first
    assert scratch.rows(ENOUGH, 100, LIKE).data_ptr() == place


def test_no_more_is_kept_than_is_said(monkeypatch):
    monkeypatch.setattr(scratch, "KEPT", 5 * scratch.LEAST)
    for size in (1, 2, 3, 4, 9):
        scratch.rows(size * ENOUGH, 100, LIKE)
        assert sum(map(len, scratch._blocks)) <= scratch.KEPT


def test_rows_behind_a_batch_are_those_that_it_had_room_for():
    batch = scratch.rows(ENOUGH, 100, LIKE, room=2 * ENOUGH)
    batch.fill_(1)
    longer = scratch.extended(batch, 2 * ENOUGH)
    assert longer is not None and longer.data_ptr() == batch.data_ptr() and longer.shape == (2 * ENOUGH, 100)
    assert bool((longer[:ENOUGH] == 1).all())
    assert scratch.extended(torch.ones(3, 4), 4) is None
    assert scratch.extended(batch[1:], ENOUGH) is None
    assert scratch.extended(batch[:, :5], ENOUGH) is None


def test_threads_share_no_memory():
    wrong = []

    def work(number):
        for _ in range(50):
            batch = scratch.rows(ENOUGH, 100, LIKE)
            batch.fill_(number)
            if not bool((batch == number).all()):
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_nobody_uses_is_given_back():
    held, idle = scratch.rows(ENOUGH, 100, LIKE), scratch.rows(2 * ENOUGH, 100, LIKE)
    held.fill_(7)
    assert len(scratch._blocks) == 2
    del idle
    scratch.give_back()
    assert [len(block) for block in scratch._blocks] == [held.numel() * 8]
    assert bool((held == 7).all())
