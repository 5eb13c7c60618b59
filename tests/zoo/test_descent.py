from __future__ import annotations

from contextlib import nullcontext
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss, one_hot

from splinewidgets.learning import History
from splinewidgets.zoo import Dataset, mlp, train, two_moons


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history")


def slow_reference(model: nn.Module, dataset: Dataset, steps: int, batch: int, seed: int) -> list[torch.Tensor]:
    """The weights after each step, of the plainest loop there is."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.1, foreach=False)
    generator = torch.Generator().manual_seed(seed)
    waiting: list[int] = []
    after = [weights(model)]
    for _ in range(steps):
        if not waiting:
            waiting = torch.randperm(len(dataset), generator=generator).tolist()
        chosen, waiting = waiting[:batch], waiting[batch:]
        loss = torch.tensor(0.0)
        for i in chosen:
            wanted = torch.zeros(2)
            wanted[dataset.labels[i]] = 1
            loss = loss + (model(dataset.inputs[i : i + 1])[0] - wanted).square().mean() / len(chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        after.append(weights(model))
    return after


def test_the_history_holds_the_weights_of_a_plain_loop_at_the_due_steps_and_the_last(history: History) -> None:
    # 10 samples in batches of 4: two full ones and a rest, again and again.
    dataset, how = two_moons(10), {"batch": 4, "seed": 3}
    expected = slow_reference(mlp((2, 8, 2)), dataset, 31, **how)
    trained = train(
        mlp((2, 8, 2)),
        dataset,
        steps=31,
        learning_rate=1e-2,
        weight_decay=0.1,
        loss="mse",
        history=history,
        progress=False,
        **how,
    )
    due = History(history.path.with_name("other"))
    assert history.steps == [s for s in range(32) if due.record(trained, s) or s == 31]
    for checkpoint in history:
        found = weights(checkpoint.load_into(mlp((2, 8, 2))))
        torch.testing.assert_close(found, expected[checkpoint.step], atol=1e-5, rtol=1e-4)
    assert torch.equal(weights(trained), weights(history[-1].load_into(mlp((2, 8, 2)))))


@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
def test_the_loss_of_the_history_is_that_over_the_whole_data_set(history: History, loss: str) -> None:
    dataset = two_moons(50)
    train(mlp((2, 8, 2)), dataset, steps=20, loss=loss, history=history, progress=False)
    for checkpoint in history:
        outputs = checkpoint.load_into(mlp((2, 8, 2)))(dataset.inputs)
        of_all = {
            "mse": mse_loss(outputs, one_hot(dataset.labels, 2).float()),
            "cross_entropy": cross_entropy(outputs, dataset.labels),
        }
        assert checkpoint.metrics["loss"] == pytest.approx(of_all[loss].item(), rel=1e-5)


@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
def test_the_first_step_is_the_closed_form(loss: str) -> None:
    """Adam's first step goes by the learning rate against the sign of the gradient, after the weights have shrunk."""
    dataset = two_moons(30)
    model = nn.Sequential(nn.Flatten(), nn.Linear(2, 2))
    weight, bias = (p.detach().clone() for p in model.parameters())
    outputs = dataset.inputs @ weight.T + bias
    wanted = one_hot(dataset.labels, 2).float()
    # The gradient of the loss by the outputs: softmax minus one-hot per sample, or twice the difference per entry.
    by_outputs = (outputs - wanted) * 2 / 60 if loss == "mse" else (outputs.softmax(1) - wanted) / 30
    train(model, dataset, steps=1, batch=30, learning_rate=0.01, weight_decay=2.0, loss=loss, progress=False)
    after_weight, after_bias = model.parameters()
    shrunk = 1 - 0.01 * 2.0
    torch.testing.assert_close(after_weight, shrunk * weight - 0.01 * (by_outputs.T @ dataset.inputs).sign())
    torch.testing.assert_close(after_bias, shrunk * bias - 0.01 * by_outputs.sum(0).sign())


def test_losses_differ_in_what_they_learn() -> None:
    one, other = (
        weights(train(mlp((2, 8, 2)), two_moons(50), steps=5, loss=loss, progress=False))
        for loss in ("mse", "cross_entropy")
    )
    assert not torch.allclose(one, other)


def test_measures_are_called_at_the_recorded_steps_only_and_in_eval_mode(history: History) -> None:
    model = nn.Sequential(mlp((2, 8, 2)), nn.Dropout(0.0))
    seen: list[torch.Tensor] = []

    def measures(measured: nn.Module) -> dict[str, float]:
        assert measured is model
        assert not measured.training
        seen.append(weights(measured))
        return {"calls": len(seen), "first_weight": float(seen[-1][0])}

    train(model, two_moons(20), steps=40, history=history, measures=measures, progress=False)
    assert history.steps[0] == 0
    assert history.steps[-1] == 40
    assert len(history) < 41
    assert history.metrics["calls"].tolist() == list(range(1, len(history) + 1))
    for checkpoint, found in zip(history, seen, strict=True):
        assert torch.equal(weights(checkpoint.load_into(deepcopy(model))), found)
        assert checkpoint.metrics["first_weight"] == float(found[0])


def test_the_model_trains_in_training_mode_with_measures_or_without(history: History) -> None:
    class Modes(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = mlp((2, 2))
            self.modes: list[bool] = []

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            if torch.is_grad_enabled():
                self.modes.append(self.training)
            return self.inner(inputs)

    recorded, plain = Modes(), Modes()
    train(recorded, two_moons(20), steps=5, history=history, measures=lambda _: {}, progress=False)
    train(plain, two_moons(20), steps=5, progress=False)
    assert recorded.modes == plain.modes == [True] * 5
    assert not recorded.training
    assert not plain.training


def test_recording_does_not_change_what_is_learned(history: History) -> None:
    recorded = train(mlp((2, 8, 2)), two_moons(30), steps=15, history=history, progress=False)
    assert torch.equal(
        weights(recorded), weights(train(mlp((2, 8, 2)), two_moons(30), steps=15, progress=False, cache=False))
    )


def test_epochs_are_so_many_steps() -> None:
    # 30 samples in batches of 8 are 4 steps.
    one = train(mlp((2, 8, 2)), two_moons(30), epochs=3, batch=8, progress=False, cache=False)
    other = train(mlp((2, 8, 2)), two_moons(30), steps=12, batch=8, progress=False, cache=False)
    assert torch.equal(weights(one), weights(other))


@pytest.mark.parametrize("interrupted", [False, True])
def test_threads_and_denormal_numbers_are_afterwards_what_they_were(history: History, interrupted: bool) -> None:
    denormal, before = torch.tensor(torch.finfo(torch.float32).tiny), torch.get_num_threads()
    found = []

    def measures(_: nn.Module) -> dict[str, float]:
        found.append((torch.get_num_threads(), (denormal / 2).item()))
        if interrupted:
            raise KeyboardInterrupt
        return {}

    try:
        torch.set_num_threads(3)
        with pytest.raises(KeyboardInterrupt) if interrupted else nullcontext():
            train(mlp((2, 2)), two_moons(20), steps=3, history=history, measures=measures, progress=False)
        assert set(found) == {(1, 0.0)}
        assert torch.get_num_threads() == 3
        assert (denormal / 2).item() > 0
    finally:
        torch.set_num_threads(before)


def test_training_into_a_history_uses_no_cache(history: History, cache: Path) -> None:
    train(mlp((2, 2)), two_moons(20), steps=3, history=history, progress=False)
    assert not cache.exists()


@pytest.mark.parametrize("change", [{"weight_decay": 0.1}, {"loss": "mse"}, {"steps": 4}, {"seed": 1}])
def test_each_setting_is_part_of_the_cache_key(cache: Path, change: dict[str, object]) -> None:
    for settings in ({"steps": 3}, {"steps": 3, **change}, {"steps": 3}):
        train(mlp((2, 2)), two_moons(20), progress=False, **settings)
    assert len(list(cache.iterdir())) == 2


def test_the_bar_shows_the_loss_and_the_steps(capsys: pytest.CaptureFixture[str], history: History) -> None:
    train(mlp((2, 2)), two_moons(20), steps=60, history=history)
    told = capsys.readouterr().err
    assert "60/60" in told
    assert "loss=" in told


def test_what_cannot_be_trained_is_said_before_training(history: History) -> None:
    model, dataset = mlp((2, 2)), two_moons(20)
    before = weights(model)
    with pytest.raises(ValueError, match=r"There are 3 epochs and 5 steps\. One of them says how long"):
        train(model, dataset, epochs=3, steps=5)
    with pytest.raises(ValueError, match=r"There are 0 steps with batches of 64\. Both must be at least 1"):
        train(model, dataset, steps=0)
    with pytest.raises(ValueError, match=r"There are 30 epochs with batches of 0\. Both must be at least 1"):
        train(model, dataset, batch=0)
    with pytest.raises(ValueError, match=r"The loss is 'hinge'\. It can be 'cross_entropy' or 'mse'\. Choose one"):
        train(model, dataset, loss="hinge")
    with pytest.raises(ValueError, match=r"There are measures and no history\. .* Give history="):
        train(model, dataset, measures=lambda _: {})
    history.record(model, 0)
    history.record(model, 7)
    with pytest.raises(ValueError, match=r"The history holds steps 0 to 7\. Training begins at step 0"):
        train(model, dataset, history=history)
    assert torch.equal(weights(model), before)


def test_momentum_and_clipping_are_those_of_a_plain_loop() -> None:
    dataset, model = two_moons(10), mlp((2, 8, 2))
    rate, momentum, clip = 0.5, 0.9, 0.05
    trained = train(
        mlp((2, 8, 2)),
        dataset,
        steps=6,
        batch=10,
        learning_rate=rate,
        momentum=momentum,
        clip=clip,
        progress=False,
        cache=False,
    )
    moves, lengths = [torch.zeros_like(p) for p in model.parameters()], []
    for _ in range(6):
        model.zero_grad()
        cross_entropy(model(dataset.inputs), dataset.labels).backward()
        gradients = [p.grad for p in model.parameters()]
        lengths.append(float(torch.cat([g.flatten() for g in gradients]).norm()))
        with torch.no_grad():
            for p, g, move in zip(model.parameters(), gradients, moves, strict=True):
                move.mul_(momentum).add_(g * min(1, clip / lengths[-1]))
                p -= rate * move
    assert max(lengths) > clip
    torch.testing.assert_close(weights(trained), weights(model), rtol=1e-4, atol=1e-6)


def test_trainings_with_and_without_momentum_are_remembered_apart() -> None:
    trained = [
        train(mlp((2, 4, 2)), two_moons(20), steps=3, progress=False, **how)
        for how in ({}, {"momentum": 0.0}, {"momentum": 0.9}, {"momentum": 0.9, "clip": 1e-3})
    ]
    assert len({tuple(weights(model).tolist()) for model in trained}) == 4


@pytest.mark.parametrize("how", [{"momentum": 1.0}, {"momentum": -0.1}, {"clip": 0.0}])
def test_a_momentum_or_clip_that_makes_no_sense_is_refused(how: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Momentum must be from 0 to below 1, and clip above 0"):
        train(mlp((2, 4, 2)), two_moons(20), steps=1, **how)
