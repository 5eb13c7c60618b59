"""Which pictures are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.geometry import Slice
from splinewidgets.pictures.rendering.rendered_cache import RenderedCache

WINDOW = Slice.box((0, 1), (0, 1))


@dataclass(eq=False)
class Picture:
    """What `RenderedCache` asks of a picture."""

    snapshot: int
    tile_count: int
    window: Slice = WINDOW
    dtype: torch.dtype = torch.float32

    @property
    def scene(self) -> Any:
        return self

    @property
    def size(self) -> int:
        return self.tile_count

    def same_window(self, window: Slice, dtype: torch.dtype) -> bool:
        return window is self.window and dtype == self.dtype


def held(kept: RenderedCache) -> list[Picture]:
    return kept._pictures  # type: ignore[return-value]


@given(used=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 40))), most=st.integers(0, 100))
def test_it_keeps_as_many_of_the_last_used_as_fit(used: list[tuple[int, int]], most: int) -> None:
    kept = RenderedCache(most)
    order: list[Picture] = []  # the last used at the end, whether kept or not
    for snapshot, tiles in used:
        picture = kept.find(snapshot, WINDOW, torch.float32) or Picture(snapshot, tiles)
        kept.use(picture)  # type: ignore[arg-type]
        order = [other for other in order if other is not picture and other in held(kept)] + [picture]  # type: ignore[list-item]
        pictures = held(kept)
        assert pictures == order[len(order) - len(pictures) :] and pictures
        total = sum(each.tile_count for each in pictures)
        assert total <= most or len(pictures) == 1
        assert kept.snapshots(WINDOW, torch.float32) == {each.snapshot for each in pictures}
        assert kept.room_for(most - total) and not kept.room_for(most - total + 1)


def test_no_more_is_let_go_than_must_be() -> None:
    kept = RenderedCache(10)
    pictures = [Picture(i, tiles) for i, tiles in enumerate([5, 3, 2])]
    for picture in pictures:
        kept.use(picture)  # type: ignore[arg-type]
    assert held(kept) == pictures
    kept.use(extra := Picture(9, 4))  # type: ignore[arg-type]
    assert held(kept) == [*pictures[1:], extra]


def test_it_is_the_picture_of_a_moment_in_a_window() -> None:
    kept = RenderedCache(100)
    picture, elsewhere = Picture(1, 2), Picture(1, 2, Slice.box((0, 2), (0, 1)))
    exact = replace(picture, dtype=torch.float64)
    for each in (picture, elsewhere, exact):
        kept.use(each)  # type: ignore[arg-type]
    assert kept.find(1, WINDOW, torch.float32) is picture
    assert kept.find(1, WINDOW, torch.float64) is exact
    assert kept.find(1, elsewhere.window, torch.float32) is elsewhere
    assert kept.find(2, WINDOW, torch.float32) is None
    assert kept.find(1, Slice.box((0, 1), (0, 1)), torch.float16) is None
    kept.use(newer := Picture(1, 3), instead=picture)  # type: ignore[arg-type]
    assert kept.find(1, WINDOW, torch.float32) is newer and picture not in held(kept)


def test_finding_counts_as_using() -> None:
    kept = RenderedCache(4)
    first, second, third = (Picture(i, 2) for i in range(3))
    kept.use(first)  # type: ignore[arg-type]
    kept.use(second)  # type: ignore[arg-type]
    assert kept.find(0, WINDOW, torch.float32) is first
    kept.use(third)  # type: ignore[arg-type]
    assert held(kept) == [first, third]
