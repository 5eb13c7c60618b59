"""Every file of a history, cut and with a bit changed at two hundred places."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets.learning import History

PLACES = 200
Files = dict[str, bytes]


def files_of(directory: Path) -> Files:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def lay(files: Files, directory: Path) -> None:
    for name in set(os.listdir(directory)) - set(files):
        (directory / name).unlink()
    for name, content in files.items():
        (directory / name).write_bytes(content)


def damages(content: bytes) -> Iterator[bytes]:
    chance = random.Random(len(content))
    places = sorted(chance.sample(range(len(content)), min(PLACES, len(content))))
    for at in places:
        yield content[:at]
        yield content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


@pytest.mark.filterwarnings("ignore:.*index.jsonl tells nothing of", "ignore:The directory .* neither index.jsonl nor")
def test_damage_is_told_and_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which only takes time here
    directory = tmp_path / "history"
    with History(directory) as history:
        for step in (0, 1, 2, 3):
            history.keep(nn.Linear(2, 1), step, loss=step / 2)
        history.rewind(1)
        history.keep(nn.Linear(2, 1), 2, loss=7)
        history.keep(nn.Linear(2, 1), 2, loss=8)
        history.note(0, tiles=3)
        history.keep(nn.Linear(2, 1), 4, loss=9)
        history.note(4, tiles=5)
    whole = files_of(directory)
    weights = {checkpoint.step: checkpoint.state_dict() for checkpoint in history}
    metrics = {checkpoint.step: checkpoint.metrics for checkpoint in history}
    assert list(weights) == [0, 1, 2, 4] and len(whole) == 4 + 3

    def check(history: History) -> None:
        """What is read is right, to the bit; what is not, is said."""
        assert history.steps == [0, 1, 2, 4]
        for checkpoint in history:
            assert checkpoint.metrics.items() <= metrics[checkpoint.step].items()
            assert {"loss"} <= set(checkpoint.metrics)
            if name not in ("index.jsonl", checkpoint.file.name):
                continue
            try:
                state_dict = checkpoint.state_dict()
            except ValueError as failure:
                assert str(checkpoint.file) in str(failure) and checkpoint.file.name == name
            else:
                assert all(torch.equal(state_dict[n], tensor) for n, tensor in weights[checkpoint.step].items())

    def check_going_on(directory: Path, name: str, damaged: bytes) -> None:
        """What is recorded next costs nothing that was there."""
        try:
            with History(directory) as history:
                history.keep(nn.Linear(2, 1), 5, loss=0)
            assert History(directory).steps == [0, 1, 2, 4, 5]
        except ValueError as failure:
            assert name in str(failure) and "damaged" in str(failure)
        given, left = {**whole, name: damaged}, files_of(directory)
        assert all(left[n] == given[n] for n in given if not n.startswith("index"))
        assert left["index.jsonl"].startswith(given["index.jsonl"].rpartition(b"\n")[0])

    for name, content in whole.items():
        for number, damaged in enumerate(damages(content)):
            (directory / name).write_bytes(damaged)
            try:
                check(History(directory))
            except ValueError as failure:
                assert name in str(failure) and "damaged" in str(failure)
            if number % 16 < 2:  # which takes longer
                check_going_on(directory, name, damaged)
                lay(whole, directory)
        (directory / name).write_bytes(content)
