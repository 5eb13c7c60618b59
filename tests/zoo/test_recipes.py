from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from splinewidgets import tessellate
from splinewidgets.learning import History
from splinewidgets.zoo import DELAYED_ROBUSTNESS, REGION_MIGRATION, TWO_MOONS, Recipe, accuracy, mlp, train

PRESETS = [REGION_MIGRATION, DELAYED_ROBUSTNESS, TWO_MOONS]
TINY = replace(TWO_MOONS, train_size=20, sizes=(2, 8, 2), steps=12)


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


def in_cache(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Measure next to nothing, which is quick; one entry for each time it was done."""
    calls: list[int] = []

    class Quick:
        def __init__(self, *_: object, **settings: object) -> None:
            self.vertices = settings["vertices"]

        def __call__(self, model: nn.Module) -> dict[str, object]:
            calls.append(len(calls))
            return {"vertices": self.vertices, "call": len(calls)}

    monkeypatch.setattr("splinewidgets.zoo.recipes.ProgressMeasures", Quick)
    return calls


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_each_preset_trains_and_is_measured(preset: Recipe) -> None:
    hidden = (6,) * (len(preset.sizes) - 2)
    tiny = replace(preset, train_size=30, steps=3, sizes=(preset.sizes[0], *hidden, preset.sizes[-1]))
    learned = tiny.train(progress=False)
    history, last = learned.history, learned.history[-1].metrics
    assert history.steps == [0, 1, 2, 3]
    assert len(learned.train) == 30
    assert learned.recipe == tiny
    assert not learned.model.training
    assert torch.equal(weights(learned.model), weights(history[-1].load_into(tiny.model())))
    assert last["train_accuracy"] == pytest.approx(accuracy(learned.model, learned.train))
    assert last["test_accuracy"] == pytest.approx(accuracy(learned.model, learned.test))
    assert last["tiles"] == tessellate(learned.model, learned.slice).tile_count
    expected = {"loss", "norm_train", *(f"lc_{place}" for place in ("train", "test", "random"))}
    expected |= {f"lc_{place}_{i + 1}" for place in ("train", "test", "random") for i in range(len(hidden))}
    expected |= {f"adversarial_accuracy_{epsilon:g}" for epsilon in preset.epsilons}
    assert expected <= set(history.metrics)
    assert all((values == values).all() for values in history.metrics.values())


def test_the_slice_of_the_digits_reaches_past_the_outermost_of_three() -> None:
    seen, _ = REGION_MIGRATION.data()
    slice = REGION_MIGRATION.window(seen)
    three = torch.stack([seen.first(label) for label in (0, 1, 2)])
    assert slice.distance(three).max() < 1e-6
    assert slice.bounds[1] == pytest.approx(1.3 * abs(slice.project(three)).max())
    assert slice.bounds == (-slice.bounds[1], slice.bounds[1]) * 2


def test_the_initial_weights_and_biases_are_the_scaled_default() -> None:
    model = replace(TINY, scale=3.0, seed=5).model()
    torch.testing.assert_close(weights(model), 3 * weights(mlp((2, 8, 2), seed=5)))


def test_the_second_time_comes_from_the_cache(cache: Path, calls: list[int]) -> None:
    first = TINY.train(progress=False)
    assert in_cache(cache) == [first.history.path.name]
    assert len(calls) == len(first.history)
    again = TINY.train(progress=False)
    assert len(calls) == len(first.history)
    assert again.history.steps == first.history.steps
    assert again.history.metrics.keys() == first.history.metrics.keys()
    assert torch.equal(weights(again.model), weights(first.model))
    assert not again.model.training


def test_the_same_seed_gives_the_same_weights_and_measures(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = TINY.train(progress=False)
    monkeypatch.setenv("SPLINEWIDGETS_CACHE", str(cache / "other"))
    again = TINY.train(progress=False)
    assert again.history.path != first.history.path
    assert {name: values.tolist() for name, values in again.history.metrics.items()} == {
        name: values.tolist() for name, values in first.history.metrics.items()
    }
    for one, other in zip(first.history, again.history, strict=True):
        assert torch.equal(weights(one.load_into(TINY.model())), weights(other.load_into(TINY.model())))


@pytest.mark.usefixtures("calls")
def test_a_recipe_trains_as_train_does_with_its_settings() -> None:
    recipe = replace(TINY, steps=9, batch=7, learning_rate=0.02, weight_decay=0.5, loss="cross_entropy", seed=3)
    seen, _ = recipe.data()
    expected = train(
        recipe.model(),
        seen,
        steps=9,
        batch=7,
        learning_rate=0.02,
        weight_decay=0.5,
        loss="cross_entropy",
        seed=3,
        progress=False,
        cache=False,
    )
    assert torch.equal(weights(recipe.train(progress=False).model), weights(expected))


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    "change",
    [
        {"steps": 13},
        {"seed": 1},
        {"scale": 2.0},
        {"batch": 7},
        {"learning_rate": 0.1},
        {"weight_decay": 0.0},
        {"loss": "cross_entropy"},
        {"train_size": 21},
        {"sizes": (2, 9, 2)},
        {"epsilons": (0.2,)},
        {"vertices": 2},
        {"window": lambda seen: TWO_MOONS.window(seen).with_bounds((-1, 1, -1, 1))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_setting_is_part_of_the_cache_key(cache: Path, change: dict[str, object]) -> None:
    TINY.train(progress=False)
    replace(TINY, **change).train(progress=False)
    assert len(in_cache(cache)) == 2


@pytest.mark.usefixtures("calls")
def test_what_a_recipe_is_said_to_show_is_not_part_of_the_cache_key(cache: Path) -> None:
    TINY.train(progress=False)
    replace(TINY, shows="Nothing.").train(progress=False)
    assert len(in_cache(cache)) == 1


@pytest.mark.parametrize("reached", [1, 5])
def test_an_interrupted_training_leaves_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch, calls: list[int], reached: int
) -> None:
    keep = History.keep

    def interrupted(*of_keep: Any, **metrics: Any) -> None:
        if len(calls) > reached:
            raise KeyboardInterrupt
        keep(*of_keep, **metrics)

    with monkeypatch.context() as patch:
        patch.setattr(History, "keep", interrupted)
        with pytest.raises(KeyboardInterrupt):
            TINY.train(progress=False)
    assert in_cache(cache) == []
    assert TINY.train(progress=False).history.steps[-1] == TINY.steps


@pytest.mark.usefixtures("calls")
def test_what_a_killed_training_leaves_is_not_taken_for_whole(cache: Path) -> None:
    """A process that is killed cannot clean up: what it had recorded lies in a directory of another name."""
    whole = TINY.train(progress=False).history
    aside = cache / f"{whole.path.name}.killed" / "history"
    aside.parent.mkdir()
    whole.path.rename(aside)
    with History(aside) as history:
        history.rewind(4)
    again = TINY.train(progress=False).history
    assert again.path == whole.path
    assert again.steps == whole.steps


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("damage", ["truncated", "gone", "index"])
def test_a_damaged_history_is_made_anew(cache: Path, damage: str) -> None:
    learned = TINY.train(progress=False)
    last = learned.history[-1].file
    if damage == "truncated":
        last.write_bytes(last.read_bytes()[:50])
    elif damage == "gone":
        last.unlink()
    else:
        last.with_name("index.jsonl").write_bytes(b"nothing that can be read\n")
    left = {file.name: file.read_bytes() for file in learned.history.path.iterdir()}
    with pytest.warns(UserWarning, match=r"could not be read as it was written\. It was made anew, and what"):
        again = TINY.train(progress=False)
    assert torch.equal(weights(again.model), weights(learned.model))
    assert again.history.steps == learned.history.steps
    made, aside = in_cache(cache)
    assert made == learned.history.path.name and aside.startswith(f"{made}.")
    assert {file.name: file.read_bytes() for file in (cache / aside).iterdir()} == left


def test_a_cache_that_cannot_be_written_is_an_error_before_training(cache: Path, calls: list[int]) -> None:
    cache.touch()
    with pytest.raises(OSError, match="cache"):
        TINY.train(progress=False)
    assert not calls


@pytest.mark.usefixtures("calls")
def test_the_bar_is_shown_unless_it_is_not_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    TINY.train(progress=False)
    assert capsys.readouterr().err == ""
    replace(TINY, steps=13).train()
    assert "13/13" in capsys.readouterr().err
