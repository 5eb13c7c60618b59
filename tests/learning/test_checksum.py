"""A changed bit anywhere is noticed, or changes nothing."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from splinewidgets.files.checksum import SHA256, line_of, record_of
from splinewidgets.learning.state_dict_file import loads, metadata_in, read_state_dict, write_state_dict

VALUES = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
RECORDS = st.dictionaries(st.text(max_size=8), VALUES, max_size=3)


@given(RECORDS)
def test_a_line_is_json_and_read_back(record: dict[str, Any]) -> None:
    record.pop("crc32", None)
    line = line_of(record)
    assert b"\n" not in line and record_of(line) == record
    assert {key: value for key, value in json.loads(line).items() if key != "crc32"} == record


@given(RECORDS, st.data())
def test_a_changed_line_is_noticed(record: dict[str, Any], data: st.DataObject) -> None:
    line = line_of(record)
    at, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 7))
    for changed in (line[:at] + bytes([line[at] ^ 1 << bit]) + line[at + 1 :], line[:at], line[at + 1 :]):
        with pytest.raises(ValueError):
            record_of(changed)


def test_lines_without_a_checksum_are_read_where_they_may_be() -> None:
    assert record_of(b'{"a": 1}', unchecked=True) == {"a": 1}
    assert record_of(line_of({"a": 1}), unchecked=True) == {"a": 1}
    for line in (b'{"a": 1}', b"[1]", b"1", b"", b"[" * 100_000):
        with pytest.raises(ValueError):
            record_of(line)
    for line in (b"[1]", b"1", b"", b"[" * 100_000, line_of({"a": 1}).replace(b"1", b"2", 1)):
        with pytest.raises(ValueError):
            record_of(line, unchecked=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.safetensors"


TENSORS = {"b": torch.arange(3.0), "a": torch.tensor(7), "empty": torch.empty(0, 2), "half": torch.ones(2).bfloat16()}


def test_the_checksum_is_that_of_the_file_with_zeros_in_its_place(file: Path) -> None:
    checksum = write_state_dict(TENSORS, file, note="of mine")
    content = file.read_bytes()
    assert content.count(checksum.encode()) == 1
    assert sha256(content.replace(checksum.encode(), b"0" * 64)).hexdigest() == checksum
    assert metadata_in(file) == {"note": "of mine", SHA256: checksum}
    for read in (load_file(file), read_state_dict(file), read_state_dict(file, checksum)):
        assert list(read) == sorted(TENSORS)
        assert all(torch.equal(read[name], TENSORS[name]) and read[name].dtype == TENSORS[name].dtype for name in read)


def test_a_changed_bit_is_noticed_or_changes_nothing(file: Path) -> None:
    checksum = write_state_dict(TENSORS, file)
    whole = file.read_bytes()
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        with pytest.raises(ValueError, match=r"a\.safetensors is truncated or damaged"):
            loads(changed, file, checksum)
        try:  # where the checksum is not known
            read = loads(changed, file)
        except ValueError:
            continue
        assert all(torch.equal(read[name], TENSORS[name]) for name in read)


def test_another_whole_file_is_not_taken_for_the_one_that_was_written(file: Path, tmp_path: Path) -> None:
    checksum = write_state_dict(TENSORS, file)
    write_state_dict({name: tensor + 1 for name, tensor in TENSORS.items()}, file)
    with pytest.raises(ValueError, match=r"damaged \(it is another file than was written there\)"):
        read_state_dict(file, checksum)
    save_file(TENSORS, file)
    with pytest.raises(ValueError, match=r"damaged \(its checksum is another\)"):
        read_state_dict(file, checksum)
    assert read_state_dict(file)["a"] == 7
