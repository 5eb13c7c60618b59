from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from torch import nn

from splinewidgets.files.checksum import line_of
from splinewidgets.learning import History


def test_a_reader_follows_a_writer(history: History) -> None:
    reader = History(history.path)
    assert not reader.refresh()
    for step in (0, 1, 2):
        history.keep(nn.Linear(1, 1), step)
        assert reader.refresh() and not reader.refresh()
        assert reader.steps == history.steps
    first = reader[0]
    history.note(2, tiles=5)
    assert reader.refresh() and reader[2].metrics == {"tiles": 5}
    history.rewind(1)
    assert reader.refresh() and reader.steps == [0, 1] and reader[0] is first
    history.keep(nn.Linear(1, 1), 2)
    assert reader.refresh() and reader[2].metrics == {}


def test_only_new_bytes_are_read(history: History) -> None:
    """What was read already may even be overwritten, as nobody does."""
    history.keep(nn.Linear(1, 1), 0, loss=1)
    reader = History(history.path)
    index = history.path / "index.jsonl"
    text = index.read_text()
    history.keep(nn.Linear(1, 1), 1, loss=2)
    changed = text.replace('"loss": 1', '"loss": 9')
    assert changed != text
    index.write_text(changed + index.read_text()[len(text) :])
    assert reader.refresh() and reader.metrics["loss"].tolist() == [1, 2]


def test_an_unfinished_line_is_not_read_until_it_is_finished(history: History) -> None:
    history.keep(nn.Linear(1, 1), 0)
    index = history.path / "index.jsonl"
    before = index.read_bytes()
    history.note(0, tiles=1)
    after = index.read_bytes()
    index.write_bytes(before)
    reader = History(history.path)
    index.write_bytes(after[:-1])
    assert not reader.refresh() and reader[0].metrics == {}
    index.write_bytes(after)
    assert reader.refresh() and reader[0].metrics == {"tiles": 1}


def test_a_history_put_in_the_place_of_another_is_read_anew(history: History) -> None:
    history.keep(nn.Linear(1, 1), 0)
    history.keep(nn.Linear(1, 1), 1)
    reader = History(history.path)
    history.close()
    for file in history.path.iterdir():
        file.unlink()
    with History(history.path) as other:
        for step in range(10, 15):
            other.keep(nn.Linear(3, 1), step)
    assert reader.refresh() and reader.steps == [10, 11, 12, 13, 14]
    for file in other.path.iterdir():
        file.unlink()
    assert reader.refresh() and reader.steps == [] and not reader.refresh()


def test_a_writer_whose_directory_was_removed_begins_anew(history: History) -> None:
    history.keep(nn.Linear(1, 1), 5)
    for file in history.path.iterdir():
        file.unlink()
    history.path.rmdir()
    history.keep(nn.Linear(2, 1), 6)
    assert history.steps == History(history.path).steps == [6]
    with pytest.raises(RuntimeError, match="is writing"):
        History(history.path).rewind(0)


def test_threads_may_share_one(history: History) -> None:
    """One records while the other reads; the reader never sees a step without its file, or steps out of order."""
    seen: list[int] = []

    def read() -> None:
        while not seen or seen[-1] < 60:
            history.refresh()
            assert history.steps == sorted(set(history.steps))
            if history:
                history[-1].state_dict()
                seen.append(history[-1].step)

    reader = Thread(target=read)
    reader.start()
    for step in range(61):
        history.keep(nn.Linear(1, 1), step)
    reader.join(20)
    assert seen[-1] == 60 and seen == sorted(seen)


def test_opening_reads_the_index_only(tmp_path: Path) -> None:
    """A thousand checkpoints, none of which is there."""
    path = tmp_path / "history"
    with History(path) as history:
        history.keep(nn.Linear(1, 1), 0)
    with (path / "index.jsonl").open("ab") as index:
        for step in range(1, 1000):
            line = {"step": step, "file": f"step-{step:08}.safetensors", "metrics": {"loss": step}, "sha256": "0" * 64}
            index.write(line_of(line) + b"\n")
    opened = History(path)
    assert len(opened) == 1000 and opened.metrics["loss"][-1] == 999
