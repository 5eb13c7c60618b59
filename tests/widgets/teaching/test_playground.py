"""`Playground`: what is shown is the network as it is, whatever was changed, and nothing is lost by what is refused."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import from_browser, wait_until
from playgrounds import shows_its_model
from torch import nn

from splinewidgets import Playground
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked import network_diagram

Play = Callable[..., Playground]


@pytest.mark.parametrize("activation", ["relu", "leaky", "abs", "maxout", "gelu"])
def test_the_tiles_are_those_of_the_network_as_it_trains(play: Play, activation: str) -> None:
    playground = play("spirals", activation=activation, skip=True, batch_norm=True)
    assert playground.step == 0 and shows_its_model(playground)
    before = playground.explorer.tessellation
    playground.train(30)
    assert playground.step == 30 and shows_its_model(playground)
    assert playground.explorer.tessellation is not before
    assert playground.surface._surface["id"] == playground.explorer._picture["id"]
    assert playground.status.startswith("step 30 · loss ") and playground.error == ""


@pytest.mark.parametrize("ended", ["paused", "stepped", "set anew"])
def test_the_diagram_leaves_networks_out_while_it_plays_and_has_the_last(
    play: Play, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    playground = play("circles")
    monkeypatch.setattr(network_diagram, "PACE", math.inf)
    playground.play()
    drawn: list[int] = []
    wait_until(lambda: playground.step > 0, 60)
    playground.diagram.observe(lambda change: drawn.append(change["new"]["number"]), "_network")
    seen = playground.explorer._picture["id"]
    wait_until(lambda: playground.explorer._picture["id"] > seen + 1, 60)
    assert drawn == []
    if ended == "stepped":
        playground.train(1)
    elif ended == "set anew":
        playground.widths = (3, 3)
    playground.pause()
    assert drawn and playground.diagram._drawing is not None
    assert playground.diagram._drawing[0] is playground.explorer.tessellation.network
    assert playground.diagram._plane["picture"] == playground.explorer._picture["id"]
    assert shows_its_model(playground)


def test_it_plays_until_it_is_paused(play: Play) -> None:
    playground = play("circles")
    pictures: list[int] = []
    playground.explorer.observe(lambda change: pictures.append(change["new"]["id"]), "_picture")
    playground.play()
    wait_until(lambda: playground.step > 100 and len(set(pictures)) > 3, 60)
    playground.pause()
    made = playground.step
    time.sleep(0.3)
    assert playground.step == made and shows_its_model(playground)
    wait_until(lambda: len(playground.curves.steps) == len(playground.history))


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        ({"data": "checkerboard"}, False),
        ({"noise": 0.0}, False),
        ({"rate": 0.5}, False),
        ({"optimizer": "sgd"}, False),
        ({"widths": [3]}, True),
        ({"widths": []}, True),
        ({"activation": "maxout"}, True),
        ({"seed": 4}, True),
        ({"drawn": [[0, 0, 0], [0.5, 0, 3]], "data": "drawn"}, True),
    ],
    ids=str,
)
@pytest.mark.parametrize("by", [setattr, lambda widget, name, value: from_browser(widget, **{name: value})])
def test_a_change_is_shown(play: Play, change: dict[str, Any], anew: bool, by: Any) -> None:
    playground = play("moons")
    playground.train(5)
    for name, value in change.items():
        by(playground, name, value)
    wait_until(
        lambda: playground.step == (0 if anew else 5) and playground._running.experiment == playground._experiment()
    )
    wait_until(lambda: playground.state == "ready" and shows_its_model(playground))
    assert playground.error == ""
    points = playground._examples
    np.testing.assert_allclose(decode(points["points"]), playground._running.examples.inputs.numpy())
    assert playground.explorer._classes == points["names"]
    assert len(playground.explorer._layers) == len(playground.explorer.network.layers)


def test_numbers_are_learned_as_a_surface(play: Play) -> None:
    playground = play("formula", formula="x1^2 - x2", loss="squared", noise=0.0)
    assert playground.explorer.class_names == [] and playground.explorer.color_by == "slope"
    values = decode(playground._examples["values"])
    x1, x2 = decode(playground._examples["points"]).T
    np.testing.assert_allclose(values, x1**2 - x2, atol=1e-6)
    assert playground._examples["names"] == []
    playground.train(20)
    targets = decode(playground.surface._data["targets"])
    assert len(targets) == 60 and shows_its_model(playground)
    # Classes, and numbers again: another surface each time, seen from where it was.
    camera = {"azimuth": 0.5, "elevation": 0.5, "distance": 2.0, "target": [0.0, 0.0, 0.0]}
    playground.surface.camera = camera
    playground.loss = "cross_entropy"
    assert playground.explorer.class_names == ["not positive", "positive"]
    playground.explorer.color_by = "class"
    playground.loss = "squared"
    assert playground.explorer.class_names == [] and playground.explorer.color_by == "slope"
    assert playground.error == playground.explorer.error == playground.surface.error == ""
    assert playground.surface.camera == camera and shows_its_model(playground)


def test_nothing_is_learned_until_there_are_points_to_learn(play: Play) -> None:
    playground = play("moons", playing=True)
    wait_until(lambda: playground.step > 5, 60)
    playground.data = "drawn"
    made, picture = playground.step, playground.explorer._picture
    assert playground.status == "Draw 2 points or more on the pad" and playground.error == "" and playground.playing
    time.sleep(0.3)
    playground.train(3)
    assert playground.step == made and playground.explorer._picture is picture
    from_browser(playground, drawn=[[0.1, 0.2, 0]])
    assert playground.step == made and playground.state == "ready"
    from_browser(playground, drawn=[[0.1, 0.2, 0], [-0.5, 0.4, 1]])
    wait_until(lambda: playground.step > made and decode(playground._examples["points"]).shape == (2, 2), 60)
    playground.pause()
    assert playground.status.startswith("step ") and shows_its_model(playground)


def test_a_click_on_a_curve_goes_back(play: Play) -> None:
    playground = play("moons", batch=7)
    playground.train(12)
    assert playground.history.steps == list(range(13)) == playground.curves.steps
    playground.curves.set_state({"_clicked": {"index": 4, "seq": 1}})
    wait_until(lambda: playground.step == 4 and playground.state == "ready")
    assert playground.history.steps == [0, 1, 2, 3, 4] and shows_its_model(playground)
    at = [each.clone() for each in playground.model.parameters()]
    playground.train(8)
    playground.go_to(-9)
    assert playground.step == 4
    assert all(torch.equal(one, other) for one, other in zip(at, playground.model.parameters(), strict=True))
    with pytest.raises(ValueError, match=r"State 5 was asked for\. There are 5"):
        playground.go_to(5)


def test_buttons_are_answered_by_their_numbers(play: Play) -> None:
    playground = play("moons")
    from_browser(playground, _order={"action": "step", "seq": 1})
    wait_until(lambda: playground.step == 1 and playground._answered == 1)
    from_browser(playground, _order={"action": "reset", "seq": 2})
    wait_until(lambda: playground.step == 0 and playground._answered == 2)
    from_browser(playground, _order={"action": "explode", "seq": 3})
    assert "asks to 'explode'" in playground.error
    from_browser(playground, _order={"action": "step", "seq": 4})
    wait_until(lambda: playground.step == 1 and playground.error == "")


def test_ones_own_points_model_and_step(play: Play) -> None:
    inputs = np.random.default_rng(0).normal(size=(50, 2)) * 3
    labels = np.array(["far" if np.hypot(*row) > 3 else "near" for row in inputs])
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 2)).double().float()
    seen: list[int] = []

    def step(network: nn.Module, given: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        seen.append(len(given))
        loss = nn.functional.cross_entropy(network(given), targets)
        network.zero_grad()
        loss.backward()
        with torch.no_grad():
            for each in network.parameters():
                each -= 0.1 * each.grad
        return loss.detach()

    playground = play((inputs, labels), model, train_step=step)
    assert playground._own_data and playground._own_model and playground._own_step
    assert playground.explorer.class_names == ["far", "near"] and playground._examples["window"][1] > 3
    playground.train(7)
    assert seen == [50] * 7 and playground.model is model and shows_its_model(playground)
    assert not model.training
    assert "inputs, targets = ...  # your points" in playground.code()


def test_it_ends_while_it_plays(play: Play) -> None:
    playground = play("moons", playing=True)
    wait_until(lambda: playground.step > 0, 60)
    playground.close()
    assert playground.explorer.comm is None and playground.surface.comm is None and playground.curves.comm is None


def test_a_diverging_training_stops_and_says_so(play: Play) -> None:
    playground = play("formula", formula="x1 x2", loss="squared", optimizer="sgd", rate=1e7)
    start = np.sort(playground.explorer.tessellation.areas())
    playground.play()
    wait_until(lambda: not playground.playing)
    wait_until(lambda: playground.state == "error")
    assert playground.error.startswith("The loss is ") and "smaller learning rate" in playground.error
    # The last good weights, and their picture.
    wait_until(lambda: playground.step == 0)
    np.testing.assert_array_equal(np.sort(playground.explorer.tessellation.areas()), start)
    assert shows_its_model(playground) and playground.explorer.error == "" and playground.state == "error"
    playground.rate = 0.01
    playground.reset()
    assert playground.error == "" and playground.step == 0 and shows_its_model(playground)
    playground.train(5)
    assert playground.error == "" and shows_its_model(playground)
