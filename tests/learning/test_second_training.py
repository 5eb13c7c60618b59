"""A history is of one training: another one in the same directory is refused, or goes on with it on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from torch import nn

from splinewidgets.learning import History, HistoryCallback

Loop = Callable[[History, range], None]


def if_due(history: History, steps: range) -> None:
    for step in steps:
        if history.due(step):
            history.record(nn.Linear(2, 1), step)


def at_each(history: History, steps: range) -> None:
    for step in steps:
        history.record(nn.Linear(2, 1), step)


def keeping(history: History, steps: range) -> None:
    for step in steps:
        if step % 10 == 0:
            history.keep(nn.Linear(2, 1), step)


def files(history: History) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in history.path.glob("*.safetensors")}


LOOPS = pytest.mark.parametrize("loop", [if_due, at_each, keeping])


@LOOPS
@pytest.mark.parametrize(("first", "second"), [(150, 200), (1, 200), (1, 1), (200, 150), (11, 11)])
def test_a_second_training_is_refused(history: History, loop: Loop, first: int, second: int) -> None:
    with history:
        loop(history, range(first))
    before = files(history)
    with pytest.raises(ValueError, match=r"Step 0 (is given after|was recorded before) .* or choose another path"):
        loop(History(history.path), range(second))
    assert files(history) == before


@pytest.mark.parametrize("loop", [if_due, at_each])
def test_one_that_begins_at_another_step_is_refused(history: History, loop: Loop) -> None:
    with history:
        loop(history, range(5, 6))
    with pytest.raises(ValueError, match=r"Step 5 was recorded before this history was opened\. .* Call rewind\(5\)"):
        loop(History(history.path), range(5, 9))


def test_another_last_model_does_not_overwrite_the_last(history: History) -> None:
    with history:
        history.keep(nn.Linear(2, 1), 0)
        history.keep(nn.Linear(2, 1), 100)
    before = files(history)
    with pytest.raises(ValueError, match=r"Step 100 was recorded before this history was opened"):
        History(history.path).keep(nn.Linear(2, 1), 100)
    assert files(history) == before


@LOOPS
def test_it_goes_on_where_it_was_told_to(tmp_path: Path, loop: Loop) -> None:
    whole = History(tmp_path / "whole")
    loop(whole, range(200))
    for end in (1, 75):
        with History(tmp_path / str(end)) as first:
            loop(first, range(end))
        with History(first.path) as second:
            second.rewind(0)
            loop(second, range(200))
        assert second.steps == whole.steps


@pytest.mark.parametrize("loop", [if_due, at_each])
def test_it_goes_on_after_its_last_step(tmp_path: Path, loop: Loop) -> None:
    whole = History(tmp_path / "whole")
    loop(whole, range(200))
    with History(tmp_path / "parts") as first:
        loop(first, range(75))
    last = first.steps[-1]
    with History(first.path) as second:
        loop(second, range(last, 200))
    assert second.steps == whole.steps


def test_a_step_before_the_last_is_not_due_but_refused(history: History) -> None:
    history.keep(nn.Linear(2, 1), 100)
    assert not history.due(100)
    with pytest.raises(ValueError, match=r"Step 99 is given after step 100 was recorded\. .* Call rewind\(99\)"):
        history.due(99)


@LOOPS
@pytest.mark.parametrize(("end", "again"), [(75, 40), (75, 0), (75, 75), (75, 70), (1, 0)])
def test_it_resumes_where_the_loop_does(tmp_path: Path, loop: Loop, end: int, again: int) -> None:
    again = again // 10 * 10 if loop is keeping else again
    with History(tmp_path / "run") as first:
        loop(first, range(end))
    before = files(first)
    with History(first.path, resume=True) as second:
        loop(second, range(again, 200))
    with History(tmp_path / "whole") as whole:
        loop(whole, range(end))
        whole.rewind(again)
        loop(whole, range(again, 200))
    assert second.steps == whole.steps
    # What came before is as it was.
    assert all(files(second)[c.file.name] == before[c.file.name] for c in second if c.step < again)


def test_a_callback_resumes_too(tmp_path: Path) -> None:
    with History(tmp_path / "run") as first:
        at_each(first, range(30))
    trainer = SimpleNamespace(global_step=0)
    with History(first.path, resume=True) as history:
        callback = HistoryCallback(history)
        callback.on_train_start(trainer, nn.Linear(2, 1))
        for trainer.global_step in (1, 2):
            callback.on_train_batch_end(trainer, nn.Linear(2, 1))
    assert history.steps == [0, 1, 2]


def test_a_new_training_gets_a_directory_of_its_own(tmp_path: Path) -> None:
    runs = [tmp_path / name for name in ("run", "run-2", "run-3")]
    for path in runs:
        with History(tmp_path / "run", resume="new") as history:
            at_each(history, range(3))
        assert history.path == path
    (tmp_path / "empty").mkdir()
    assert History(tmp_path / "empty", resume="new").path == tmp_path / "empty"
    (tmp_path / "file").write_text("")
    assert History(tmp_path / "file", resume="new").path == tmp_path / "file-2"


@pytest.mark.parametrize(
    ("resume", "error", "sentence"),
    [
        ("yes", ValueError, r"resume is 'yes'\. It must be True, False or 'new'"),
        (1, TypeError, r"resume is a int\. It must be True or False"),
    ],
)
def test_another_word_for_resuming_is_refused(tmp_path: Path, resume, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        History(tmp_path, resume=resume)
