"""What a page learns when it asks whether anybody listens."""

from __future__ import annotations

from typing import Any

import pytest
from explorers import LATENTS, perceptron

from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer


@pytest.fixture(params=("explore", "manifold_of", "show"))
def asked(request: pytest.FixtureRequest) -> Listener:
    """A widget that has shown something: a slice, a manifold, or what a generator samples."""
    make = request.getfixturevalue(request.param)
    made: Listener = make(perceptron(2, outputs=2), LATENTS[:600]) if request.param == "show" else make()
    made._await_picture(20)
    return made


def sent_by(widget: Listener, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The states that the widget sends from now on."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(widget, "_send", lambda message, buffers=None: sent.append(message["state"]))
    return sent


def test_it_is_told_which_question_was_heard(asked: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sent_by(asked, monkeypatch)
    asked.set_state({"_ask": {"seq": 7}})
    assert {"_heard": 7} in sent and not any(message.keys() - {"_heard"} for message in sent)


def test_it_is_sent_all_that_python_knows(asked: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sent_by(asked, monkeypatch)
    asked.set_state({"_ask": {"seq": 1, "all": True}})
    everything = {name: value for message in sent for name, value in message.items()}
    mine = {name for name in asked.keys if asked.trait_metadata(name, "told")}
    assert mine <= everything.keys() and everything["_heard"] == 1
    # What the page does may have moved on, and its own half it has.
    assert not {"_ask", "_drag", "pointer", "_aspect", "_esm", "_css"} & everything.keys()
    if isinstance(asked, SliceExplorer):
        assert "positions" in everything["_picture"]  # in full


@pytest.mark.parametrize("nonsense", ({}, {"seq": "x"}, {"seq": -1}, {"seq": None, "all": 3}, [1], 5))
def test_nonsense_is_no_question(asked: Listener, nonsense: Any) -> None:
    asked.set_state({"_ask": {"seq": 3}})
    asked.set_state({"_ask": nonsense})
    assert asked._heard in (0, 3)
