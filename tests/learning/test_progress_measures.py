from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Network, Slice, local_complexity, tessellate
from splinewidgets.geometry.network import network
from splinewidgets.learning import ProgressMeasures, adversarial_accuracy
from splinewidgets.zoo import Dataset, digits, mlp, train, two_moons

MOONS = two_moons(120).split(0.5)
SQUARE = Slice.box((-1, 1), (-1, 1))


def small(seed: int = 0) -> nn.Module:
    return mlp((2, 16, 8, 2), seed)


def test_each_metric_is_what_its_name_says() -> None:
    data, unseen = MOONS
    model = train(small(), data, epochs=20, progress=False, cache=False)
    measured = ProgressMeasures(*MOONS, slice=SQUARE, epsilons=(0.1, 0.25), vertices=4)(model)
    assert list(measured) == [
        "train_accuracy", "test_accuracy", "adversarial_accuracy_0.1", "adversarial_accuracy_0.25",
        "lc_train", "lc_train_1", "lc_train_2", "lc_test", "lc_test_1", "lc_test_2",
        "lc_random", "lc_random_1", "lc_random_2", "norm_train", "tiles",
    ]  # fmt: skip
    assert all(type(value) is float for value in measured.values())
    for name, part in (("train", data), ("test", unseen)):
        right = [int(model(x[None]).argmax()) == int(label) for x, label in zip(part.inputs, part.labels, strict=True)]
        assert measured[f"{name}_accuracy"] == pytest.approx(np.mean(right))
        assert measured[f"lc_{name}"] == pytest.approx(local_complexity(model, part.inputs, 0.05, 4).mean())
    jacobians = [torch.autograd.functional.jacobian(model, x[None]) for x in data.inputs]
    assert measured["norm_train"] == pytest.approx(np.mean([float(j.norm()) for j in jacobians]), rel=1e-5)
    assert measured["tiles"] == tessellate(model, SQUARE).tile_count
    for place in ("train", "test", "random"):
        by_layer = measured[f"lc_{place}_1"], measured[f"lc_{place}_2"]
        assert measured[f"lc_{place}"] == pytest.approx(sum(by_layer))
    everything = torch.cat([data.inputs, unseen.inputs])
    bounds = (float(everything.min()), float(everything.max()))
    robust = adversarial_accuracy(model, unseen.inputs, unseen.labels, 0.25, bounds=bounds)
    assert measured["adversarial_accuracy_0.25"] == robust


def test_attacked_are_samples_of_all_parts_of_sorted_test_data(monkeypatch: pytest.MonkeyPatch) -> None:
    data, unseen = MOONS
    order = unseen.labels.argsort()
    ordered = Dataset(unseen.inputs[order], unseen.labels[order], ())
    monkeypatch.setattr("splinewidgets.learning.progress_measures.ATTACKED", 20)
    measures = ProgressMeasures(data, ordered, epsilons=(0.0,), vertices=4, points=5)
    constant = small()
    with torch.no_grad():
        constant[-1].weight.zero_()
        constant[-1].bias.copy_(torch.tensor([1.0, 0.0]))
    share = measures(constant)["adversarial_accuracy_0"]
    assert share == pytest.approx(measures(constant)["test_accuracy"], abs=0.25)
    assert measures(constant)["adversarial_accuracy_0"] == share


def test_a_model_in_training_is_exported_once_and_one_that_is_another_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exported = []
    export = network.export
    monkeypatch.setattr(network, "export", lambda model, *a, **k: exported.append(model) or export(model, *a, **k))
    measures = ProgressMeasures(*MOONS, slice=SQUARE, vertices=4, points=5)
    model = small(0)
    first = measures(model)["tiles"]
    model.load_state_dict(small(1).state_dict())
    other = measures(model)["tiles"]
    assert sum(one is model for one in exported) == 1
    assert first == tessellate(small(0), SQUARE).tile_count
    assert other == tessellate(small(1), SQUARE).tile_count != first
    activations = [name for name, module in model.named_modules() if isinstance(module, nn.ReLU)]
    model.set_submodule(activations[-1], nn.Identity())
    assert measures(model)["tiles"] == tessellate(Network(model, SQUARE.origin), SQUARE).tile_count != other


class Changing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.act, self.last, self.twice = nn.Linear(2, 8), nn.LeakyReLU(0.1), nn.Linear(8, 2), False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = self.act(self.first(x))
        return self.last(self.act(hidden - 0.3) if self.twice else hidden)


@pytest.mark.parametrize(
    "change",
    [
        lambda model: setattr(model, "twice", True),
        lambda model: setattr(model, "act", nn.Hardtanh(-0.2, 0.2)),
        lambda model: model.first.register_forward_hook(lambda _, __, hidden: hidden[:, :1].expand(-1, 8)),
        lambda model: setattr(model, "first", nn.Linear(2, 3)) or setattr(model, "last", nn.Linear(3, 2)),
    ],
    ids=["flag", "module", "hook", "widths"],
)
def test_a_change_of_anything_but_weights_is_noticed(change: Callable[[nn.Module], object]) -> None:
    measures = ProgressMeasures(*MOONS, slice=SQUARE, vertices=4, points=5, epsilons=())
    model, other = Changing(), Changing()
    before = measures(model)["tiles"]
    for changed in (model, other):
        torch.manual_seed(1)
        change(changed)
    assert measures(model)["tiles"] == tessellate(Network(other.eval(), SQUARE.origin), SQUARE).tile_count != before


def test_labels_in_other_shapes_measure_the_same() -> None:
    measures = [
        ProgressMeasures(
            *(Dataset(part.inputs, shaped(part.labels), ()) for part in MOONS), epsilons=(0.1,), vertices=4
        )
        for shaped in (lambda y: y, lambda y: y[:, None], lambda y: torch.eye(2)[y], lambda y: y.double())
    ]
    found = [measure(small()) for measure in measures]
    assert all(measured == found[0] for measured in found)


class Untidy(nn.Module):
    """Returns what it was asked for among other things."""

    def __init__(self) -> None:
        super().__init__()
        self.body = small()

    def forward(self, x: torch.Tensor) -> dict[str, object]:
        scores = self.body(x)
        return {"loss": None, "logits": scores, "hidden": (2 * x, -x)}


def test_the_scores_may_be_one_of_several_outputs() -> None:
    wanted = ProgressMeasures(*MOONS, slice=SQUARE, epsilons=(0.1,), vertices=4, points=20)(small())
    found = ProgressMeasures(*MOONS, slice=SQUARE, epsilons=(0.1,), vertices=4, points=20, output="logits")(Untidy())
    assert found == wanted
    with pytest.raises(ValueError, match=r"Untidy returns 3 tensors\. .* here output='logits'"):
        ProgressMeasures(*MOONS, vertices=4)(Untidy())
    with pytest.raises(ValueError, match=r"Untidy returns no single tensor as 'scores'"):
        adversarial_accuracy(Untidy(), MOONS[0].inputs, MOONS[0].labels, 0.1, output="scores")


def test_random_points_fill_the_range_of_the_data() -> None:
    measures = ProgressMeasures(*digits().split(), points=300)
    points = measures._places["random"]
    assert points.shape == (300, 8, 8)
    assert measures.bounds == (0, 1)
    torch.testing.assert_close(points.mean((0, 1, 2)), torch.tensor(0.5), atol=0.02, rtol=0)
    assert 0 <= points.min() < 0.01
    assert 0.99 < points.max() <= 1
    assert {len(measures._places[place]) for place in ("train", "test")} == {300}


def test_measuring_leaves_no_trace() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Dropout(0.5), nn.Linear(9, 2))
    model.train()[1].eval()
    measures = ProgressMeasures(*MOONS, slice=SQUARE, vertices=4, points=20)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.get_rng_state()
    first = measures(model)
    assert measures(model) == first
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in model] == [True, False, True, True, True]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in model.parameters())
    assert measures(model.eval()) == first


def test_models_that_are_not_piecewise_affine_are_measured_without_tiles() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 9), nn.GELU(), nn.Linear(9, 2))
    measured = ProgressMeasures(*MOONS, vertices=4, points=20)(model)
    assert measured["lc_train_1"] == measured["lc_train"]
    assert "tiles" not in measured


@pytest.mark.parametrize(
    ("options", "sentence"),
    (
        ({"vertices": 50}, r"There are 50 vertices around inputs of 2 entries\. .* Pass vertices=4"),
        ({"radius": 0.0}, r"The radius is 0\.0"),
        ({"points": 0}, r"points is 0\. It must be at least 1"),
        ({"train": Dataset(MOONS[0].inputs, torch.rand(60), ())}, r"whole numbers from 0 on, which targets"),
        ({"test": Dataset(MOONS[1].inputs, torch.zeros(1), ())}, r"The labels have shape \(1,\)\. There are 60 inputs"),
        ({"epsilons": (0.1, -1)}, r"epsilon is -1\. It is a radius"),
        ({"slice": Slice(torch.zeros(3), torch.eye(3)[:2], (-1, 1, -1, 1))}, r"of shape \(3,\), the data have"),
        ({"test": digits()}, r"train inputs have shape \(60, 2\) and the test inputs \(1797, 8, 8\)"),
        ({"test": Dataset(torch.zeros(0, 2), torch.zeros(0), ())}, r"The inputs of test have shape \(0, 2\)"),
    ),
)  # fmt: skip
def test_what_cannot_be_measured_is_said_before_any_work(options, sentence: str) -> None:
    settings = {"train": MOONS[0], "test": MOONS[1], "vertices": 4} | options
    with pytest.raises(ValueError, match=sentence):
        ProgressMeasures(**settings)


def test_a_model_that_has_diverged_measures_nan_and_stops_no_training() -> None:
    measures, model = ProgressMeasures(*MOONS, slice=SQUARE, vertices=4, points=5), small()
    lost = small()
    with torch.no_grad():
        lost[1].bias[3] = torch.nan
    early = measures(lost)
    names = measures(model).keys()
    assert early and early.keys() <= names
    late = measures(lost)
    assert late.keys() == names
    assert all(np.isnan(value) for value in (*early.values(), *late.values()))
