from __future__ import annotations

import pytest
import torch

from splinewidgets.zoo.steps import take_steps

DENORMAL = torch.tensor(torch.finfo(torch.float32).tiny)


@pytest.mark.parametrize("interrupted", [False, True])
def test_steps_are_counted_from_one_and_taken_with_one_thread_and_without_denormal_numbers(interrupted: bool) -> None:
    before = torch.get_num_threads()
    found = []

    def step(number: int) -> torch.Tensor:
        found.append((number, torch.get_num_threads(), (DENORMAL / 2).item()))
        if interrupted and number == 2:
            raise KeyboardInterrupt
        return torch.zeros(())

    try:
        torch.set_num_threads(3)
        try:
            take_steps(step, 3, progress=False)
        except KeyboardInterrupt:
            assert interrupted
        assert found == [(number, 1, 0.0) for number in ((1, 2) if interrupted else (1, 2, 3))]
        assert torch.get_num_threads() == 3
        assert (DENORMAL / 2).item() > 0
    finally:
        torch.set_num_threads(before)


def test_the_bar_shows_the_last_loss_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def step(number: int) -> torch.Tensor:
        return torch.tensor(number / 8)

    take_steps(step, 3, progress=True)
    told = capsys.readouterr().err
    assert "3/3" in told
    assert "loss=0.375" in told
    take_steps(step, 3, progress=False)
    assert capsys.readouterr().err == ""
