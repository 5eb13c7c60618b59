"""A training that is watched while it is recorded, here or by another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorers import ANCHORS, from_browser, perceptron, record, wait_until

from splinewidgets.geometry import Network, tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.budget import attempts
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.widgets.training.history_watcher.PAUSE", 0.01)


def shows(explorer: TrainingExplorer, seed: int) -> bool:
    """Whether the picture is of the network with a seed."""
    shown = explorer.tessellation
    # Watched, as the explorer's is, so that all digits are the same.
    expected = tessellate(Network(perceptron(seed=seed), ANCHORS[0]), shown.slice, progress=lambda *_: None)
    return bool(shown.tile_count == expected.tile_count and (shown.vertices == expected.vertices).all())


def followers() -> int:
    return sum(thread.name == "splinewidgets" for thread in threading.enumerate())


def test_at_the_end_it_moves_on(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=-1)
    explorer.follow()
    for seed in (6, 7):
        record(history.path, [seed], after=10 * seed - 10)
        wait_until(lambda seed=seed: explorer.checkpoint == seed)
        assert shows(explorer, seed) and explorer.steps == list(range(0, 10 * seed + 1, 10))
    wait_until(lambda: explorer.curves.checkpoint == 7)


def test_elsewhere_it_stays(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=2)
    explorer.follow()
    record(history.path, [6], after=50)
    wait_until(lambda: len(explorer.steps) == 7)
    wait_until(lambda: explorer.curves._figures[0]["values"]["shape"][1] == 7)
    assert explorer.checkpoint == 2 and shows(explorer, 2)
    explorer.checkpoint = -1
    record(history.path, [7], after=60)
    wait_until(lambda: explorer.checkpoint == 7)
    assert shows(explorer, 7)


def test_a_history_that_is_not_there_yet(watch: Watch, tmp_path: Path) -> None:
    explorer = watch(model=perceptron(seed=99))
    explorer.follow(tmp_path / "history")
    assert explorer.following and explorer.steps == [] and shows(explorer, 99)
    record(tmp_path / "history", range(3))
    wait_until(lambda: len(explorer.steps) == 3)
    wait_until(lambda: explorer.checkpoint == 2 and shows(explorer, 2))
    assert explorer.error == ""


def test_until_it_is_told_not_to(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=-1)
    before = followers()
    explorer.follow()
    explorer.following = False
    wait_until(lambda: followers() <= before)
    record(history.path, [6], after=50)
    assert explorer.tessellation and len(explorer.steps) == 6
    explorer.follow()
    wait_until(lambda: len(explorer.steps) == 7)


def test_a_thread_that_records_while_a_hand_moves(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=-1)
    explorer.follow()
    training = threading.Thread(target=record, args=(history.path, range(6, 16), 50))
    training.start()
    at = (0.0, 0.0)
    for seq in range(1, 30):
        at = (0.02 * seq, 0.1)
        explorer.set_state({"_drag": {"index": 0, "where": "slice", "at": at, "seq": seq, "done": seq == 29}})
    training.join()
    wait_until(lambda: explorer.checkpoint == 15 and explorer._answered == 29)
    assert shows(explorer, 15) and explorer.slice.anchors[0] == pytest.approx(at)


def test_another_process_that_is_killed(watch: Watch, history: History) -> None:
    here = Path(__file__).parents[1] / "recorder.py"
    explorer = watch(history, checkpoint=-1)
    explorer.follow()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parent), *sys.path])}
    writer = subprocess.Popen(
        [sys.executable, str(here), str(history.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment,
    )  # fmt: skip
    assert writer.stdin is not None and writer.stdout is not None
    with writer, writer.stdin:
        assert writer.stdout.readline() == "ready\n"
        for seed in (6, 7):
            print(10 * seed, seed, file=writer.stdin)
            assert writer.stdout.readline() == "recorded\n"
            wait_until(lambda seed=seed: explorer.checkpoint == seed)
        writer.send_signal(signal.SIGKILL)
    assert shows(explorer, 7) and explorer.following and explorer.error == ""
    record(history.path, [8], after=70)
    wait_until(lambda: explorer.checkpoint == 8)
    assert shows(explorer, 8)


@pytest.mark.parametrize("at", [5, 2])
def test_training_that_is_resumed_from_an_earlier_step(watch: Watch, history: History, at: int) -> None:
    explorer = watch(history, checkpoint=at, reference=4, compare="side")
    wait_until(lambda: len(explorer._kept) > 2)
    errors: list[str] = []
    explorer.observe(lambda change: errors.append(change["new"]), "error")
    explorer.follow()
    with History(history.path) as resumed:
        resumed.rewind(25)
        wait_until(lambda: explorer.steps == [0, 10, 20])
        wait_until(lambda: shows(explorer, 2))
        assert explorer.checkpoint == 2 and explorer.reference == 2
        # Others of steps that were shown and kept before.
        for seed, step in ((20, 40), (21, 50)):
            resumed.keep(perceptron(seed=seed), step)
        wait_until(lambda: explorer.steps == [0, 10, 20, 40, 50])
    wait_until(lambda: explorer.checkpoint == 4 and shows(explorer, 21))
    explorer.checkpoint = 3
    assert shows(explorer, 20) and errors == []


def test_what_was_rewound_in_one_go(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=5)
    wait_until(lambda: len(explorer._kept) > 2)
    playing: list[Any] = []
    explorer.playing = True
    explorer.observe(playing.append, ["playing", "error"])
    with History(history.path) as resumed:
        resumed.rewind(10)
        resumed.keep(perceptron(seed=30), 40)
    explorer.follow()  # sees both at once
    wait_until(lambda: explorer.steps == [0, 10, 40])
    wait_until(lambda: shows(explorer, 30))
    assert explorer.checkpoint == 2 and playing == []


def test_another_history_of_the_same_steps(watch: Watch, history: History, tmp_path: Path) -> None:
    explorer = watch(history, checkpoint=5)
    wait_until(lambda: len(explorer._kept) > 2)
    other = tmp_path / "other"
    explorer.follow(other)
    assert explorer.steps == [] and explorer.checkpoint == 0
    record(other, range(40, 46))
    wait_until(lambda: explorer.checkpoint == 5 and shows(explorer, 45))
    explorer.checkpoint = 4
    assert shows(explorer, 44)


def test_a_picture_begun_before_its_checkpoint_was_replaced(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = watch(history, checkpoint=0)
    wait_until(lambda: len(explorer._kept) > 0)
    explorer.view = (0, 3, 0, 2)
    gate, began = threading.Event(), threading.Event()

    def slow(*args: Any, **keywords: Any) -> Any:
        began.set()
        assert gate.wait(5)
        return tessellate(*args, **keywords)

    with monkeypatch.context() as patch:
        patch.setattr(attempts, "tessellate", slow)
        explorer.set_state({"_seek": {"which": "checkpoint", "index": 5, "seq": 1}})
        assert began.wait(5)
        with History(history.path) as resumed:
            resumed.rewind(40)
            resumed.keep(perceptron(seed=31), 50)
        threading.Timer(0.2, gate.set).start()
        explorer.follow()
        wait_until(gate.is_set)
    wait_until(lambda: shows(explorer, 31))
    explorer.checkpoint = 0
    explorer.checkpoint = 5
    assert shows(explorer, 31)


def test_metrics_that_are_noted_later(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=3)
    explorer.follow()
    assert explorer.tessellation
    with History(history.path) as writer:
        writer.note(20, tiles=5)
    wait_until(lambda: len(explorer.curves._figures) == 3)
    values = decode(explorer.curves._figures[1]["values"])
    np.testing.assert_array_equal(values, [[np.nan, np.nan, 5, np.nan, np.nan, np.nan]])
    assert explorer.curves.checkpoint == 3 and explorer.checkpoint == 3


def test_a_damaged_index_ends_it(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=-1)
    explorer.follow()
    tessellation = explorer.tessellation
    with (history.path / "index.jsonl").open("a") as stream:
        stream.write("no json\n")
    wait_until(lambda: not explorer.following)
    assert "index of a history, is damaged" in explorer.error and explorer.tessellation is tessellation
    explorer.checkpoint = 0
    assert explorer.error == "" and shows(explorer, 0)


def test_nothing_to_follow(watch: Watch) -> None:
    explorer = watch()
    with pytest.raises(ValueError, match=r"The explorer has no history\. .* Call follow\(\) with the history"):
        explorer.follow()
    explorer.following = True
    assert "The explorer has no history" in explorer.error and not explorer.following


# --- callbacks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def soon() -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Runs something that must not wait forever."""

    def run(call: Callable[[], Any]) -> None:
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join(10)
        assert not thread.is_alive(), "it waits forever"

    yield run


def test_a_callback_may_use_the_widget(watch: Watch, history: History) -> None:
    explorer = watch(history, checkpoint=-1)
    counts: list[int] = []
    explorer.observe(lambda change: counts.append(explorer.tessellation.tile_count), "steps")
    explorer.observe(lambda change: setattr(explorer, "reference", change["new"] // 2), "checkpoint")
    explorer.compare = "side"
    explorer.follow()
    record(history.path, range(6, 12), after=50)
    wait_until(lambda: explorer.checkpoint == 11 and explorer.reference == 5)
    assert counts and shows(explorer, 11)
    assert explorer._beside is not None and explorer._beside.scene.snapshot.step == 50


@pytest.mark.parametrize("name", ["steps", "checkpoint", "view"])
def test_a_callback_may_close_the_widget(watch: Watch, history: History, name: str, soon: Callable[..., None]) -> None:
    explorer = watch(history, checkpoint=-1)
    explorer.follow()
    assert explorer.tessellation
    explorer.observe(lambda change: explorer.close(), name)
    record(history.path, range(6, 9), after=50)
    soon(lambda: from_browser(explorer, view=[0, 3, 0, 2]))
    wait_until(lambda: explorer._work.closed)
    wait_until(lambda: followers() == 0)
    assert explorer.error == ""


def test_a_callback_may_mend_what_was_wrong(watch: Watch, history: History, soon: Callable[..., None]) -> None:
    explorer = watch(history)
    assert explorer.tessellation

    def mend(change: dict[str, Any]) -> None:
        if change["new"]:
            explorer.view = (0, 3, 0, 2)

    explorer.observe(mend, "error")
    soon(lambda: from_browser(explorer, checkpoint=99))
    assert explorer.tessellation.slice.bounds == (0, 3, 0, 2)
