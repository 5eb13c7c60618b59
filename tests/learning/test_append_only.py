from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from splinewidgets.learning.append_only import AppendOnlyFile


def opened(file: Path) -> AppendOnlyFile:
    return AppendOnlyFile(file, "a test's file", "test", "it is done without")


@pytest.fixture
def lines(tmp_path: Path) -> AppendOnlyFile:
    lines = opened(tmp_path / "lines")
    lines.write()
    lines.append({"a": 1})
    return lines


def test_a_line_that_does_not_fit_on_the_disk_is_taken_back(lines: AppendOnlyFile) -> None:
    before = lines.file.read_bytes()
    _, most = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 5, most))  # of the line's first bytes there is room
    try:
        with pytest.raises(OSError, match=r"The disk of .*lines is full \(.*\)\. Its 30 bytes must be .* Make room"):
            lines.append({"a": 2})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert lines.file.read_bytes() == before
    lines.append({"a": 3})
    assert [record for _, record in lines.read()[1]] == [{"a": 1}, {"a": 3}]


def test_a_line_that_does_not_reach_the_disk_is_taken_back(
    lines: AppendOnlyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lines.file.read_bytes()

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="Input/output error"):
        patch.setattr(os, "fsync", fail)
        lines.append({"a": 2})
    assert lines.file.read_bytes() == before


def test_every_line_is_read_once_and_numbered(lines: AppendOnlyFile) -> None:
    reader = opened(lines.file)
    assert reader.read() == (False, [(2, {"a": 1})])
    assert reader.read() == (False, [])
    lines.append({"b": "ü\n"})
    lines.append({})
    assert reader.read() == (False, [(3, {"b": "ü\n"}), (4, {})])


def test_nothing_but_numbers_json_knows_is_written(lines: AppendOnlyFile) -> None:
    before = lines.file.read_bytes()
    with pytest.raises(ValueError, match="Out of range float"):
        lines.append({"a": float("nan")})
    assert lines.file.read_bytes() == before


def test_a_file_of_another_format_is_left_as_it_was(tmp_path: Path) -> None:
    for content in ("some text", '{"format": "test 3"}\n', "\n"):
        (tmp_path / "other").write_text(content)
        other = opened(tmp_path / "other")
        for act in (other.read, other.write):
            with pytest.raises(ValueError, match=r'It must begin with \{"format": "test 2", as a test\'s file does'):
                act()
        other.close()
        assert (tmp_path / "other").read_text() == content
