"""`LossLandscape`: what it draws is what is known, its marble goes where it says, and what is wrong is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from misfits import misfits_of

from splinewidgets import History, LossLandscape, ParameterPlane, condition_numbers, sampled_loss, zoo
from splinewidgets.pictures.wire import decode

Show = Callable[..., LossLandscape]
U, V = np.linspace(-1, 1, 21), np.linspace(-2, 2, 31)
BOWL = (U, V, U**2 + V[:, None] ** 2 + 0.5)


@pytest.fixture
def show() -> Iterator[Show]:
    """Makes widgets; closes them."""
    made: list[LossLandscape] = []

    def make(*args: Any, **keywords: Any) -> LossLandscape:
        made.append(LossLandscape(*args, **keywords))
        assert misfits_of(made[-1]) == []
        return made[-1]

    yield make
    for widget in made:
        assert misfits_of(widget) == []
        widget.close()


def heights(widget: LossLandscape, which: int = 0) -> Any:
    return decode(widget._landscapes[which]["heights"])


def test_heights_are_shares_of_the_range_on_its_scale(show: Show) -> None:
    widget = show(BOWL, scale="linear")
    losses = BOWL[2]
    assert widget._range == {"range": [losses.min(), losses.max()], "scale": "linear"}
    assert np.allclose(heights(widget), (losses - losses.min()) / np.ptp(losses))
    widget.scale = "log"
    low, high = np.log(losses.min()), np.log(losses.max())
    assert np.allclose(heights(widget), (np.log(losses) - low) / (high - low), atol=1e-6)
    widget.limits = [1.0, 4.0]
    assert np.allclose(heights(widget), np.log(np.clip(losses, 1, 4)) / np.log(4), atol=1e-6)
    beyond = int(((losses < 1) | (losses > 4)).sum())
    assert f"{beyond} points of the grid beyond the range, clamped" in widget.status


def test_two_landscapes_have_one_range(show: Show) -> None:
    widget = show(BOWL, (U, V, 3 * BOWL[2]), scale="linear", names=("a", "b"))
    assert widget._range["range"] == [BOWL[2].min(), 3 * BOWL[2].max()]
    assert heights(widget).max() < 0.4 and heights(widget, 1).max() == 1
    assert [each["name"] for each in widget._landscapes] == ["a", "b"]
    assert "a: sampled on 21 × 31 points" in widget.status


def test_level_lines_are_as_many_levels_as_are_asked_for(show: Show) -> None:
    widget = show(BOWL, scale="linear", levels=3)
    assert np.unique(decode(widget._landscapes[0]["contours"])[..., 2]).tolist() == [0.25, 0.5, 0.75]
    widget.levels = 0
    assert decode(widget._landscapes[0]["contours"]).shape == (0, 2, 3)


def test_what_is_not_finite_is_a_hole_and_counted(show: Show) -> None:
    losses = BOWL[2].copy()
    losses[3, 4], losses[10, 5] = np.nan, np.inf
    widget = show((U, V, losses))
    assert np.isnan(heights(widget)).sum() == 2 and "2 of them holes" in widget.status
    assert widget._range["range"][1] == BOWL[2].max()
    widget._pointed = {"seq": 1, "landscape": 0, "at": [float(U[4]), float(V[3])]}
    assert widget._facts["rows"][2] == ["loss", "not known"] and "height" not in widget._facts
    everywhere = show((U, V, np.full((31, 21), np.nan)))
    assert "651 of them holes" in everywhere.status and everywhere.state == "ready"


def test_losses_of_zero_and_below_are_at_the_floor_of_a_logarithm(show: Show) -> None:
    widget = show((U, V, BOWL[2] - 0.5))
    assert widget._range["scale"] == "log" and heights(widget).min() == 0
    below = show((U, V, -BOWL[2]))
    assert below._range["scale"] == "linear" and "no loss is above 0: linear scale" in below.status


def test_the_marble_goes_down_on_all_landscapes(show: Show) -> None:
    widget = show(BOWL, (U, V, BOWL[2] + 3 * U**2), marble=[0.8, 1.0], step_size=0.1)
    first, second = widget.descents
    assert first.ending == second.ending == "rest"
    # Differences of a quadratic are exact inside, and interpolated linearly so are its gradients.
    assert np.allclose(first.places[:5], np.array([0.8, 1.0]) * 0.8 ** np.arange(5)[:, None])
    assert np.allclose(second.places[:5, 0], 0.8 * 0.2 ** np.arange(5))
    ways = [decode(each["way"]) for each in widget._ways]
    assert np.allclose(ways[0][:, :2], first.places / [2, 4] + 0.5, atol=1e-6)
    assert [each["title"] for each in widget._plots] == ["Loss of the marble"]
    ending = f"came to rest after {first.step_count} steps, by interpolated gradients"
    assert widget._ways[0]["words"].endswith(ending) and ending in widget.status
    numbers = [each["id"] for each in widget._landscapes]
    widget.momentum = 0.5
    assert widget.descents[0].step_count != first.step_count
    assert [each["id"] for each in widget._landscapes] == numbers == [each["id"] for each in widget._ways]
    widget.marble = None
    assert widget.descents == () and widget._ways == widget._plots == []


def test_a_marble_that_diverges_is_said_to(show: Show) -> None:
    widget = show(BOWL, marble=[0.1, 0.0], step_size=1.2)
    assert widget.descents[0].ending == "diverged" and "diverged" in widget.status
    widget.marble = [5.0, 0.0]
    assert "begins outside of the window" in widget.status


def test_what_is_known_of_a_place_is_interpolated(show: Show) -> None:
    widget = show(BOWL, scale="linear")
    widget._pointed = {"seq": 4, "landscape": 0, "at": [0.5, 1.0]}
    facts = dict(widget._facts["rows"])
    assert float(facts["loss"]) == pytest.approx(1.75, abs=0.01) and widget._answered == 4
    assert float(facts["slope"]) == pytest.approx(np.sqrt(5), rel=1e-2)
    assert float(facts["distance from (0, 0)"]) == pytest.approx(np.sqrt(1.25), abs=0.01)
    widget._pointed = {"seq": 4, "landscape": 0, "at": [1.5, 0.0]}
    assert ["loss", "not known"] in widget._facts["rows"]
    for wrong in ({"landscape": 1, "at": [0, 0]}, {"landscape": 0, "at": ["x"]}, {"landscape": 0, "at": [0, 1e999]}):
        widget.set_state({"_pointed": {"seq": 5, **wrong}})
        assert widget._facts == {} and widget._answered == 5
    widget.set_state({"_pointed": {"seq": -3}})
    widget.set_state({"_pointed": {"seq": 6}})
    assert widget._facts == {} and widget._answered == 6 and not widget.error and widget.state == "ready"


def test_another_landscape_takes_the_place_of_what_was_shown(show: Show) -> None:
    widget = show(BOWL, scale="linear", spectra={"a": [1.0]}, marble=[0.5, 0.5])
    widget.selected = 3
    widget.show((U, V, 2 * BOWL[2]), BOWL, names=("new", "old"))
    assert [each["name"] for each in widget._landscapes] == ["new", "old"] and len(widget.descents) == 2
    assert widget._range["range"][1] == 2 * BOWL[2].max() and widget.selected == -1
    assert [each["title"] for each in widget._plots] == ["Loss of the marble"]
    before = widget._landscapes
    with pytest.raises(TypeError, match="landscape is a str"):
        widget.show("x")
    assert widget._landscapes == before


def test_a_sampled_loss_has_its_path_and_the_losses_of_the_training(show: Show, tmp_path: Path) -> None:
    moons, model = zoo.two_moons(30), zoo.mlp((2, 4, 2))
    with History(tmp_path / "run", per_decade=3) as history:
        zoo.train(model, moons, steps=20, progress=False, history=history, cache=False)
    plane = ParameterPlane.principal(model, history)
    sampled = sampled_loss(model, moons.inputs, moons.labels, plane, cells=9)
    widget = show(sampled, scale="linear")
    losses, distances = widget._plots
    assert decode(losses["lines"][0]["y"]).tolist() == sampled.path_losses.tolist()
    assert decode(losses["lines"][1]["y"]).tolist() == sampled.plane_losses.tolist()
    assert decode(losses["lines"][0]["x"]).tolist() == plane.trajectory.steps
    assert decode(distances["lines"][0]["y"]).tolist() == sampled.path_distances.tolist()
    u0, u1, v0, v1 = widget._landscapes[0]["window"]
    path = decode(widget._landscapes[0]["trajectory"])
    assert np.allclose(path[:, :2] * [u1 - u0, v1 - v0] + [u0, v0], sampled.path, atol=1e-5)
    low, high = widget._range["range"]
    clamped = np.clip(sampled.plane_losses, low, high)
    assert np.allclose(path[:, 2] * (high - low) + low, clamped, atol=1e-5)
    sampled_facts = dict(widget._shown.landscapes[0].facts_at(np.array([0.3, 0.4])))
    # Principal axes are orthonormal.
    assert sampled_facts["distance in parameters"] == pytest.approx(0.5, rel=1e-4)
    assert "non-convex at" in widget.status


def test_spectra_have_their_condition_numbers(show: Show) -> None:
    widget = show(BOWL, spectra={"plain": [1e-3, 1.0, 0.0, 0.1], "dead": [0.0]})
    plain, dead = widget._plots[0]["lines"]
    assert decode(plain["y"])[:3].tolist() == [0, -1, -3] and plain["words"] == "κ = 1\u2009000"
    assert np.isnan(decode(dead["y"])).all() and dead["words"] == "no value above 0"


def test_condition_numbers_are_drawn_over_what_comes_behind(show: Show) -> None:
    networks = {"wide": zoo.mlp((2, 9, 9, 9, 3)), "narrow": zoo.mlp((2, 4, 4, 3))}
    found = condition_numbers(networks, torch.rand(5, 2))
    wide, narrow = show(BOWL, spectra=found)._plots[0]["lines"]
    assert decode(wide["x"]).tolist() == [0, 1, 2, 3] and decode(narrow["x"]).tolist() == [0, 1, 2]
    assert np.allclose(decode(wide["y"]), np.log10(found.medians[:4])[::-1]) and wide["words"].startswith("κ = ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "Neither a landscape nor make was given"),
        ({"landscape": 3}, "landscape is a int. It must be"),
        ({"landscape": (U, V, BOWL[2].T)}, r"The losses of landscape have shape \(21, 31\)"),
        ({"landscape": (U[::-1], V, BOWL[2])}, "u of landscape is no ascending list"),
        ({"landscape": (np.arange(402), V, np.ones((31, 402)))}, "has 402 x 31 points. At most 401 on a side"),
        ({"landscape": BOWL, "other": "x"}, "other is a str"),
        ({"landscape": BOWL, "names": ("a", "b")}, "names has 2 names. There are 1 landscapes"),
        ({"landscape": BOWL, "spectra": [1]}, "spectra is a list"),
        ({"landscape": BOWL, "spectra": {"a": [-1.0]}}, "is no list of numbers from 0 on"),
        ({"landscape": BOWL, "limits": (2, 1)}, r"limits is \(2, 1\)"),
        ({"landscape": BOWL, "momentum": 1.0}, "momentum is 1.0. It must be a number from 0 to less than 1"),
        ({"landscape": BOWL, "make": print, "depths": (1,), "skips": (0,)}, "A landscape was given, and make, too"),
        ({"landscape": BOWL, "depths": (1,)}, "depths or skips was given without make"),
        ({"make": 3, "depths": (1,), "skips": (0,)}, "make is a int"),
        ({"make": print, "depths": (1, 1), "skips": (0,)}, r"depths is \[1, 1\]"),
        ({"landscape": BOWL, "depht": 3}, "LossLandscape has no keyword 'depht'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(Exception, match=said):
        LossLandscape(**arguments)


def test_the_still_has_the_colors_of_the_map(show: Show) -> None:
    widget = show(BOWL, scale="linear", visible=["map"])
    pixels = widget._still_pixels(10_000)
    assert pixels.shape == (100, 100, 3)
    assert np.allclose(pixels[50, 50], [68, 1, 84], atol=4) and np.allclose(pixels[0, 0], [253, 231, 37], atol=4)
    assert widget._sentence().startswith("LossLandscape: a loss landscape (sampled on 21 × 31 points).")
