"""`sweep`: a function of many checkpoints on many slices, here or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from splinewidgets.geometry.argument_types import check_path, check_type, real_number, truth

from ..checkpoint import Checkpoint
from .cluster_run import ClusterRun
from .local_run import run_locally
from .sweep_store import SweepStore
from .sweep_task import Function, Outcome

if TYPE_CHECKING:
    import pandas
    from distributed import Client


def sweep(
    function: Function,
    checkpoints: Sequence[Checkpoint],
    slices: Sequence[Any],
    scheduler: Client | None = None,
    *,
    store: str | os.PathLike[str] | None = None,
    progress: bool = True,
    retries: int = 3,
    worker_timeout: float = 60.0,
) -> pandas.DataFrame:
    """Compute a function of each checkpoint on each slice, and return the results as a frame.

    An error in one pair does not end the others: it stands in the frame. Needs pandas, as `splinewidgets[dask]` brings.

    Parameters
    ----------
    function
        Called with a `Checkpoint` and one of the slices, returns a mapping of names to numbers: `TileStatistics`, or
        any function or object that can be pickled.
    checkpoints
        A `History`, or any of its checkpoints.
    slices
        Slices, chunks of data, or whatever the function takes; `[None]` if it takes nothing.
    scheduler
        A `dask.distributed.Client`: then the pairs are computed on its cluster, to which checkpoints and slices are
        sent, so that no disk need be shared. What a lost worker had is computed again. By default here, one by one.
    store
        A file to keep results in. The same sweep with the same store goes on where it was interrupted, however it
        was, tries again what failed, and computes what is new when checkpoints have been added.
    progress
        Show a progress bar, drawn as suits a notebook or a terminal.
    retries
        How often a pair is tried again after an error in the function, or after its worker was lost for good.
    worker_timeout
        How many seconds to wait while a cluster has no worker; `math.inf` where the first ones take their time.

    Returns
    -------
    pandas.DataFrame
        One row a pair, checkpoints first, with columns `step`, `slice` (its position), what the function returned, and
        `error` (empty where there was none).

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, `retries` or `worker_timeout` is negative, or the store is damaged, or of
        another function or other slices.
    RuntimeError
        If another sweep is writing the store, or all workers or the scheduler of a cluster were lost.
    OSError
        If the disk of the store is full or cannot be written.

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
    >>> with History("runs/line") as history:
    ...     history.keep(model, 0)
    >>> slices = [Slice.box((-1, 1), (-1, 1)), Slice.box((-2, 2), (-2, 2))]
    >>> frame = sweep(TileStatistics(model), history, slices, store="runs/line.sweep", progress=False)
    >>> frame[["step", "slice"]]
       step  slice
    0     0      0
    1     0      1
    """
    _check(function, checkpoints, slices, scheduler, retries, worker_timeout)
    progress = truth(progress, "progress")
    if store is not None:
        check_path(store, "The store", "Leave it out to keep nothing.")
    if store is not None and Path(store).is_dir():
        raise ValueError(f"The store {store} is a directory. It must be a file. Choose a name in it, as rows.jsonl.")
    import pandas as pd
    from tqdm.auto import tqdm  # brings IPython where there is one, so not at the top

    checkpoints, slices = list(checkpoints), list(slices)
    pairs = [(i, j) for i in range(len(checkpoints)) for j in range(len(slices))]
    kept = None if store is None else SweepStore(Path(store), function, checkpoints, slices)
    with ExitStack() as stack:
        known = stack.enter_context(kept.writing()) if kept else []
        found = {outcome.pair: outcome for outcome in known}
        missing = [pair for pair in pairs if pair not in found]
        outcomes: Generator[Outcome] = (
            run_locally(function, checkpoints, slices, missing, retries)
            if scheduler is None
            else ClusterRun(scheduler, function, checkpoints, slices, retries, worker_timeout).outcomes(missing)
        )
        stack.enter_context(closing(outcomes))
        with tqdm(total=len(pairs), initial=len(found), desc="sweep", unit="pair", disable=not progress) as bar:
            for outcome in outcomes:
                found[outcome.pair] = outcome
                if kept:
                    kept.add(outcome)
                bar.update()
    rows = [_row(checkpoints, found[pair]) for pair in pairs]
    names = dict.fromkeys(name for row in rows for name in row if name != "error")
    return pd.DataFrame(rows, columns=[*dict.fromkeys(["step", "slice", *names]), "error"])


def _row(checkpoints: Sequence[Checkpoint], outcome: Outcome) -> dict[str, Any]:
    i, j = outcome.pair
    return {"step": checkpoints[i].step, "slice": j, **outcome.values, "error": outcome.error}


def _check(function: Any, checkpoints: Any, slices: Any, scheduler: Any, retries: int, worker_timeout: float) -> None:
    if not callable(function):
        raise TypeError(
            f"The function is a {type(function).__name__}. It must take a checkpoint and a slice. "
            "Pass TileStatistics(model), or a function of your own."
        )
    if not isinstance(checkpoints, Sequence) or not all(isinstance(c, Checkpoint) for c in checkpoints):
        raise TypeError(
            f"The checkpoints are a {type(checkpoints).__name__}. They must be a History, or some of its checkpoints. "
            "Open one with History(path)."
        )
    if not isinstance(slices, Sequence) or isinstance(slices, str | bytes):
        raise TypeError(
            f"The slices are a {type(slices).__name__}. They must be a list, one entry for each row of a checkpoint. "
            "Write [slice] for one, or data.split(1000) for chunks of data."
        )
    if not (scheduler is None or (hasattr(scheduler, "submit") and hasattr(scheduler, "nthreads"))):
        raise TypeError(
            f"The scheduler is a {type(scheduler).__name__}. It must be a dask.distributed.Client, or None for this "
            "process. Connect one with Client(address)."
        )
    check_type(retries, Integral, "retries", "a whole number", "Leave it out for 3.")
    if retries < 0:
        raise ValueError(f"There are {retries} retries. There must be 0 or more. Leave it out for 3.")
    if not real_number(worker_timeout, "The worker_timeout", "Leave it out for 60.") >= 0:
        raise ValueError(f"The worker_timeout is {worker_timeout}. It must be 0 seconds or more. Leave it out for 60.")
