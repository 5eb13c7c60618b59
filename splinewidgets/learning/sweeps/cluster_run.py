"""The pairs of a sweep on a Dask cluster."""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..checkpoint import Checkpoint
from .sweep_task import Function, Outcome, Pair, evaluate

if TYPE_CHECKING:
    from distributed import Client, Future, as_completed

# Pairs under way per thread: enough to keep it busy while results and new pairs are in transit, and few enough that
# the scheduler need not hold all checkpoints at once.
AHEAD = 4
# Seconds between two looks for pairs that are done, and for workers.
PAUSE, LOOK = 0.01, 1.0


class ClusterRun:
    """Submits pairs as others are done, and those of lost workers anew.

    The function, each checkpoint and each slice are tasks of their own that only hand over what was sent with them:
    each travels to the cluster once, from one worker to another after that, and is there again when a worker is lost.
    """

    def __init__(
        self,
        client: Client,
        function: Function,
        checkpoints: Sequence[Checkpoint],
        slices: Sequence[Any],
        retries: int,
        worker_timeout: float,
    ) -> None:
        self._client, self._function, self._retries, self._worker_timeout = client, function, retries, worker_timeout
        self._checkpoints, self._slices = checkpoints, slices
        self._sent: dict[tuple[str, int], Future[Any]] = {}

    def outcomes(self, pairs: Sequence[Pair]) -> Generator[Outcome]:
        """That of each pair, as they come. Where the iteration ends early, what is under way is cancelled.

        Raises
        ------
        RuntimeError
            If there is no worker for too long, or no scheduler any more.
        """
        from distributed import CancelledError, KilledWorker, as_completed

        waiting, suspects = list(reversed(pairs)), list[Pair]()
        losses: Counter[Pair] = Counter()
        left = Counter(pair[0] for pair in pairs)
        under_way: dict[Future[Any], Pair] = {}
        # With results: one that is done may be lost with its worker before it is here.
        done = as_completed(loop=self._client.loop, with_results=True, raise_errors=False)
        try:
            while waiting or suspects or under_way:
                while waiting and len(under_way) < AHEAD * max(1, self._threads()):
                    yield from self._start(waiting.pop(), under_way, done)
                if not under_way and suspects:
                    yield from self._start(suspects.pop(), under_way, done)
                if not under_way:
                    continue
                self._wait(done)
                future, result = next(done)
                pair = under_way.pop(future)
                error = result[1] if isinstance(result, tuple) else result  # a kind of error, the error, its traceback
                if isinstance(error, CancelledError | KilledWorker):
                    losses[pair] += 1
                    if losses[pair] <= self._retries:
                        # One of the pairs on a worker may be what kills it: each is tried alone, once the others are
                        # done, so that it takes none of them with it.
                        (suspects if isinstance(error, KilledWorker) else waiting).append(pair)
                        continue
                outcome = Outcome(pair, result) if isinstance(result, dict) else Outcome.failed(pair, error)
                left[pair[0]] -= 1
                if not left[pair[0]]:
                    self._sent.pop(("checkpoint", pair[0]), None)
                yield outcome
        finally:
            with suppress(Exception):  # of many kinds, where there is no scheduler any more
                self._client.cancel([*under_way, *self._sent.values()])
            self._sent.clear()

    def _wait(self, done: as_completed) -> None:
        """Return when a pair is done."""
        seen = looked = time.monotonic()
        while not done.has_ready():
            time.sleep(PAUSE)
            now = time.monotonic()
            if now - looked < LOOK:
                continue
            threads, looked = self._threads(), time.monotonic()
            if threads:
                seen = looked
            elif looked - seen > self._worker_timeout:
                raise _lost(f"The cluster has had no worker for {looked - seen:.0f} seconds")

    def _threads(self) -> int:
        """Number of threads on the cluster; 0 if it does not answer."""
        try:
            return sum(self._client.nthreads().values())
        except Exception:  # of many kinds
            return 0

    def _start(self, pair: Pair, under_way: dict[Future[Any], Pair], done: as_completed) -> Iterator[Outcome]:
        """Submit a pair; yield what comes of it at once if its checkpoint is gone."""
        try:
            parts = (
                self._send("function", 0, lambda: self._function),
                self._send("checkpoint", pair[0], self._checkpoints[pair[0]].in_memory),
                self._send("slice", pair[1], lambda: self._slices[pair[1]]),
            )
        except FileNotFoundError as error:
            yield Outcome.failed(pair, error)
        else:
            future = self._submit(evaluate, *parts, retries=self._retries)
            under_way[future] = pair
            done.add(future)

    def _submit(self, *task: Any, **options: Any) -> Future[Any]:
        try:
            return self._client.submit(*task, pure=False, **options)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise _lost(f"The client of the cluster is {self._client.status}, as when its scheduler is gone") from error

    def _send(self, kind: str, number: int, read: Callable[[], Any]) -> Future[Any]:
        future = self._sent.get((kind, number))
        if future is None or future.status in ("error", "cancelled", "lost"):
            with warnings.catch_warnings():
                # It advises to do what is done here already.
                warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
                future = self._submit(_hand_over, _Parcel(read()))
            self._sent[kind, number] = future
        return future


class _Parcel:
    """Keeps Dask from looking into what is sent, where it would take some tuples and strings for tasks."""

    def __init__(self, content: Any) -> None:
        self.content = content


def _lost(given: str) -> RuntimeError:
    return RuntimeError(
        f"{given}. Pairs that are left need a scheduler with workers. Start some and call sweep again: with a store it "
        "goes on where it was."
    )


def _hand_over(parcel: _Parcel) -> Any:
    return parcel.content
