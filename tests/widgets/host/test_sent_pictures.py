from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from explorers import from_browser

from splinewidgets.pictures.wire_types.picture import WireAgain
from splinewidgets.widgets.host.sent_pictures import SentPictures
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def picture(number: int, tiles: int) -> dict[str, Any]:
    return {
        "id": number, "seq": 3, "anchors": [], "handles": [], "window": [0, 1, 0, 1], "tile_sizes": {"shape": [tiles]},
    }  # fmt: skip


def test_what_was_sent_is_sent_in_short() -> None:
    sent, whole = SentPictures(), picture(1, 5)
    assert sent.shortened("picture", whole, 100) is whole
    assert sent.shortened("picture", {**whole, "seq": 4}, 100) == {"id": 1, "seq": 4, "anchors": [], "handles": []}
    # The browser does not look in another trait for it while both come in one message.
    assert sent.shortened("reference_picture", whole, 100) is whole
    sent.forget()
    assert sent.shortened("picture", whole, 100) is whole
    assert sent.shortened("picture", {}, 100) == {}


def test_no_more_is_taken_for_known_than_the_browser_holds() -> None:
    sent = SentPictures()
    for number in (1, 2):
        sent.shortened("picture", picture(number, 5), 10)
    assert set(sent.shortened("picture", picture(1, 5), 10)) == set(WireAgain.__annotations__)
    sent.shortened("picture", picture(3, 5), 10)
    assert "window" in sent.shortened("picture", picture(2, 5), 10)
    assert "window" in sent.shortened("picture", picture(9, 50), 10)
    assert "window" not in sent.shortened("picture", picture(9, 50), 10)


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The states that are sent to the browser."""
    sent: list[dict[str, Any]] = []
    send = SliceExplorer._send

    def noting(self: SliceExplorer, message: dict[str, Any], buffers: Any = None) -> None:
        sent.append(message.get("state", {}))
        send(self, message, buffers)

    monkeypatch.setattr(SliceExplorer, "_send", noting)
    return sent


def pictures(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [state["_picture"] for state in messages if "_picture" in state]


def test_moving_an_anchor_within_the_slice_sends_no_tiles(explore: Explore, messages: list[dict[str, Any]]) -> None:
    explorer = explore()
    assert explorer.tessellation
    messages.clear()
    from_browser(explorer, _drag={"index": 1, "where": "slice", "at": [0.1, 0.2], "seq": 1, "done": True})
    (short,) = pictures(messages)
    assert set(short) == set(WireAgain.__annotations__) and short["id"] == explorer._picture["id"]
    assert short["anchors"] == explorer._picture["anchors"]
    explorer.view = (0, 3, 0, 2)
    assert "positions" in pictures(messages)[-1]


def test_a_browser_that_misses_a_picture_or_knows_nothing_gets_all(
    explore: Explore, messages: list[dict[str, Any]]
) -> None:
    explorer = explore()
    assert explorer.tessellation
    explorer._sent.shortened("_picture", explorer._picture, 0)
    messages.clear()
    from_browser(explorer, _missing=1)
    assert "positions" in pictures(messages)[-1]
    explorer.send_state("_picture")
    assert "positions" not in pictures(messages)[-1]
    explorer.send_state()
    assert "positions" in pictures(messages)[-1]
    # What is stored with a notebook is whole, too.
    explorer.send_state("_picture")
    assert "positions" in explorer.get_state()["_picture"]
