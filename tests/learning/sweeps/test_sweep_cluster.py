"""A sweep on a real cluster: two processes, of which some are killed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dask
import pandas as pd
import pytest
import torch
from distributed import Client, Future, LocalCluster
from sweep_functions import Deadly, Failing, slowly_weighted, weighted
from sweep_rows import FACTORS

from splinewidgets.learning import History, sweep

# Cluster processes write to a disk that other tests write to.
pytestmark = pytest.mark.filterwarnings("ignore:Creating scratch directories is taking a surprisingly long")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    quick = {"distributed.comm.timeouts.connect": "10s", "distributed.worker.memory.terminate": False}
    with (
        dask.config.set(quick),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=0,
            local_directory=str(tmp_path_factory.mktemp("dask")),
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_it_gives_what_this_process_gives(client: Client, history: History) -> None:
    here = sweep(weighted, history, FACTORS, progress=False)
    there = sweep(weighted, history, FACTORS, client, progress=False)
    pd.testing.assert_frame_equal(there, here)


def test_checkpoints_that_cannot_be_read_are_the_error_of_their_rows(
    client: Client, history: History, tmp_path: Path
) -> None:
    whole = sweep(weighted, history, FACTORS, progress=False)
    history[3].file.unlink()
    history[5].file.write_bytes(history[5].file.read_bytes()[:99])
    here = sweep(weighted, history, FACTORS, store=tmp_path / "rows", progress=False)
    there = sweep(weighted, history, FACTORS, client, progress=False)
    gone, cut = here.step == 3, here.step == 5
    for frame in (here, there):
        assert frame[gone]["error"].str.startswith("FileNotFoundError: There is no file").all()
        assert frame[cut]["error"].str.contains("step-00000005.safetensors is truncated or damaged", regex=False).all()
        pd.testing.assert_frame_equal(frame[~gone & ~cut], whole[~gone & ~cut])


@pytest.mark.parametrize("allowed_failures", [3, 0])
def test_a_lost_worker_loses_nothing(
    client: Client, history: History, marks: Path, tmp_path: Path, allowed_failures: int
) -> None:
    """With 0 the scheduler gives up what was on the worker, and it is up to us to submit it anew."""
    client.cluster.scheduler.allowed_failures = allowed_failures
    before = set(client.scheduler_info(n_workers=-1)["workers"])
    store = tmp_path / "rows"
    frame = sweep(Deadly(marks, step=5, times=1), history, FACTORS, client, store=store, progress=False)
    assert len(list(marks.iterdir())) == 1  # it did kill
    pd.testing.assert_frame_equal(frame, sweep(weighted, history, FACTORS, progress=False))
    assert len(store.read_bytes().splitlines()) == 1 + len(history) * len(FACTORS)
    client.wait_for_workers(2)
    assert before - set(client.scheduler_info(n_workers=-1)["workers"])


def test_a_pair_that_kills_every_worker_is_given_up(client: Client, history: History, marks: Path) -> None:
    client.cluster.scheduler.allowed_failures = 0
    frame = sweep(Deadly(marks, step=2, times=99), history[:4], FACTORS, client, progress=False, retries=1)
    failed = (frame.step == 2) & (frame.slice == 1)
    assert frame[failed]["error"].item().startswith("KilledWorker: ")
    pd.testing.assert_frame_equal(frame[~failed], sweep(weighted, history[:4], FACTORS, progress=False)[~failed])


def test_an_error_is_retried_and_then_the_row_s(client: Client, history: History, marks: Path) -> None:
    here = sweep(weighted, history, FACTORS, progress=False)
    there = sweep(Failing(marks, 3, 2), history, FACTORS, client, progress=False, retries=2)
    pd.testing.assert_frame_equal(there, here)
    (marks / "3-1").unlink()
    there = sweep(Failing(marks, 3, 2), history, FACTORS, client, progress=False, retries=1)
    failed = (there.step == 3) & (there.slice == 1)
    assert there[failed]["error"].tolist() == ["ArithmeticError: no luck"]
    pd.testing.assert_frame_equal(there[~failed], here[~failed])


def test_what_dask_would_take_for_tasks_arrives_as_it_is(client: Client, history: History) -> None:
    slices = [(len, "abc"), {"a": [1]}, "key"]
    frame = sweep(lambda _, s: {"same": repr(s) == repr((len, "abc"))}, history[:1], slices, client, progress=False)
    assert frame["same"].tolist() == [1, 0, 0]


@contextmanager
def at_row(count: int, act: Callable[[], None]) -> Iterator[None]:
    """Act when so many rows have come in."""
    rows = iter(range(1, 1000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tqdm.auto.tqdm.update", lambda *_: act() if next(rows) == count else None)
        yield


def test_cancelled_pairs_are_submitted_anew(client: Client, history: History) -> None:
    def cancel() -> None:
        client.cancel([Future(key, client) for key in list(client.futures)], force=True)

    with at_row(10, cancel):
        frame = sweep(weighted, history, FACTORS, client)
    pd.testing.assert_frame_equal(frame, sweep(weighted, history, FACTORS, progress=False))


def test_an_interrupted_sweep_leaves_nothing_on_the_cluster(client: Client, history: History, tmp_path: Path) -> None:
    store = tmp_path / "rows"

    class Stop(BaseException):
        pass

    def stop() -> None:
        raise Stop

    with at_row(10, stop), pytest.raises(Stop):
        sweep(slowly_weighted, history, FACTORS, client, store=store)
    assert not [state for state in client.futures.values() if state.status == "pending"]
    assert len(store.read_bytes().splitlines()) == 11
    frame = sweep(slowly_weighted, history, FACTORS, client, store=store, progress=False)
    pd.testing.assert_frame_equal(frame, sweep(weighted, history, FACTORS, progress=False))
    assert len(store.read_bytes().splitlines()) == 1 + len(history) * len(FACTORS)


def test_large_slices_are_sent_without_advice(client: Client, history: History) -> None:
    frame = sweep(lambda _, data: {"size": data.numel()}, history[:2], [torch.zeros(3_000_000)], client, progress=False)
    assert frame["size"].tolist() == [3e6, 3e6]


def test_a_sweep_that_lost_all_workers_ends_and_resumes(client: Client, history: History, tmp_path: Path) -> None:
    store = tmp_path / "rows"
    lost = r"The cluster has had no worker for \d+ seconds\. .* call sweep again: with a store it goes on where it was"
    with at_row(10, lambda: client.cluster.scale(0)), pytest.raises(RuntimeError, match=lost):
        sweep(slowly_weighted, history, FACTORS, client, store=store, worker_timeout=0.5)
    assert 11 <= len(store.read_bytes().splitlines()) < 1 + len(history) * len(FACTORS)
    client.cluster.scale(2)
    frame = sweep(slowly_weighted, history, FACTORS, client, store=store, progress=False)
    pd.testing.assert_frame_equal(frame, sweep(weighted, history, FACTORS, progress=False))
    client.wait_for_workers(2)


def test_a_sweep_that_lost_its_scheduler_ends_and_resumes(client: Client, history: History, tmp_path: Path) -> None:
    """A client that lost it closes itself, after 30 seconds."""
    store = tmp_path / "rows"
    lost = r"The client of the cluster is closed, as when its scheduler is gone\. Pairs that are left"
    with Client(client.cluster) as other, at_row(10, other.close), pytest.raises(RuntimeError, match=lost):
        sweep(slowly_weighted, history, FACTORS, other, store=store)
    frame = sweep(slowly_weighted, history, FACTORS, store=store, progress=False)
    pd.testing.assert_frame_equal(frame, sweep(weighted, history, FACTORS, progress=False))
