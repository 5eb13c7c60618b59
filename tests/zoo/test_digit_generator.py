from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from splinewidgets import Slice, tessellate
from splinewidgets.zoo import DigitGenerator, digit_generator, digits
from splinewidgets.zoo.digit_generator import _boxes

IMAGES = digits().inputs


def weights(generator: DigitGenerator) -> torch.Tensor:
    models = (generator.decoder, generator.encoder, generator.classifier)
    return torch.cat([p.detach().flatten() for model in models for p in model.parameters()]).clone()


@pytest.fixture(autouse=True)
def quick_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.zoo.training.EPOCHS", 1)


@pytest.mark.parametrize("latent", [2, 5])
def test_shapes_and_modes(latent: int) -> None:
    generator = digit_generator(latent, steps=1, progress=False)
    images = generator.decoder(torch.zeros(3, latent))
    assert images.shape == (3, 8, 8)
    assert generator.labels(images).shape == (3,)
    assert generator.labels(images).dtype == torch.int64
    assert [box.shape for box in generator.boxes(IMAGES[:4])] == [(4, latent)] * 2
    models: list[nn.Module] = [generator.decoder, generator.encoder, generator.classifier]
    assert not any(model.training for model in models)


def test_boxes_lie_in_the_cube_and_diverge_from_it_by_the_logarithm_of_their_share() -> None:
    encoded = 3 * torch.randn(1000, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    (centers, half_widths), divergence = _boxes(encoded)
    assert (half_widths > 0).all()
    assert (centers.abs() + half_widths <= 1 + 1e-12).all()
    torch.testing.assert_close(divergence, (2.0**3 / (2 * half_widths).prod(1)).log())


def test_the_tiles_of_the_decoder_are_exact() -> None:
    decoder = digit_generator(steps=1, progress=False).decoder
    tessellation = tessellate(decoder, Slice.box((-1, 1), (-1, 1)))
    assert tessellation.areas().sum() == pytest.approx(4)
    latents = 2 * torch.rand(50, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) - 1
    for tile, latent in zip(tessellation.locate(latents), latents, strict=True):
        A, c = tessellation.affine_map(tile)
        torch.testing.assert_close((A @ latent + c).view(1, 8, 8), decoder.double()(latent[None]))


def test_training_comes_nearer_to_the_digits_than_their_mean_is() -> None:
    generator = digit_generator(steps=1000, progress=False)
    with torch.no_grad():
        error = (generator.decoder(generator.boxes(IMAGES).centers) - IMAGES).square().mean()
    assert error < 0.85 * (IMAGES - IMAGES.mean(0)).square().mean()


def test_labels_are_what_the_classifier_sees() -> None:
    generator = digit_generator(steps=1, progress=False)
    right = (generator.labels(IMAGES) == digits().labels).double().mean()
    assert right > 0.5
    assert not generator.labels(IMAGES).requires_grad


def test_it_is_remembered_by_all_that_it_depends_on(cache: Path) -> None:
    first = weights(digit_generator(steps=2, progress=False))
    written = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert len(written) == 2  # the autoencoder and the classifier
    assert torch.equal(weights(digit_generator(steps=2, progress=False)), first)
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == written
    assert torch.equal(weights(digit_generator(steps=2, progress=False, cache=False)), first)
    assert not torch.equal(weights(digit_generator(steps=3, progress=False)), first)
    assert len(list(cache.iterdir())) == 3  # the classifier is the same
    assert not torch.equal(weights(digit_generator(steps=2, seed=1, progress=False)), first)
    assert len(list(cache.iterdir())) == 5
    digit_generator(3, steps=2, progress=False)
    assert len(list(cache.iterdir())) == 6


def test_the_bars_show_steps_and_loss(capsys: pytest.CaptureFixture[str]) -> None:
    digit_generator(steps=2)
    told = capsys.readouterr().err
    assert "2/2" in told
    assert "loss=" in told


def test_impossible_generators_are_refused() -> None:
    with pytest.raises(ValueError, match=r"There are 0 steps\. Training takes at least one\. Choose a larger"):
        digit_generator(steps=0)
    with pytest.raises(ValueError, match=r"There are 0 latent dimensions\. At least one is needed\. Choose 2"):
        digit_generator(0)
