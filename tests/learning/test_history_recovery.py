"""Checkpoints that the index tells nothing of, and files that are of nobody's, or somebody else's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from splinewidgets.learning import History

LOST = r"index\.jsonl tells nothing of 5 checkpoints that are there, of steps 0 to 4: it was removed, cut or changed\. "


@pytest.fixture
def history(history: History) -> History:
    with history:
        for step in range(5):
            history.keep(nn.Linear(2, 1), step, loss=step / 2)
        history.note(3, tiles=7)
    return history


def files(history: History) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in history.path.glob("*.safetensors")}


def first_version(history: History) -> None:
    """Make of a history what one was before there were checksums."""
    index = history.path / "index.jsonl"
    header, *lines = (json.loads(line) for line in index.read_text().splitlines())
    kept = [{key: value for key, value in line.items() if key not in ("crc32", "sha256")} for line in lines]
    header = {"format": "splinewidgets history 1", "id": header["id"]}
    index.write_text("".join(json.dumps(line) + "\n" for line in (header, *kept)))
    for checkpoint in history:
        state_dict = checkpoint.state_dict()
        save_file(state_dict, checkpoint.file)


@pytest.mark.parametrize("how", ["emptied", "removed"])
def test_checkpoints_of_a_lost_index_are_found_by_their_files(history: History, how: str) -> None:
    before, weights, index = files(history), [c.state_dict()["weight"] for c in history], history.path / "index.jsonl"
    index.write_bytes(b"") if how == "emptied" else index.unlink()
    with pytest.warns(UserWarning, match=LOST + r"They were found again by their files, but not the metrics noted"):
        reader = History(history.path)
    assert index.exists() == (how == "emptied")  # who only reads writes nothing
    assert reader.steps == [0, 1, 2, 3, 4]
    assert [c.metrics for c in reader] == [{"loss": step / 2} for step in range(5)]
    with reader:
        reader.keep(nn.Linear(2, 1), 7, loss=1)
    again = History(history.path)  # and nothing is wrong any more
    assert again.steps == [0, 1, 2, 3, 4, 7]
    assert all(torch.equal(c.state_dict()["weight"], w) for c, w in zip(again, weights, strict=False))
    assert before.items() <= files(history).items()


def test_an_index_that_is_emptied_while_it_is_written_and_read_costs_nothing(history: History) -> None:
    reader = History(history.path)
    before = files(history)
    history.keep(nn.Linear(2, 1), 5)
    (history.path / "index.jsonl").write_bytes(b"")
    with pytest.warns(UserWarning, match="tells nothing of 6 checkpoints"):
        assert reader.refresh()
    with pytest.warns(UserWarning, match="tells nothing of 6 checkpoints"):
        history.keep(nn.Linear(2, 1), 6)
    assert reader.refresh()
    assert reader.steps == history.steps == [0, 1, 2, 3, 4, 5, 6]
    assert before.items() <= files(history).items()


def test_a_deleted_line_costs_nothing_but_what_was_noted(history: History) -> None:
    index = history.path / "index.jsonl"
    lines = index.read_bytes().splitlines(keepends=True)
    for number in range(1, 6):
        index.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        if number < 5:
            with pytest.warns(UserWarning, match=rf"nothing of 1 checkpoints .* of steps {number - 1} to {number - 1}"):
                reader = History(history.path)
        else:
            reader = History(history.path)  # the newest, as if its writer had been killed
        assert reader.steps == [0, 1, 2, 3, 4]
        assert reader[3].metrics == {"loss": 1.5, "tiles": 7}  # noted later, and that line is there
    index.write_bytes(b"".join(lines[:6]))
    assert History(history.path)[3].metrics == {"loss": 1.5}


def test_lost_rewinds_bring_nothing_back(history: History) -> None:
    with history:
        history.rewind(1)
        history.keep(nn.Linear(2, 1), 3, loss=8)
        history.note(3, tiles=9)
    index = history.path / "index.jsonl"
    lines = index.read_bytes().splitlines(keepends=True)
    assert b"rewind" in lines[7]
    index.write_bytes(b"".join(lines[:5]))
    for _ in range(2):
        reader = History(history.path)
        assert reader.steps == [0, 1, 3] and reader[2].metrics == {"loss": 8}
        with reader:
            reader.note(0, noted=1)
    assert reader.steps == [0, 1, 3] and len(files(history)) == 3


def test_files_that_could_be_somebody_s_are_left(history: History, tmp_path: Path) -> None:
    with History(tmp_path / "other") as other:
        for step in range(9):
            other.keep(nn.Linear(2, 1), step)
    shutil.copy(other[7].file, history.path)  # of another history
    shutil.copy(history[2].file, history.path / "step-00000008.safetensors")  # under another name
    (history.path / "step-00000009.safetensors").write_bytes(b"of mine")
    save_file({"weight": torch.zeros(1, 2)}, history.path / "step-00000005-3.safetensors")
    (history.path / ".step-mine.part").write_bytes(b"of mine")
    before = files(history)
    with pytest.warns(UserWarning, match=r"holds step-00000005-3\.safetensors, .* and 1 more, which neither"):
        reader = History(history.path)
    assert reader.steps == [0, 1, 2, 3, 4]
    with reader:
        for step in (5, 7, 8, 9):
            reader.keep(nn.Linear(2, 1), step)
        reader.rewind(4)
    assert files(history) == before and (history.path / ".step-mine.part").exists()


def test_files_of_several_histories_without_an_index_are_refused(history: History, tmp_path: Path) -> None:
    with History(tmp_path / "other") as other:
        for step in range(9):
            other.keep(nn.Linear(2, 1), step)
    shutil.copy(other[7].file, history.path)
    (history.path / "index.jsonl").unlink()
    with pytest.raises(ValueError, match=r"holds checkpoints of the histories .*, and no index .* Move those"):
        History(history.path)


def test_what_a_killed_writer_left_goes(history: History) -> None:
    forgotten = history[4].file.read_bytes()
    with history:
        history.rewind(3)
    history.path.joinpath("step-00000004.safetensors").write_bytes(forgotten)  # it was killed before it removed it
    part = history.path / f".step-00000005.safetensors.{'0' * 32}.part"
    part.write_bytes(b"some")
    assert History(history.path).steps == [0, 1, 2, 3] and part.exists()
    with History(history.path) as again:
        again.note(0, noted=1)
    assert len(files(history)) == 4 and not part.exists()


def test_another_file_by_the_name_of_a_forgotten_one_stays(history: History) -> None:
    with history:
        history.rewind(3)
    place = history.path / "step-00000004.safetensors"
    place.write_bytes(b"of mine")
    with History(history.path) as again:
        again.keep(nn.Linear(2, 1), 4)
        assert again[-1].file != place
    assert place.read_bytes() == b"of mine"


def test_histories_of_the_first_version_open_and_go_on(history: History) -> None:
    first_version(history)
    with History(history.path) as old:
        assert old.steps == [0, 1, 2, 3, 4] and old[3].metrics == {"loss": 1.5, "tiles": 7}
        old.keep(nn.Linear(2, 1), 5)
        old.rewind(4)
        old.keep(nn.Linear(2, 1), 6)
    again = History(history.path)
    assert again.steps == [0, 1, 2, 3, 4, 6]
    assert all(set(c.state_dict()) == {"weight", "bias"} for c in again)
    index = again.path / "index.jsonl"
    index.write_text(index.read_text().replace('{"step": 6', '{"step": 7'))
    with pytest.raises(ValueError, match=r"Line 10 of .*index\.jsonl, the index of a history, is damaged"):
        History(history.path)


def test_files_of_the_first_version_are_not_lost_with_its_index(history: History) -> None:
    first_version(history)
    before = files(history)
    (history.path / "index.jsonl").write_bytes(b"")
    with pytest.raises(ValueError, match=r"holds step-00000000\.safetensors, .* and 2 more, of which no index\.jsonl"):
        History(history.path)
    assert files(history) == before
