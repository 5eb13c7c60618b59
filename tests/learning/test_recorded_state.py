"""A model is recorded under its own names, however it is wrapped, and only where its values are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.distributed
from torch import nn
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from torch.distributed.fsdp import fully_shard
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from splinewidgets.learning import History
from splinewidgets.learning.recorded_state import state_dict_of


def model(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))


def averaged(given: nn.Module) -> nn.Module:
    found = AveragedModel(given, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=True)
    found.update_parameters(given)
    return found


class OwnModule(nn.Module):
    """A part of its own is called as what wrappers wrap."""

    def __init__(self) -> None:
        super().__init__()
        self.module, self.n_averaged = nn.Linear(2, 2), nn.Parameter(torch.zeros(1))


WRAPPED: dict[str, Callable[[nn.Module], nn.Module]] = {
    "DataParallel": nn.DataParallel,
    "averaged": averaged,
    "averaged of DataParallel": lambda given: averaged(nn.DataParallel(given)),
    "compiled": lambda given: torch.compile(given, backend="eager"),
    "averaged of compiled": lambda given: averaged(torch.compile(given, backend="eager")),
    "computed again": checkpoint_wrapper,
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_model_has_its_own_names(tmp_path: Path, name: str) -> None:
    plain = model()
    expected = plain.state_dict()
    found = state_dict_of(WRAPPED[name](plain))
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[key], expected[key]) for key in expected)
    with History(tmp_path) as history:
        history.record(plain, 0)
        history.record(WRAPPED[name](plain), 1)
        history.record(WRAPPED[name](plain).state_dict(), 2)
        assert [checkpoint.state_dict().keys() == expected.keys() for checkpoint in history] == [True] * 3
        other = model(1)
        history[-1].load_into(other)
        assert torch.equal(other[0].weight, plain[0].weight)


def test_a_part_that_is_wrapped_has_its_own_names() -> None:
    whole = nn.ModuleDict(
        {"a": nn.DataParallel(nn.DataParallel(nn.Linear(2, 2))), "b": OwnModule(), "module": nn.ReLU()}
    )
    names = ["a.weight", "a.bias", "b.n_averaged", "b.module.weight", "b.module.bias"]
    assert sorted(state_dict_of(whole)) == sorted(names)
    assert sorted(state_dict_of(nn.DataParallel(OwnModule()))) == ["module.bias", "module.weight", "n_averaged"]


def test_swa_ends_with_the_model_that_the_user_has(tmp_path: Path) -> None:
    trained = model()
    swa = AveragedModel(trained)
    optimizer = torch.optim.SGD(trained.parameters(), lr=0.1)
    with History(tmp_path) as history:
        for step in range(6):
            history.record(trained, step)
            trained(torch.randn(8, 2)).square().mean().backward()
            optimizer.step()
            swa.update_parameters(trained)
        torch.optim.swa_utils.update_bn([torch.randn(8, 2)], swa)
        history.keep(swa, 6)
    found = History(tmp_path)[-1].load_into(model(1))
    inputs = torch.randn(3, 2)
    assert torch.equal(found(inputs), swa.eval()(inputs))


def test_histories_of_before_go_on_under_their_names(tmp_path: Path) -> None:
    """These recorded a wrapped model under the names of the wrapper."""
    plain = model()
    with History(tmp_path) as history:
        history.record(nn.DataParallel(plain).state_dict(), 0)
        history.record(nn.DataParallel(plain), 1)
        history.record(plain, 2)
        assert {tuple(sorted(checkpoint.state_dict())) for checkpoint in history} == {
            tuple(sorted(nn.DataParallel(plain).state_dict()))
        }


def test_another_model_is_still_refused(tmp_path: Path) -> None:
    with History(tmp_path) as history:
        history.record(model(), 0)
        for other in (
            nn.Sequential(model(), nn.Linear(2, 2)),
            nn.DataParallel(nn.Linear(2, 4)),
            nn.ModuleDict({"net": model()}),
        ):
            with pytest.raises(ValueError, match=r"A history is of one architecture"):
                history.record(other, 1)


def test_a_sharded_model_of_one_process_is_recorded(tmp_path: Path) -> None:
    store = torch.distributed.HashStore()
    torch.distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    try:
        mesh = torch.distributed.device_mesh.init_device_mesh("cpu", (1,))
        plain, sharded = model(), model()
        fully_shard(sharded, mesh=mesh)
        optimizer = torch.optim.Adam(sharded.parameters())
        sharded(torch.randn(8, 2)).sum().backward()
        with History(tmp_path) as history:
            history.record(sharded, 0, optimizer=optimizer)
            optimizer.step()
            history.record(nn.parallel.DistributedDataParallel(model()), 1, optimizer=optimizer)
        assert torch.equal(history[0].state_dict()["0.weight"], plain[0].weight)
        assert history[1].optimizer_state()["state"][0]["exp_avg"].shape == (4, 2)
    finally:
        torch.distributed.destroy_process_group()


def test_what_has_no_values_here_is_said(tmp_path: Path) -> None:
    with torch.device("meta"):
        meta = nn.Linear(2, 2)
    sparse = nn.Linear(2, 2)
    sparse.register_buffer("mask", torch.eye(2).to_sparse())
    history = History(tmp_path)
    for given, sentence in (
        (nn.LazyLinear(3), r"weight has no values yet\. .* Call the model once"),
        (meta, r"weight has no values yet"),
        (sparse, r"mask is sparse or quantized\. .* persistent=False"),
    ):
        with pytest.raises(ValueError, match=sentence):
            history.record(given, 0)
    assert history.steps == []


def test_a_model_around_what_was_saved_is_loaded(tmp_path: Path) -> None:
    with History(tmp_path) as history:
        history.record(model(), 0)
    around = nn.ModuleDict({"net": nn.ModuleDict({"body": model(1)})})
    history[0].load_into(around)
    assert torch.equal(around["net"]["body"][0].weight, model()[0].weight)
    with pytest.raises(ValueError, match=r"lacks net\.0\.weight"):
        history[0].load_into(nn.ModuleDict({"net": model(), "head": nn.Linear(2, 2)}))


def test_a_writer_whose_folder_was_renamed_says_so(tmp_path: Path) -> None:
    history = History(tmp_path / "run")
    history.record(model(), 0)
    os.rename(tmp_path / "run", tmp_path / "moved")
    for _ in range(2):
        with pytest.raises(
            RuntimeError, match=r"was moved or renamed while it was written\. .* Open it where it is now"
        ):
            history.record(model(), 1)
    assert not (tmp_path / "run").exists()
    history.close()
    with History(tmp_path / "moved", resume=True) as again:
        again.record(model(), 1)
        assert again.steps == [0, 1]


def test_a_writer_that_names_itself_is_collected_when_another_asks(tmp_path: Path) -> None:
    def abandoned() -> None:
        history = History(tmp_path)
        history.record(model(), 0)
        history.itself = history  # type: ignore[attr-defined]

    abandoned()
    with History(tmp_path, resume=True) as history:
        history.record(model(), 1)
        assert history.steps == [0, 1]
