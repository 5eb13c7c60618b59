from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from explorers import from_browser, perceptron
from manifolds import Show, steep
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.refusals import UnsupportedOperation
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

DIVERGED = nn.Linear(2, 3)
with torch.no_grad():
    DIVERGED.bias.fill_(torch.nan)


@pytest.mark.parametrize(
    ("generator", "options", "sentence"),
    [
        (perceptron(2, outputs=1), {}, r"makes one number.*Show it with SplineSurface"),
        (perceptron(5, outputs=3), {}, r"Neither anchors nor latents were given.*or latents= to choose from"),
        (Network(perceptron(5), np.zeros(5)), {}, r"Neither anchors nor latents were given.*or latents= to choose"),
        (DIVERGED, {}, r"bias of the model contains NaN or infinity"),
        (perceptron(2, outputs=3), {"data": np.ones((4, 2))}, r"data has shape \(4, 2\).*latents go into latents="),
        (perceptron(2, outputs=3), {"projection": (0, 1, 2)}, r"Two or three outputs are drawn as they are"),
        (perceptron(2, outputs=3), {"rho": 3}, r"rho is 3"),
        (perceptron(2, outputs=3), {"unfold": 1.5}, r"unfold is 1\.5\. It must be from 0 to 1"),
        (perceptron(2, outputs=3), {"samples": -1}, r"samples is -1\. It must be from 0 to 20000"),
        (perceptron(5, outputs=3), {"samples": 2, "latents": np.ones((4, 5))}, r"2 samples are .* not two numbers"),
        (perceptron(1, outputs=3), {"anchors": np.ones((3, 1))}, r"has one latent\. What it covers is a curve"),
        (perceptron(2, outputs=3), {"samples": 10**6}, r"samples is 1000000\. It must be from"),
        (perceptron(2, outputs=3), {"domain": (1, -1)}, r"domain is \[1\.0, -1\.0\]\. It must be \(low, high\)"),
        (perceptron(2, outputs=3), {"color_by": "class"}, r"color_by is 'class'\. There are slope, norm, volume"),
        (perceptron(2, outputs=6), {"output_shape": (2, 2)}, r"output_shape \(2, 2\) has 4 numbers.*outputs have 6"),
        (perceptron(2, outputs=3), {"latents": np.ones((0, 2))}, r"latents has shape \(0, 2\).*goes into data="),
        (perceptron(2, outputs=3), {"latents": np.ones(5)}, r"latents has shape \(5,\)"),
    ],
)
def test_what_does_not_fit_is_refused(
    manifold_of: Show, generator: nn.Module, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        manifold_of(generator, **options)


def test_what_does_not_fit_is_refused_before_any_work(manifold_of: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SliceExplorer, "__init__", lambda *_, **__: pytest.fail("an explorer was made"))
    for options in ({"data": np.ones((4, 2))}, {"rho": 3}, {"samples": -1}, {"unfold": 2}, {"projection": "x"}):
        with pytest.raises(ValueError):
            manifold_of(perceptron(2, outputs=3), **options)


def test_samples_are_of_two_latents_only(manifold_of: Show) -> None:
    shown = manifold_of(perceptron(5, outputs=3), anchors=np.eye(5)[:3])
    with pytest.raises(ValueError, match=r"100 samples are to be drawn\. A latent is not two numbers"):
        shown.samples = 100
    assert shown.samples == 0
    shown.explorer.view = (0, 0.5, 0, 0.5)
    assert shown.error == "" and shown._samples == {}


def test_counts_that_are_no_whole_numbers_are_refused(manifold_of: Show) -> None:
    with pytest.raises(TypeError, match=r"samples is 20\.5, a float\. It must be a whole number"):
        manifold_of(perceptron(2, outputs=3), samples=20.5)


def test_a_generator_that_ends_in_a_softmax_is_refused(manifold_of: Show) -> None:
    model = nn.Sequential(perceptron(2, outputs=3), nn.Softmax(1))
    with pytest.raises(UnsupportedOperation, match=r"The model ends in \w+, which its network leaves out"):
        manifold_of(model)
    explorer = SliceExplorer(model)
    for follower in (manifold_of, SplineSurface):
        with pytest.raises(UnsupportedOperation, match=r"values matter"):
            follower(explorer)
    explorer.close()


def test_a_generator_without_tiles_is_refused_by_name(manifold_of: Show) -> None:
    with pytest.raises(UnsupportedOperation, match=r"gelu"):
        manifold_of(nn.Sequential(nn.Linear(2, 8), nn.GELU(), nn.Linear(8, 3)))


def test_latents_belong_to_an_explorer_that_there_is(manifold_of: Show) -> None:
    explorer = SliceExplorer(perceptron(2, outputs=3))
    with pytest.raises(ValueError, match=r"latents was given with an explorer"):
        manifold_of(explorer, latents=np.ones((3, 2)))
    single = SliceExplorer(perceptron(2, outputs=1))
    with pytest.raises(ValueError, match=r"makes one number.*Show it with SplineSurface"):
        manifold_of(single)
    single.close()
    with pytest.raises(TypeError, match=r"ManifoldExplorer has no keyword 'domain'"):
        manifold_of(explorer, domain=(-1, 1))
    explorer.close()


def test_unknown_keywords_and_a_missing_bundle(manifold_of: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match=r"ManifoldExplorer has no keyword 'sample'.*Did you mean samples"):
        manifold_of(perceptron(2, outputs=3), sample=3)
    monkeypatch.setattr(ManifoldExplorer, "_esm", None)
    with pytest.raises(FileNotFoundError, match=r"manifold_explorer.js is missing"):
        manifold_of()


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(
    ("name", "good", "bad", "sentence"),
    [
        ("rho", 0.5, 9.0, "rho is 9."),
        ("unfold", 0.5, -1.0, "unfold is -1."),
        ("projection", [1, 2, 0], [1, 1, 1], "projection is [1, 1, 1]."),
        ("projection", [1, 2, 0], None, "projection is None. It must be 'pca'"),
        ("samples", 10, -4, "samples is -4."),
    ],
)
def test_a_wrong_value_is_refused_in_the_widget(
    manifold_of: Show, name: str, good: Any, bad: Any, sentence: str, by_hand: bool
) -> None:
    shown = manifold_of(perceptron(2, outputs=5))
    setattr(shown, name, good)
    before = shown._manifold
    if by_hand:
        shown.set_state({name: bad})
        assert shown.error.startswith(sentence)
    else:
        with pytest.raises((TypeError, ValueError)) as raised:
            setattr(shown, name, bad)
        assert str(raised.value).startswith(sentence)
    assert getattr(shown, name) == good
    assert shown._manifold is before
    setattr(shown, name, good)
    assert shown.error == ""


def test_outputs_that_are_no_numbers_leave_the_last_picture(manifold_of: Show) -> None:
    shown = manifold_of(steep(), view=(-1, 0.5, -0.5, 0.5), dtype=torch.float32)
    before = shown._manifold
    assert before and shown.error == ""
    shown.explorer.view = None
    assert "NaN or infinite" in shown.error and shown._manifold is before
    shown.explorer.view = (-1, 0.5, -0.5, 0.5)
    assert shown.error == "" and shown._manifold["id"] == shown.explorer._picture["id"]
    assert shown.explorer._picture["window"] == [-1, 0.5, -0.5, 0.5]


def test_what_cannot_be_drawn_is_told_until_something_is(manifold_of: Show) -> None:
    """The explorer has its picture, and takes errors of its own back."""
    shown = manifold_of(steep(), color_by="slope", dtype=torch.float32)
    assert "NaN or infinite" in shown.error and shown._manifold == {}
    shown.rho = 0.5
    from_browser(shown.explorer, pointer=[0.0, 0.0])
    assert "NaN or infinite" in shown.error and shown._samples == shown._pointed == {}
    shown.explorer.view = (3, 4, 3, 4)
    assert shown.error.startswith("No inputs from -1 to 1")
    shown.explorer.view = (0, 1, 0, 1)
    assert "NaN or infinite" in shown.error and shown.explorer.error == ""
    shown.explorer.view = (-1, 0.5, -0.5, 0.5)
    assert shown.error.startswith("All tiles of the window are degenerate") and shown._manifold and shown._pointed
    shown.rho = 0.0
    assert shown.error == "" and shown._samples


def test_only_degenerate_tiles_leave_nothing_to_sample(manifold_of: Show) -> None:
    narrow = nn.Sequential(nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 3))
    shown = manifold_of(narrow, rho=0.0)
    assert shown._samples and "degenerate" in shown.status
    shown.rho = 1.0
    assert shown._samples == shown.explorer._dots == {} and shown.error.startswith(
        "All tiles of the window are degenerate"
    )
    shown.rho = 0.0
    assert shown._samples and shown.error == ""
