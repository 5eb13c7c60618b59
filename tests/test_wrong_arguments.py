"""What is of the wrong type is refused by us, in three sentences, before anything is computed with it."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import splinewidgets
from splinewidgets import (
    ExactLoss,
    History,
    LocalHessian,
    Manifold,
    ManifoldSampler,
    Network,
    ParameterPlane,
    SampledLoss,
    Segment,
    Slice,
    TileStatistics,
    adversarial_accuracy,
    magnet,
    pgd,
    polarity,
    pool,
)
from splinewidgets.geometry import tessellate
from splinewidgets.zoo import Dataset, mlp

PACKAGES = [import_module(f"splinewidgets.{name}") for name in ("generation", "geometry", "learning")]
PUBLIC = {name: getattr(package, name) for package in PACKAGES for name in package.__all__}
FUNCTIONS = {name: value for name, value in PUBLIC.items() if inspect.isfunction(value)}


def attribute(name: str) -> Any:
    """The public object of this name, such as `Slice.box`."""
    first, *rest = name.split(".")
    return reduce(getattr, rest, PUBLIC[first])


# Constructors, and methods that people call at once.
CALLED = """
    AffineSpline AffineSpline.through Checkpoint.load_into ExactLoss ExactLoss.at ExactLoss.gradients History
    LocalComplexityOf LocalHessian LocalHessian.__matmul__ LocalHessian.largest LocalMap Manifold ManifoldSampler
    ManifoldSampler.of ManifoldSampler.probabilities ManifoldSampler.sample MergeTree.barrier Network
    Network.of_parameter Network.to Network.with_parameters ParameterPlane.at ParameterPlane.principal
    ParameterPlane.random ParameterPlane.with_path ParameterSpace PiecewiseAffine Pool ProgressMeasures Restricted
    SampledLoss SampledLoss.resume Segment Segment.embed SegmentTessellation.locate Slice Slice.box Slice.embed
    Slice.through Slice.with_bounds Slice.with_polygon Tessellation.activation_pattern Tessellation.affine_map
    Tessellation.ancestors Tessellation.certified_radius Tessellation.halfspaces Tessellation.level_set
    Tessellation.lipschitz Tessellation.load Tessellation.locate Tessellation.loop Tessellation.measure
    Tessellation.nearest_boundary Tessellation.outputs_at Tessellation.save Tessellation.separating_units
    Tessellation.surface Tessellation.to_geojson Tile TileStatistics
"""
CALLS = FUNCTIONS | {name: attribute(name) for name in CALLED.split()}
ARGUMENTS = [
    (name, argument)
    for name, value in CALLS.items()
    for argument in inspect.signature(value).parameters
    if argument != "self"
]
# None of these is a number, a name, a model, several of them, a function or a file.
WRONG = {"an object": object(), "a complex number": 1j, "bytes": b"text"}
SENTENCE_END = re.compile(r"\.(?= |$)")


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Arguments with which each function works."""
    torch.manual_seed(0)
    window = Slice.box((-1, 1), (-1, 1))
    classifier, generator = mlp((2, 4, 2)), mlp((2, 4, 3))
    with History(tmp_path_factory.mktemp("wrong") / "history") as history:
        history.keep(classifier, 0)
    with History(tmp_path_factory.mktemp("wrong") / "history") as trained:
        for step in range(3):
            trained.keep(mlp((2, 4, 2), seed=step), step)
    quadrants = tessellate(nn.ReLU(), window)
    file = tmp_path_factory.mktemp("wrong") / "tiles"
    quadrants.save(file)
    inputs, latents = torch.rand(4, 2), 2 * torch.rand(20, 2) - 1
    attacked = {"model": classifier, "inputs": inputs, "labels": [0, 1, 0, 1], "epsilon": 0.1}
    drawn = {"generator": generator, "latents": latents, "count": 3}
    plane, network = Slice.box((-1, 1), (-1, 1)), Network(classifier, [0.0, 0.0])
    tile = {"self": quadrants, "tile": 0}
    data = Dataset(inputs, torch.tensor([0, 1, 0, 1]), ("one", "other"))
    parameter = {"model": classifier, "name": "1.weight", "data": inputs}
    weight = classifier[1].weight.detach()
    values = Slice(weight, torch.rand(2, *weight.shape), (-1, 1, -1, 1))
    landscape = {"model": classifier, "parameter": "1.weight", "data": inputs, "targets": inputs, "slice": values}
    asked = {"self": ExactLoss(**landscape), "uv": [[0.0, 0.0]]}
    weights = {"model": classifier, "data": inputs, "layer": "1"}
    parameters = ParameterPlane.random(classifier)
    sampled = {"model": classifier, "data": inputs, "targets": [0, 1, 0, 1], "plane": parameters, "cells": 3}
    return {
        "AffineSpline": {"weights": [1.0], "biases": [0.0], "output_weights": [1.0]},
        "AffineSpline.through": {"x": [0.0, 1.0], "y": [1.0, 0.0]},
        "CheckpointFiles": {"files": [history[0].file]},
        "Checkpoint.load_into": {"self": history[0], "model": classifier},
        "ExactLoss": landscape,
        "ExactLoss.at": asked,
        "ExactLoss.gradients": asked,
        "History": {"path": history.path},
        "LocalComplexityOf": {"model": classifier},
        "LocalHessian": weights,
        "LocalHessian.__matmul__": {"self": LocalHessian(**weights), "vector": [0.0] * 8},
        "LocalHessian.largest": {"self": LocalHessian(**weights)},
        "LocalMap": {"network": network, "input": [0.0, 0.0]},
        "Manifold": {"tessellation": quadrants},
        "ManifoldSampler": {"manifold": Manifold(quadrants)},
        "ManifoldSampler.of": {"generator": generator},
        "ManifoldSampler.probabilities": {"self": ManifoldSampler(Manifold(quadrants)), "rho": 0.0},
        "ManifoldSampler.sample": {"self": ManifoldSampler(Manifold(quadrants)), "count": 3},
        "MergeTree.barrier": {"self": asked["self"].merge_tree(), "one": 0, "other": 0},
        "Network": {"model": classifier, "example": [0.0, 0.0]},
        "Network.of_parameter": parameter,
        "Network.to": {"self": network},
        "Network.with_parameters": {"self": network, "state_dict": classifier.state_dict()},
        "ParameterPlane.at": {"self": parameters, "u": 0.5, "v": 0.0},
        "ParameterPlane.principal": {"model": classifier, "history": trained},
        "ParameterPlane.random": {"model": classifier},
        "ParameterPlane.with_path": {"self": parameters, "history": trained},
        "ParameterSpace": parameter,
        "PiecewiseAffine": {"knots": [0.0, 1.0], "values": [0.0, 1.0], "slopes": (0.0, 2.0)},
        "Pool": {"latents": latents, "log_volumes": torch.zeros(20)},
        "ProgressMeasures": {"train": data, "test": data, "vertices": 4, "epsilons": [0.1]},
        "Restricted": {"model": classifier, "coordinates": (0,), "at": [0.0, 0.5]},
        "SampledLoss": sampled,
        "SampledLoss.resume": {"self": SampledLoss(**sampled)},
        "Segment": {"start": [0.0, 0.0], "end": [1.0, 1.0]},
        "Segment.embed": {"self": Segment([0.0, 0.0], [1.0, 1.0]), "t": [0.5]},
        "SegmentTessellation.locate": {"self": tessellate(nn.ReLU(), Segment([-1.0], [1.0])), "t": [0.5]},
        "Slice": {"origin": plane.origin, "axes": plane.axes, "bounds": plane.bounds},
        "Slice.box": {"u": (-1, 1), "v": (-1, 1)},
        "Slice.embed": {"self": plane, "uv": [[0.0, 0.0]]},
        "Slice.through": {"x1": [1.0, 0.0, 0.0], "x2": [0.0, 1.0, 0.0], "x3": [0.0, 0.0, 1.0]},
        "Slice.with_bounds": {"self": plane, "bounds": plane.bounds},
        "Slice.with_polygon": {"self": plane, "corners": [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]},
        "Tessellation.activation_pattern": tile,
        "Tessellation.affine_map": tile,
        "Tessellation.ancestors": {"self": quadrants, "layer": 0},
        "Tessellation.locate": {"self": quadrants, "uv": [[0.0, 0.0]]},
        "Tessellation.certified_radius": {"self": quadrants, "uv": [0.5, 0.0]},
        "Tessellation.lipschitz": {"self": quadrants, "uv": [0.5, 0.0], "radius": 0.1},
        "Tessellation.level_set": {"self": quadrants, "value": 0.5, "output": 0},
        "Tessellation.loop": tile,
        "Tessellation.halfspaces": tile,
        "Tessellation.load": {"path": file, "model": nn.ReLU()},
        "Tessellation.save": {"self": quadrants, "path": file},
        "Tessellation.surface": {"self": quadrants},
        "Tessellation.to_geojson": {"self": quadrants},
        "Tessellation.measure": {"self": quadrants, "of": "area"},
        "Tessellation.separating_units": {"self": quadrants, "one": 0, "other": 1},
        "Tessellation.nearest_boundary": {"self": quadrants, "uv": [0.5, 0.0]},
        "Tessellation.outputs_at": {"self": quadrants, "uv": [[0.0, 0.0]]},
        "Tile": {"tessellation": quadrants, "number": 0},
        "TileStatistics": {"model": classifier},
        "adversarial_accuracy": attacked,
        "centroids_and_radii": {"tessellation": quadrants},
        "condition_numbers": {"models": classifier, "data": inputs},
        "count_bounds": {"widths": (2, 4, 4)},
        "fold_angles": {"tessellation": quadrants},
        "hyperplane_density": {"model": classifier, "window": window, "cells": 2},
        "hyperplane_distances": {"model": classifier, "data": inputs},
        "linearize": {"model": classifier},
        "local_complexity": {"model": classifier, "inputs": inputs, "vertices": 4},
        "magnet": drawn,
        "pgd": attacked,
        "polarity": {**drawn, "rho": 0.0},
        "pool": {"generator": generator, "latents": latents},
        "sampled_loss": sampled,
        "singular_values": {"generator": generator, "latents": latents},
        "soften": {"model": classifier, "beta": 0.5},
        "sweep": {
            "function": TileStatistics(classifier),
            "checkpoints": history,
            "slices": [window],
            "progress": False,
        },
        "tessellate": {"model": classifier, "slice": window},
        "tessellate_segments": {"model": classifier, "segments": [Segment([0.0, 0.0], [1.0, 1.0])]},
        "tile_complexity": {"tessellation": quadrants, "radius": 0.1},
        "tiles_in_disc": {"tessellation": quadrants, "centers": [[0.0, 0.0]], "radius": 0.1},
        "total_least_squares": {"model": classifier, "data": inputs},
        "uniform_on_manifold": {"generator": generator, "window": window, "count": 3},
        "walk_length": {"generator": generator, "latents": latents},
        "zaslavsky": {"hyperplanes": 3, "dimension": 2},
    }


@pytest.mark.filterwarnings("ignore:The effective size")  # of a pool that is small, to be quick
@pytest.mark.parametrize("name", CALLS)
def test_right_arguments_are_taken(name: str, right: dict[str, dict[str, Any]]) -> None:
    CALLS[name](**right[name])


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_a_wrong_type_is_refused(name: str, argument: str, wrong: str, right: dict[str, dict[str, Any]]) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        CALLS[name](**{**right[name], argument: WRONG[wrong]})
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert Path(last.filename).is_relative_to(Path(splinewidgets.__file__).parent), f"{last}: {caught.value}"
    assert (last.line or "").startswith("raise"), f"{last}: {caught.value}"
    assert len(SENTENCE_END.findall(str(caught.value))) >= 3, caught.value


def test_public_functions_name_all_their_keywords() -> None:
    for name, function in FUNCTIONS.items():
        kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, name


@pytest.mark.parametrize(
    ("function", "other", "own"),
    [(adversarial_accuracy, pgd, set()), (magnet, polarity, {"rho"}), (polarity, pool, set())],
)
def test_keywords_that_are_handed_on_bear_their_callers_name(
    function: Callable[..., Any], other: Callable[..., Any], own: set[str]
) -> None:
    """No keyword of what is called is forgotten, and an unknown one is said to be the caller's."""
    mine, others = (inspect.signature(called).parameters for called in (function, other))
    assert others.keys() - own <= mine.keys()
    for name in others.keys() - own:
        assert mine[name].default == others[name].default
    required = {name: None for name, given in mine.items() if given.default is inspect.Parameter.empty}
    with pytest.raises(TypeError, match=rf"^{function.__name__}\(\) got an unexpected keyword argument 'nonsense'"):
        function(**required, nonsense=1)
