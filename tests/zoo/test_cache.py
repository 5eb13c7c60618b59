"""Files of the cache that are not what was written: passed over, with the model untouched."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from splinewidgets.learning.state_dict_file import write_state_dict
from splinewidgets.zoo.cache import trained

Damage = Callable[[Path], None]


def model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))


def tensors(model: nn.Module) -> list[torch.Tensor]:
    return [value for value in model.state_dict().values() if isinstance(value, torch.Tensor)]


class Training:
    """Sets all weights to 7, if they are what they were at first; counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, given: nn.Module | None = None) -> nn.Module:
        given = model() if given is None else given

        def train() -> None:
            self.count += 1
            assert all(torch.equal(a, b) for a, b in zip(tensors(given), first, strict=True))
            for parameter in given.parameters():
                nn.init.constant_(parameter, 7)

        first = [tensor.clone() for tensor in tensors(given)]
        done = trained(given, train, settings="test", data=(), cache=True)
        assert done is given and not given.training
        assert all(bool((parameter == 7).all()) for parameter in given.parameters())
        return given


@pytest.fixture
def training() -> Training:
    return Training()


def changed(change: Callable[[dict[str, torch.Tensor]], object], *, checked: bool) -> Damage:
    """Write other tensors, with a checksum or without."""

    def damage(file: Path) -> None:
        written = load_file(file)
        change(written)
        if checked:
            write_state_dict(written, file)
        else:
            save_file(written, file)

    return damage


def at(place: float) -> Damage:
    """Change a bit at a place."""

    def damage(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[int(place * len(content))] ^= 4
        file.write_bytes(content)

    return damage


def in_place_of(make: Callable[[Path], object]) -> Damage:
    def damage(file: Path) -> None:
        file.unlink()
        make(file)

    return damage


DAMAGES = [
    *(
        changed(change, checked=checked)
        for checked in (True, False)
        for change in (
            lambda t: t.update({"0.weight": t["0.weight"] * 0, "2.bias": torch.zeros(5)}),
            lambda t: t.pop("2.bias"),
            lambda t: t.update(more=torch.zeros(1)),
            lambda t: t.update({"0.weight": t["0.weight"].double()}),
        )
    ),
    changed(lambda t: t["0.weight"].zero_(), checked=False),
    *map(at, (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999)),
    lambda file: file.write_bytes(file.read_bytes()[:-3]),
    lambda file: file.write_bytes(b""),
    in_place_of(os.mkfifo),
    in_place_of(lambda file: file.symlink_to(file.parent / "nothing")),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_another_is_passed_over_and_written_anew(
    cache: Path, training: Training, damage: Damage
) -> None:
    training()
    (file,) = cache.iterdir()
    training()
    assert training.count == 1
    damage(file)
    training()
    assert training.count == 2
    training()
    assert training.count == 2 and list(cache.iterdir()) == [file]


def test_a_full_disk_costs_the_memory_only(cache: Path, training: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    training()
    assert list(cache.iterdir()) == []


class WithExtra(nn.Linear):
    def get_extra_state(self) -> object:
        return {"not": "a tensor"}

    def set_extra_state(self, state: object) -> None:
        raise AssertionError("nothing was remembered of it")


@pytest.mark.parametrize("given", [lambda: WithExtra(2, 1), lambda: nn.Linear(2, 1).bfloat16()])
def test_models_of_every_kind_are_trained(cache: Path, training: Training, given: Callable[[], nn.Module]) -> None:
    for _ in range(2):
        torch.manual_seed(0)
        training(given())
    assert training.count == (2 if isinstance(given(), WithExtra) else 1)
