"""The weights of a `Playground` in the hand: the module has them at once, and the training goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from explorers import wait_until
from misfits import misfits_of
from small_widgets import sentences

from splinewidgets import Network, Playground, linearize, tessellate
from splinewidgets.pictures.wire import decode

Play = Callable[..., Playground]


@pytest.fixture
def play() -> Iterator[Play]:
    """Makes playgrounds; closes them."""
    made: list[Playground] = []

    def make(**keywords: Any) -> Playground:
        made.append(Playground(**{"data": "moons", "widths": (4, 3), "samples": 40, **keywords}))
        assert made[-1].explorer.tessellation
        return made[-1]

    yield make
    for playground in made:
        assert misfits_of(playground) == [] == misfits_of(playground.diagram)
        playground.close()


def take(playground: Playground, seq: int, **change: Any) -> None:
    """A hand in the page changes a weight; until it is answered."""
    usual = {"column": 1, "unit": 0, "source": 0, "entry": 0, "value": 1.0, "seq": seq, "done": True}
    playground.explorer.set_state({"_weight": {**usual, **change}})
    wait_until(lambda: playground.explorer._answered >= seq, 20)


def shows_its_model(playground: Playground) -> bool:
    shown = playground.explorer.tessellation
    now = tessellate(Network(linearize(playground.model), torch.zeros(2)), shown.slice)
    return shown.areas().tolist() == pytest.approx(now.areas().tolist())


@pytest.mark.parametrize("activation", ["relu", "abs", "maxout", "gelu"])
@pytest.mark.parametrize("skip", [False, True])
def test_each_weight_is_the_drawn_one(play: Play, activation: str, skip: bool) -> None:
    playground = play(activation=activation, skip=skip, widths=(3, 3))
    columns = playground.diagram._network["columns"]
    changed = 0
    for index, column in enumerate(columns):
        for connection in column["connections"]:
            if connection["editable"]:
                changed += 1
                last = {"unit": column["width"] - 1, "entry": columns[connection["source"]]["width"] - 1}
                take(playground, changed, column=index, source=connection["source"], **last, value=0.625)
                (now,) = [
                    each
                    for each in playground.diagram._network["columns"][index]["connections"]
                    if each["source"] == connection["source"]
                ]
                assert decode(now["weights"])[-1, -1] == 0.625
                assert sum(int((p == 0.625).sum()) for p in playground.model.parameters()) == changed
    # Two hidden layers, and the outputs.
    assert changed == 3 and playground.explorer.error == "" and shows_its_model(playground)


def test_the_state_before_is_gone_back_to(play: Play) -> None:
    playground = play()
    playground.train(50)
    while playground.history.steps[-1] == playground.step:
        playground.train(1)
    made = playground.step
    before = {name: tensor.clone() for name, tensor in playground.model.state_dict().items()}
    take(playground, 1, value=2.0, done=False)
    take(playground, 2, value=3.0)
    assert playground.model[0].weight[0, 0] == 3.0 and playground.history.steps[-1] == made
    playground.go_to(-1)
    assert all(torch.equal(before[name], now) for name, now in playground.model.state_dict().items())
    assert playground.step == made and shows_its_model(playground)
    take(playground, 3, column=3, unit=1, source=-1, value=-0.25)
    assert playground.model[-1].bias[1] == -0.25
    playground.train(3)
    assert playground.step == made + 3 and playground.model[-1].bias[1] != -0.25
    playground.reset()
    assert playground.step == 0 and shows_its_model(playground)


def test_it_goes_on_playing(play: Play) -> None:
    playground = play(rate=1e-6, optimizer="sgd")
    playground.play()
    wait_until(lambda: playground.step > 5, 30)
    take(playground, 1, value=5.0)
    made = playground.step
    assert playground.model[0].weight[0, 0].item() == pytest.approx(5.0, abs=0.05)
    wait_until(lambda: playground.step > made + 5, 30)
    playground.pause()
    assert playground.error == "" == playground.explorer.error and shows_its_model(playground)


def test_behind_a_normalization_nothing_is_changed(play: Play) -> None:
    """For the statistics would take it back."""
    playground = play(batch_norm=True)
    editable = [c["editable"] for column in playground.diagram._network["columns"] for c in column["connections"]]
    assert editable == [False, False, True]
    before = playground.model[0].weight.detach().clone()
    take(playground, 1)
    assert sentences(playground.explorer.error) == 3 and torch.equal(before, playground.model[0].weight)


@pytest.mark.parametrize("wrong", [{"column": 7}, {"value": None}, {"value": 1e300}, {"unit": 4}])
def test_what_cannot_be_is_refused(play: Play, wrong: dict[str, Any]) -> None:
    playground = play()
    before = [parameter.detach().clone() for parameter in playground.model.parameters()]
    take(playground, 1, **wrong)
    assert sentences(playground.explorer.error) == 3 and sentences(playground.diagram.error) == 3
    assert all(map(torch.equal, before, playground.model.parameters()))
    take(playground, 2, value=0.5)
    assert playground.model[0].weight[0, 0] == 0.5 and playground.explorer.error == ""
