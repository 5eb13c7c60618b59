from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.datasets import load_digits
from torch import nn

from splinewidgets.zoo import Dataset, accuracy, convnet, digits, mlp, train, two_moons


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).clone()


@pytest.mark.parametrize("found", [True, False])
def test_digits_are_those_of_scikit_learn(found, monkeypatch) -> None:
    bundled = load_digits()
    if not found:
        monkeypatch.setattr("splinewidgets.zoo.datasets.DIGITS", "elsewhere.csv.gz")
    dataset = digits()
    assert np.array_equal(dataset.inputs * 16, bundled.images)
    assert np.array_equal(dataset.labels, bundled.target)


def test_digits_are_images_from_zero_to_one() -> None:
    dataset = digits()
    assert dataset.inputs.shape == (1797, 8, 8)
    assert dataset.inputs.dtype == torch.float32
    assert dataset.inputs.min() == 0
    assert dataset.inputs.max() == 1
    assert sorted(set(dataset.labels.tolist())) == list(range(10))


def test_two_moons_come_from_a_seed_and_fill_the_square() -> None:
    one, same, other = two_moons(200), two_moons(200), two_moons(200, seed=1)
    assert torch.equal(one.inputs, same.inputs)
    assert not torch.equal(one.inputs, other.inputs)
    still = two_moons(noise=0.0)
    torch.testing.assert_close(still.inputs.abs().amax(0), torch.tensor([1.0, 0.5]), atol=1e-3, rtol=0)


def test_first_finds_a_sample_of_the_class() -> None:
    dataset = digits()
    for label in range(10):
        at = int((dataset.inputs == dataset.first(label)).flatten(1).all(1).nonzero()[0])
        assert dataset.labels[at] == label
    with pytest.raises(ValueError, match=r"No sample has the label 11\. The labels are 0 to 9\. Ask for one"):
        dataset.first(11)


def test_a_split_shares_the_samples_out() -> None:
    dataset = two_moons(100)
    one, other = dataset.split(0.7)
    assert (len(one), len(other)) == (70, 30)
    assert {tuple(row) for part in (one, other) for row in part.inputs.tolist()} == {
        tuple(row) for row in dataset.inputs.tolist()
    }
    with pytest.raises(ValueError, match=r"A fraction of 1 splits 100 samples into 100 and 0\. Both parts"):
        dataset.split(1)


def test_models_are_seeded_and_leave_the_global_state_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    assert torch.equal(weights(mlp((4, 3, 2))), weights(mlp((4, 3, 2))))
    assert not torch.equal(weights(mlp((4, 3, 2))), weights(mlp((4, 3, 2), seed=1)))
    assert torch.equal(weights(convnet()), weights(convnet()))
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize("shape", [(8, 8), (1, 12, 8), (3, 9, 9)])
def test_a_convnet_maps_images_to_classes(shape: tuple[int, ...]) -> None:
    assert convnet(shape, classes=7)(torch.zeros(5, *shape)).shape == (5, 7)


@pytest.mark.parametrize("shape", [(64,), (8, 8)])
def test_an_mlp_flattens_its_input(shape: tuple[int, ...]) -> None:
    assert mlp((64, 5, 3))(torch.zeros(2, *shape)).shape == (2, 3)


def test_impossible_models_are_refused() -> None:
    with pytest.raises(ValueError, match=r"The sizes are \(3,\)\. At least two positive numbers"):
        mlp((3,))
    with pytest.raises(ValueError, match=r"The input shape is \(64,\)\. An image has"):
        convnet((64,))
    with pytest.raises(ValueError, match=r"The image has 3 x 8 pixels\. 2 poolings need 4 each way"):
        convnet((3, 8))


def test_training_learns_digits_it_has_not_seen() -> None:
    seen, unseen = digits().split()
    model = train(mlp((64, 64, 64, 64, 10)), seen, epochs=20, progress=False)
    assert not model.training
    assert accuracy(model, unseen) > 0.93


def test_training_twice_gives_the_same_weights() -> None:
    one, two = (train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False, cache=False) for _ in range(2))
    assert torch.equal(weights(one), weights(two))


def test_the_second_time_comes_from_the_cache(cache: Path) -> None:
    first = weights(train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False))
    (file,) = cache.iterdir()
    assert file.suffix == ".safetensors"
    assert torch.equal(torch.cat([w.flatten() for w in load_file(file).values()]).sort().values, first.sort().values)
    before = file.stat().st_mtime_ns
    assert torch.equal(weights(train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False)), first)
    assert file.stat().st_mtime_ns == before


def test_any_difference_trains_anew(cache: Path) -> None:
    train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False)
    train(mlp((2, 8, 2), seed=1), two_moons(100), epochs=2, progress=False)
    train(mlp((2, 8, 2)), two_moons(101), epochs=2, progress=False)
    train(mlp((2, 8, 2)), two_moons(100), epochs=3, progress=False)
    assert len(list(cache.iterdir())) == 4


def test_a_broken_cache_file_is_passed_over(cache: Path) -> None:
    first = weights(train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False))
    (file,) = cache.iterdir()
    file.write_bytes(b"not safetensors")
    assert torch.equal(weights(train(mlp((2, 8, 2)), two_moons(100), epochs=2, progress=False)), first)


def test_a_cache_that_cannot_be_written_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPLINEWIDGETS_CACHE", str(tmp_path / "file"))
    assert not train(mlp((2, 8, 2)), two_moons(100), epochs=1, progress=False).training


def test_training_says_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"outputs of shape \(1, 1\)\. The labels need \(1, 2\) or more classes"):
        train(mlp((2, 8, 1)), two_moons(100))
    with pytest.raises(ValueError, match=r"There are 0 epochs with batches of 64\. Both must be at least 1"):
        train(mlp((2, 8, 2)), two_moons(100), epochs=0)


def test_the_progress_bar_shows_the_loss(capsys: pytest.CaptureFixture[str]) -> None:
    train(mlp((2, 8, 2)), two_moons(100), epochs=2)
    assert "loss=" in capsys.readouterr().err


def test_a_dataset_knows_its_length() -> None:
    assert len(Dataset(torch.zeros(3, 2), torch.zeros(3, dtype=torch.int64), ("a",))) == 3


def test_models_that_differ_in_their_forward_alone_are_told_apart(cache: Path) -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.first, self.last = nn.Linear(2, 8), nn.Linear(8, 2)

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return self.last(act(self.first(inputs)))

    for number, act in enumerate((torch.relu, torch.tanh, torch.relu), 1):  # noqa: B007
        train(Net(), two_moons(30), steps=2, progress=False)
        assert len(list(cache.iterdir())) == min(number, 2)
