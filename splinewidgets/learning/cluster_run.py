"""The pairs of a sweep on a Dask cluster."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .checkpoint import Checkpoint
from .sweep_task import Function, Outcome, Pair, evaluate

if TYPE_CHECKING:
    from distributed import Client, Future, as_completed

# Pairs under way per thread: enough to keep it busy while results and new pairs are in transit, and few enough that
# the scheduler need not hold all checkpoints at once.
AHEAD = 4


class ClusterRun:
    """Submits pairs as others are done, and those of lost workers anew.

    The function, each checkpoint and each slice are tasks of their own that only hand over what was sent with them:
    each travels to the cluster once, from one worker to another after that, and is there again when a worker is lost.
    """

    def __init__(
        self, client: Client, function: Function, checkpoints: Sequence[Checkpoint], slices: Sequence[Any], retries: int
    ) -> None:
        self._client, self._function, self._retries = client, function, retries
        self._checkpoints, self._slices = checkpoints, slices
        self._sent: dict[tuple[str, int], Future[Any]] = {}

    def outcomes(self, pairs: Sequence[Pair]) -> Generator[Outcome]:
        """That of each pair, as they come. Where the iteration ends early, what is under way is cancelled."""
        from distributed import CancelledError, KilledWorker, as_completed

        waiting, suspects = list(reversed(pairs)), list[Pair]()
        losses: Counter[Pair] = Counter()
        left = Counter(pair[0] for pair in pairs)
        under_way: dict[Future[Any], Pair] = {}
        done = as_completed(loop=self._client.loop)
        try:
            while waiting or suspects or under_way:
                while waiting and len(under_way) < AHEAD * max(1, sum(self._client.nthreads().values())):
                    yield from self._start(waiting.pop(), under_way, done)
                if not under_way and suspects:
                    yield from self._start(suspects.pop(), under_way, done)
                if not under_way:
                    continue
                future = next(done)
                pair = under_way.pop(future)
                try:
                    outcome = Outcome(pair, future.result())
                except (CancelledError, KilledWorker) as error:
                    losses[pair] += 1
                    if losses[pair] <= self._retries:
                        # One of the pairs on a worker may be what kills it: each is tried alone, once the others are
                        # done, so that it takes none of them with it.
                        (suspects if isinstance(error, KilledWorker) else waiting).append(pair)
                        continue
                    outcome = Outcome.failed(pair, error)
                except Exception as error:
                    outcome = Outcome.failed(pair, error)
                left[pair[0]] -= 1
                if not left[pair[0]]:
                    self._sent.pop(("checkpoint", pair[0]), None)
                yield outcome
        finally:
            self._client.cancel([*under_way, *self._sent.values()])
            self._sent.clear()

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
            future = self._client.submit(evaluate, *parts, retries=self._retries, pure=False)
            under_way[future] = pair
            done.add(future)

    def _send(self, kind: str, number: int, read: Callable[[], Any]) -> Future[Any]:
        future = self._sent.get((kind, number))
        if future is None or future.status in ("error", "cancelled", "lost"):
            with warnings.catch_warnings():
                # It advises to do what is done here already.
                warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
                future = self._client.submit(_hand_over, _Parcel(read()), pure=False)
            self._sent[kind, number] = future
        return future


class _Parcel:
    """Keeps Dask from looking into what is sent, where it would take some tuples and strings for tasks."""

    def __init__(self, content: Any) -> None:
        self.content = content


def _hand_over(parcel: _Parcel) -> Any:
    return parcel.content
