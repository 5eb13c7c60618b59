"""`Playground`: what is shown is the network as it is, whatever was changed, and nothing is lost by what is refused."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from explorers import from_browser, wait_until
from misfits import misfits_of
from torch import nn

from splinewidgets import Network, Playground, linearize, tessellate
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked import network_diagram

Play = Callable[..., Playground]


@pytest.fixture
def play() -> Iterator[Play]:
    made: list[Playground] = []

    def make(*arguments: Any, **keywords: Any) -> Playground:
        made.append(Playground(*arguments, **{"widths": (6, 4), "samples": 60, **keywords}))
        assert made[-1].explorer.tessellation  # is there
        return made[-1]

    yield make
    for playground in made:
        if playground.comm is not None:  # those that a test has not closed
            assert misfits_of(playground) == [] == misfits_of(playground.curves) == misfits_of(playground.explorer)
        playground.close()


def shows_its_model(playground: Playground) -> bool:
    """Whether the tiles on the screen are those of the model as it is now."""
    shown = playground.explorer.tessellation
    now = tessellate(Network(linearize(playground.model), torch.zeros(2)), shown.slice)
    return shown.tile_count == now.tile_count and bool(np.allclose(np.sort(shown.areas()), np.sort(now.areas())))


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


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("formula", "import os", r"'import' is no name that is known"),
        ("formula", "1 +", r"Something is missing in '1 \+'"),
        ("widths", [8] * 7, r"There are 7 hidden layers\. At most 6"),
        ("widths", [0], r"A width is 0\. It must be from 1 to 64"),
        ("rate", 0, r"rate"),
        ("rate", math.nan, r"rate"),
        ("samples", 3, r"samples is 3\. It must be from 10 to 5000"),
        ("noise", -1, r"noise is -1\. It must be from 0 to 1"),
        ("batch", -1, r"batch is -1"),
        ("drawn", [[0, 0]], r"A point of drawn has 2 numbers"),
        ("drawn", [[0, math.inf, 1]], r"Both must be finite"),
        ("drawn", [[0, 0, 4]], r"A class of drawn is 4\. There are 0 to 3"),
        ("drawn", [[0, 0, 0]] * 5001, r"drawn has 5001 points"),
    ],
)
def test_what_does_not_fit_is_refused_and_all_stays(play: Play, name: str, value: Any, words: str) -> None:
    playground = play("moons")
    before, picture = getattr(playground, name), playground.explorer._picture
    with pytest.raises(Exception, match=words):
        setattr(playground, name, value)
    assert getattr(playground, name) == before
    if value == value or not isinstance(value, float):  # JSON has no NaN
        from_browser(playground, **{name: value})
        assert playground.error
    assert getattr(playground, name) == before and playground.explorer._picture is picture
    playground.train(1)
    assert playground.step == 1 and playground.error == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formula": "log(x1)", "data": "formula"}, r"NaN or infinite at \d+ of 60 points"),
        ({"loss": "squared", "batch_norm": True, "batch": 1}, r"Batches are of one point"),
    ],
    ids=str,
)
def test_what_cannot_be_trained_is_shown_and_the_last_picture_stays(
    play: Play, change: dict[str, Any], words: str
) -> None:
    playground = play("moons")
    for name, value in change.items():
        picture = playground.explorer._picture
        setattr(playground, name, value)
    assert playground.state == "error"
    assert re.search(words, playground.error)
    assert playground.explorer.error == "" and playground.explorer._picture["id"] == picture["id"]
    playground.train(3)
    playground.data, playground.batch_norm = "moons", False
    # Steps that could not be made are not made later.
    assert playground.error == "" and playground.step == 0 and shows_its_model(playground)


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mons",), "data is 'mons'"),
        ((3,), r"data is 3\. It must be the name of a data set, or \(inputs, targets\)"),
        (((np.zeros((5, 3)), np.zeros(5, int)),), r"shape \(5, 3\)\. A playground is of points in the plane"),
        (((np.zeros((5, 2)), np.zeros(4, int)),), r"There are 4 targets for 5 inputs"),
        (((np.zeros((5, 2)), np.zeros(5, int)),), r"The targets are of 1 classes"),
        (((np.zeros((1, 2)), np.zeros(1)),), r"There is 1 input"),
        (((np.full((5, 2), np.nan), np.zeros(5)),), "NaN"),
        (("moons", 7), r"model is 7\. It must be a torch.nn.Module"),
        (("moons", nn.Linear(3, 2)), r"The model fails on points of the plane.*TrainingExplorer, on the slice"),
        (("moons", nn.Linear(2, 1)), r"A class is 1\. The network has 1 outputs"),
    ],
)
def test_bad_arguments_are_refused_before_any_work(arguments: Any, words: str) -> None:
    with pytest.raises(Exception, match=words):
        Playground(*arguments)


def test_it_ends_while_it_plays(play: Play) -> None:
    playground = play("moons", playing=True)
    wait_until(lambda: playground.step > 0, 60)
    playground.close()
    assert playground.explorer.comm is None and playground.surface.comm is None and playground.curves.comm is None
