"""The window that an explorer opens on: the largest around the anchors' middle that can be shown exactly at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

from splinewidgets.geometry.subdivision.resolution import Unresolved
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.budget.attempts import Stopped
from splinewidgets.pictures.budget.own_time import OwnTime
from splinewidgets.pictures.number_format import THIN_SPACE, number

# The search is over after so many times the seconds that one tessellation may take.
SEARCH = 2.0
# The first window after the whole one has this share of its width, and so on until one is small enough.
SHRINK = 2.0**-4
SMALLEST = 2.0**-40
# The first of these windows may take this share of the seconds, and the next ones twice as much each: what is slower is
# too large, or the network is slow and takes as long for the smallest.
FIRST_SHARE = 0.25
# A window is aimed at with this share of what is allowed, and one with this share is large enough.
AIMED_AT, ENOUGH = 0.7, 0.4
# Nor is a larger one looked for where one this many times as wide was given up.
NEAR = 1.3
# A clock may not tell anything shorter, in seconds.
SHORTEST = 1e-9
# A window of one tile shows less than the whole slice sampled does.
FEWEST = 2

# Tessellates the window with a share of the whole width, within seconds; raises `Stopped`.
Attempt = Callable[[float, float], Tessellation]


@dataclass(frozen=True)
class Opening:
    """The window found.

    Attributes
    ----------
    scale : float
        Its share of the whole window's width.
    tessellation
        Of it.
    words : str
        What is beyond; empty where it is the whole.
    """

    scale: float
    tessellation: Tessellation
    words: str


def widest(attempt: Attempt, most: Callable[[], int], seconds: float, device: torch.device) -> Opening:
    """Search for it by growing a small window at the rate that its tiles allow.

    Parameters
    ----------
    most
        How many tiles are allowed, as far as one knows by then: the first attempts tell how long a tile takes.
    seconds
        What each attempt may take.
    device
        What attempts are made on.

    Raises
    ------
    Stopped
        Of the whole window, if no smaller one that is worth showing was found in time, or is resolved.
    Unresolved
        Where the whole window is not.
    """
    most()  # times the network, once, which is no part of the search
    with OwnTime(device) as clock:
        return _searched(attempt, most, seconds, clock)


def _searched(attempt: Attempt, most: Callable[[], int], seconds: float, clock: OwnTime) -> Opening:
    good: Opening | None = None
    scale, high, room = 1.0, math.inf, math.inf
    whole = reason = Stopped("", None)
    patience = seconds
    while True:
        begun = clock.seconds
        try:
            found = attempt(scale, patience)
        except Unresolved:
            if scale == 1:
                raise
            break
        except Stopped as stopped:
            high, reason = scale, stopped
            whole = stopped if scale == 1 else whole
        else:
            taken = max(clock.seconds - begun, SHORTEST)
            if scale == 1:
                return Opening(scale, found, "")
            room = min(most() / found.tile_count, seconds / taken)
            early = good is None if reason.tiles is None else reason.tiles < ENOUGH * most()
            if early:
                high, reason = 1.0, whole  # what was given up so early may be possible after all
            good, patience = Opening(scale, found, ""), seconds
        if clock.seconds > SEARCH * seconds:
            break
        if good is None:
            patience = FIRST_SHARE * seconds if scale == 1 else min(2 * patience, seconds)
            scale = high * SHRINK
            if scale < SMALLEST:
                break
            continue
        if room * ENOUGH <= 1 or high / good.scale <= NEAR:
            break
        # As if tiles grew with the area: they grow less where they are few.
        wider = good.scale * math.sqrt(AIMED_AT * room)
        scale = wider if wider < high / NEAR else math.sqrt(good.scale * high)
        if scale / good.scale <= math.sqrt(NEAR):
            break
    if good is None or good.tessellation.tile_count < FEWEST:
        raise whole
    return Opening(good.scale, good.tessellation, _beyond(good.scale, high, reason))


def _beyond(scale: float, high: float, reason: Stopped) -> str:
    share = f"{number(100 * scale)}{THIN_SPACE}% of the whole slice's width"
    larger = "all of it" if high == 1 else f"a window {number(high / scale)} times as wide"
    return f"{share}: {larger} {reason.words}; zoom out to see it sampled"
