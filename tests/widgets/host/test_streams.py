"""A hand that asks for something newer all the time, and a widget that takes longer than that to answer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from explorers import wait_until
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.widgets.host import background_widget
from splinewidgets.widgets.host.background_widget import LONGEST, OVERDUE, BackgroundWidget

TICK = 0.02  # seconds between two looks at whether a computation is still wanted
LAST = 20.0  # seconds that the hand moves


class Clock:
    """Stands still but where it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


class Slow(BackgroundWidget):
    """A widget that takes `cost` seconds by the clock for an answer, and is asked anew every `interval` seconds."""

    _esm = "export default {}"

    def __init__(self, clock: Clock, cost: float, interval: float, final: bool = False) -> None:
        self.clock, self.cost, self.interval, self.final = clock, cost, interval, final
        self.begins, self.last = clock.now, 0
        self.answers: list[tuple[float, int]] = []
        super().__init__()

    def _answer(self, request: Any) -> None:
        end = self.clock.now + self.cost
        while self.clock.now < end:
            self.clock.now += TICK
            asked = int((self.clock.now - self.begins) / self.interval)
            if asked > self.last and self.clock.now - self.begins < LAST:
                self.last = asked
                self._work.ask(asked, final=self.final)
            self._progress()
        self.answers.append((self.clock.now - self.begins, request))

    def answered(self) -> list[tuple[float, int]]:
        """When each answer came, and to which request."""
        self._work.ask(0, final=False)
        # Requests are made by answers alone.
        wait_until(lambda: bool(self.answers) and self.answers[-1][1] == self.last, 60)
        self.close()
        return self.answers


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(background_widget, "time", made)
    return made


@given(cost=st.floats(0.03, LONGEST - 0.2), interval=st.floats(0.03, 1.0))
def test_answers_go_on_while_requests_come_faster(cost: float, interval: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(background_widget, "time", clock)
        slow = Slow(clock, cost, interval)
        times, requests = zip(*slow.answered(), strict=True)
    # What is shown last is what was asked last, and nothing older comes after something newer.
    assert list(requests) == sorted(requests) and requests[-1] == slow.last
    assert times[0] <= OVERDUE + cost + 3 * TICK
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert max(gaps, default=0) <= OVERDUE + cost + interval + 3 * TICK


def test_what_takes_too_long_gives_way(clock: Clock) -> None:
    answers = Slow(clock, LONGEST + 1, 0.1).answered()
    assert len(answers) == 1 and answers[0][0] > LAST


def test_what_is_wanted_at_once_is_not_kept_waiting(clock: Clock) -> None:
    answers = Slow(clock, 0.5, 0.1, final=True).answered()
    assert len(answers) == 1 and answers[0][0] < LAST + 0.5 + 2 * TICK
