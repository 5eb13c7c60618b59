"""Tessellations that are given up where they would take too many tiles or too long, and what is learned from them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import torch

from splinewidgets.geometry.limits import TooManyTiles
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.budget.own_time import OwnTime
from splinewidgets.pictures.number_format import count, duration
from splinewidgets.pictures.principal_axes import same_plane
from splinewidgets.pictures.scene.layers import layer_name

Progress = Callable[[float, str], None]

# The time of a row is measured on batches that grow to this many rows, or until one takes this many seconds.
TIMED_ROWS, TIMED_SECONDS = 256, 0.02
# Vertices are born at all depths, and each passes only what is above it: a row that passes all of the network takes
# up to this many times as long. So many more tiles are tried than the time of a row allows; the clock does the rest.
GENEROUS = 3.0
# No tile, and no row, takes fewer seconds; a clock may not tell anything shorter.
FASTEST = 1e-7
# So many snapshots are remembered: a network that is edited has another one with each move of the hand.
MOST_SNAPSHOTS = 1024
# Where a tessellation was given up, less than this share of its window is tried next.
LESS = 0.7


class Stopped(ValueError):
    """A tessellation was given up.

    Attributes
    ----------
    words : str
        What the window has or does, such as "has more than 200 000 tiles (max_tiles) at relu 1".
    tiles : int or None
        A number of tiles that the window surely has more of; None where it took too long.
    """

    def __init__(self, words: str, tiles: int | None) -> None:
        super().__init__(f"The window {words}. What is shown has limits. Zoom in, or raise max_tiles or max_seconds.")
        self.words, self.tiles = words, tiles


class Abandoned(Exception):
    """Nobody waits for a computation any more: something newer was asked, or the widget is closed."""


class _TooSlow(Exception):
    """An attempt has taken too long."""


@dataclass(frozen=True)
class _Attempt:
    """Result of an attempt at a window: its tiles, or at least so many where it was given up."""

    window: Slice
    tiles: int
    stopped: Stopped | None


class Attempts:
    """Tessellates within limits, and remembers how dense tiles are, so that what is hopeless is not tried again.

    Parameters
    ----------
    max_tiles
        A window with more is given up.
    """

    def __init__(self, max_tiles: int) -> None:
        self._max_tiles = max_tiles
        self._row_seconds: dict[tuple[int, torch.dtype], float] = {}
        # The least that a tile took in any tessellation, which may be less than a row: values are interpolated, too.
        self._tile_seconds: dict[tuple[int, torch.dtype], float] = {}
        # Of each snapshot the newest window that was tessellated, and the newest that was not.
        self._done: OrderedDict[Hashable, _Attempt] = OrderedDict()
        self._failed: OrderedDict[Hashable, _Attempt] = OrderedDict()
        self._last: Tessellation | None = None
        # Seconds that it took.
        self.taken = 0.0

    def row_seconds(self, network: Network, example: torch.Tensor) -> float:
        """Seconds that a network needs for one of many inputs; measured once."""
        key = (len(network.layers), network.dtype)
        if key not in self._row_seconds:
            row = example[None].to(network.device, network.dtype)
            best, rows = float("inf"), 1
            with torch.no_grad():
                while True:
                    inputs = row.expand(rows, *example.shape).contiguous()
                    with OwnTime(network.device) as clock:
                        network(inputs).flatten()[:1].cpu()
                        taken = clock.seconds
                    best = min(best, taken / rows)
                    if rows >= TIMED_ROWS or (rows > 1 and taken > TIMED_SECONDS):
                        break
                    rows *= 4
            self._row_seconds[key] = max(FASTEST, best)
        return self._row_seconds[key]

    def limit(self, network: Network, example: torch.Tensor, seconds: float) -> int:
        """Largest number of tiles to look for, in so many seconds."""
        known = self._tile_seconds.get((len(network.layers), network.dtype), math.inf)
        affordable = GENEROUS * seconds / min(self.row_seconds(network, example), known)
        return int(max(1, min(self._max_tiles, affordable)))

    def tessellate(
        self, snapshot: Hashable, network: Network, window: Slice, seconds: float, progress: Progress
    ) -> Tessellation:
        """The tessellation of a window, in the network's dtype; the last one, where it is asked for again.

        Raises
        ------
        Stopped
            Where it has too many tiles, or takes longer than so many seconds.
        """
        last = self._last
        if last is not None and last.network is network and _same(last.slice, window):
            return last
        layer = 0
        limit = self.limit(network, window.origin, seconds)
        with OwnTime(network.device) as clock:

            def watched(fraction: float, name: str) -> None:
                nonlocal layer
                progress(fraction, name)
                layer = round(fraction * len(network.layers))
                if fraction < 1 and clock.seconds > seconds:
                    raise _TooSlow

            try:
                found = tessellate(network, window, dtype=network.dtype, max_tiles=limit, progress=watched)
            except (TooManyTiles, MemoryError, _TooSlow) as failure:
                tiles = limit if isinstance(failure, TooManyTiles) else None
                stopped = Stopped(self._words(failure, limit, seconds, network, layer), tiles)
                _remember(self._failed, snapshot, _Attempt(window, tiles or 0, stopped))
                raise stopped from failure
            self._last, self.taken = found, clock.seconds
        key, rate = (len(network.layers), network.dtype), self.taken / found.tile_count
        self._tile_seconds[key] = max(FASTEST, min(rate, self._tile_seconds.get(key, math.inf)))
        _remember(self._done, snapshot, _Attempt(window, found.tile_count, None))
        failed = self._failed.get(snapshot)
        if failed is not None and failed.window.area <= window.area:
            del self._failed[snapshot]
        return found

    def _words(self, failure: Exception, limit: int, seconds: float, network: Network, layer: int) -> str:
        at = layer_name(layer, network.layers[layer]) if layer < len(network.layers) else "its end"
        if isinstance(failure, TooManyTiles) and limit == self._max_tiles:
            return f"has more than {count(limit)} tiles (max_tiles) at {at}"
        if isinstance(failure, MemoryError):
            return f"needs more memory than there is at {at}"
        if isinstance(failure, TooManyTiles):
            return f"takes more than {duration(seconds)} by estimate: more than {count(limit)} tiles at {at}"
        return f"takes more than {duration(seconds)}, at {at}"

    def hopeless(self, snapshot: Hashable, window: Slice, limit: int, daring: bool) -> str | None:
        """Reason not to try a tessellation with at most `limit` tiles, in words; None where it may succeed.

        Parameters
        ----------
        daring
            Whether a window is tried that is hardly smaller than one that failed.
        """
        failed, done = self._failed.get(snapshot), self._done.get(snapshot)
        if failed is None or failed.stopped is None:
            return None
        known = failed.stopped.tiles or 0
        if known >= limit and same_plane(failed.window, window) and _contains(window, failed.window):
            return failed.stopped.words
        share = window.area / failed.window.area
        if known * share > GENEROUS * limit:
            return _estimated(known * share)
        if daring:
            return None
        if share > LESS:
            return _estimated(known * share)
        estimate = 0.0 if done is None else done.tiles * window.area / done.window.area
        return _estimated(estimate) if estimate > limit else None

    def tiles(self, snapshot: Hashable, window: Slice) -> float:
        """About how many tiles a window has at least, if they lie there as they do where too many were found."""
        failed = self._failed.get(snapshot)
        return 0.0 if failed is None else failed.tiles * window.area / failed.window.area


def _remember(attempts: OrderedDict[Hashable, _Attempt], snapshot: Hashable, attempt: _Attempt) -> None:
    attempts[snapshot] = attempt
    if len(attempts) > MOST_SNAPSHOTS:
        attempts.popitem(last=False)


def _same(window: Slice, other: Slice) -> bool:
    return window.bounds == other.bounds and same_plane(window, other)


def _contains(window: Slice, other: Slice) -> bool:
    """Test whether a window contains another one of the same plane."""
    (a, b, c, d), (e, f, g, h) = window.bounds, other.bounds
    return a <= e and f <= b and c <= g and h <= d


def _estimated(tiles: float) -> str:
    if tiles < 1:
        return "takes too long, by estimate"
    return f"has about {count(int(float(f'{tiles:.1g}')))} tiles, by estimate"
