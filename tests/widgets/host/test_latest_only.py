from __future__ import annotations

import threading
import time

import pytest
from explorers import wait_until

from splinewidgets.widgets.host.latest_only import LatestOnly, never_waiting

# Seconds that even a busy machine does not take.
LONG = 60


class Recorder:
    """Work that can be held up, and what was run."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.began = threading.Event()
        self.rested = threading.Event()
        self.ran: list[int] = []

    def work(self, request: int) -> bool:
        self.began.set()
        assert self.gate.wait(LONG)
        self.ran.append(request)
        return True


def test_a_request_supersedes_those_that_wait() -> None:
    record = Recorder()
    newest = LatestOnly(record.work, record.rested.set, pause=0.0)
    newest.ask(0)
    assert record.began.wait(LONG)
    for request in range(1, 6):
        newest.ask(request)
    assert newest.superseded
    record.gate.set()
    assert newest.wait(LONG)
    assert record.ran == [0, 5]
    newest.close()


def test_slow_work_runs_once_when_nothing_is_asked() -> None:
    calls: list[int] = []
    record = Recorder()
    record.gate.set()

    def rest() -> None:
        calls.append(len(record.ran))
        record.rested.set()

    newest = LatestOnly(record.work, rest, pause=0.3)
    for request in range(5):
        newest.ask(request)
        newest.wait(LONG)
    assert record.rested.wait(LONG)
    time.sleep(0.5)
    assert calls == [5]
    newest.close()


def test_waiting_gives_up() -> None:
    record = Recorder()
    newest = LatestOnly(record.work, lambda: None)
    newest.ask(0)
    assert not newest.wait(0.01)
    with never_waiting():
        assert not newest.wait()
    record.gate.set()
    assert newest.wait(LONG)
    newest.close()


def test_its_own_thread_never_waits_for_itself() -> None:
    done = threading.Event()

    def work(again: bool) -> bool:
        if again:
            newest.ask(False)
            newest.wait()
        else:
            done.set()
        return True

    newest = LatestOnly(work, lambda: None)
    newest.ask(True)
    assert done.wait(LONG)
    newest.close()


def test_closing_ends_the_thread_and_releases_who_waits() -> None:
    record = Recorder()
    record.gate.set()
    newest = LatestOnly(record.work, lambda: None)
    newest.ask(0)
    newest.wait(LONG)
    before = threading.active_count()
    newest.close()
    assert threading.active_count() == before - 1
    newest.ask(1)
    assert newest.wait(LONG) and record.ran == [0] and newest.superseded


def test_work_that_raises_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    raised: list[object] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)

    def work(fail: bool) -> bool:
        if fail:
            raise ArithmeticError
        done.set()
        return True

    newest = LatestOnly(work, lambda: None)
    newest.ask(True)
    assert newest.wait(LONG)
    newest.ask(False)
    assert done.wait(LONG)
    wait_until(lambda: bool(raised))
    newest.close()


def test_a_request_given_up_is_done_when_what_superseded_it_is() -> None:
    began, given_up, gate = threading.Event(), threading.Event(), threading.Event()

    def work(last: bool) -> bool:
        if last:
            assert gate.wait(LONG)
        else:
            began.set()
            wait_until(lambda: newest.superseded)
            given_up.set()
        return last

    newest = LatestOnly(work, lambda: None)
    newest.ask(False)
    assert began.wait(LONG)  # or it would never run
    waited: list[bool] = []
    waiter = threading.Thread(target=lambda: waited.append(newest.wait(LONG)))
    waiter.start()
    newest.ask(True)
    assert given_up.wait(LONG)
    time.sleep(0.02)
    assert not waited
    gate.set()
    waiter.join()
    assert waited == [True]
    newest.close()


def test_who_wants_to_see_something_waits_for_a_preview() -> None:
    record = Recorder()
    newest = LatestOnly(record.work, record.rested.set, pause=0.0)
    newest.ask(0)
    assert record.began.wait(LONG)
    assert not newest.wait(0.01, for_preview=True)
    newest.preview()
    assert newest.wait(LONG, for_preview=True)
    assert not newest.wait(0.01), "it is not done"
    newest.ask(1)
    assert not newest.wait(0.01, for_preview=True), "there is nothing to be seen of the newer one"
    record.gate.set()
    assert newest.wait(LONG) and record.ran == [0, 1]
    newest.close()
