"""A generator of handwritten digits, small enough that its tessellation is exact at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid, mse_loss

from .cache import trained
from .datasets import digits
from .models import mlp
from .steps import check_steps, descend, take_steps
from .training import train

# Part of the cache key. To be raised when what is trained changes.
RECIPE = 1

HIDDEN = (64, 128, 64)
BATCH = 128
RATE = 2e-3

# The boxes begin with half-widths near sigmoid(-2) = 0.12, and what they cost counts in full only from the middle of
# the training on. Otherwise all of them grow to the whole cube at once, where latents mean nothing, and stay there.
NARROW = -2.0
WARM = 0.5


class Boxes(NamedTuple):
    """Boxes around the latents of images, by an encoder.

    Attributes
    ----------
    centers, half_widths : (N, D) float32
        The boxes lie in [-1, 1]^D.

    Examples
    --------
    >>> generator = digit_generator(steps=20)
    >>> generator.boxes(digits().inputs).half_widths.shape
    torch.Size([1797, 2])
    """

    centers: Tensor
    half_widths: Tensor


@dataclass(frozen=True, eq=False)
class DigitGenerator:
    """A variational autoencoder of 8 x 8 digits, and a classifier for what it generates.

    Latents are uniform in [-1, 1]^D, and those of an image uniform in a box. All three networks are ReLU perceptrons,
    in eval mode.

    Attributes
    ----------
    decoder : Sequential
        Maps latents (N, D) to images (N, 8, 8), with values of 0 to 1 but for the error.
    encoder : Sequential
        Maps images (N, 8, 8) to (N, 2 D), of which `boxes` makes sense.
    classifier : Sequential
        Maps images (N, 8, 8) to ten scores.

    Examples
    --------
    >>> generator = digit_generator(steps=20)
    >>> generator.decoder(torch.zeros(5, 2)).shape
    torch.Size([5, 8, 8])
    """

    decoder: nn.Sequential
    encoder: nn.Sequential
    classifier: nn.Sequential

    @torch.no_grad()
    def boxes(self, images: Tensor) -> Boxes:
        """Return where the latents of images (N, 8, 8) are."""
        return _boxes(self.encoder(images))[0]

    @torch.no_grad()
    def labels(self, images: Tensor) -> Tensor:
        """Return the digit that the classifier sees in each image (N, 8, 8), (N,) int64."""
        return self.classifier(images).argmax(1)


def digit_generator(
    latent: int = 2, *, steps: int = 8000, seed: int = 0, progress: bool = True, cache: bool = True
) -> DigitGenerator:
    """Train a generator of digits on the 1,797 bundled ones, in a quarter of a minute, or remember it.

    The decoder is a D-64-128-64-64 ReLU perceptron, the encoder its mirror image. What is minimized is the negative
    evidence bound: the logarithm of the mean square of the error, times half the pixels, plus the divergence of an
    image's box from the cube, which for uniform densities is the logarithm of how many such boxes would fill it.
    By Adam, with batches of 128 and the learning rate falling from 2e-3 along half a cosine.

    Parameters
    ----------
    latent
        How many dimensions D the latents have. With two the tiles can be drawn, with more the images are better.
    steps
        Of the autoencoder; the classifier has its own.
    seed
        Of the initial weights, the batches and the latents.
    progress
        Show progress bars.
    cache
        Look for the result in the cache, and leave it there, as `train` does.

    Raises
    ------
    ValueError
        If there are no steps, or no latent dimensions.

    References
    ----------
    Kingma and Welling, Auto-Encoding Variational Bayes [kingma2014auto]; with uniform densities in the place of
    Gaussians, so that samplers find the latents they expect. Rybkin, Daniilidis and Levine, Simple and Effective VAE
    Training with Calibrated Decoders [rybkin2021simple], equation (6), for the weight of the error.

    Examples
    --------
    >>> generator = digit_generator(steps=20)
    >>> images = generator.decoder(2 * torch.rand(100, 2) - 1)
    >>> generator.labels(images).shape
    torch.Size([100])
    """
    check_steps(steps)
    if latent < 1:
        raise ValueError(f"There are {latent} latent dimensions. At least one is needed. Choose 2 for exact tiles.")
    dataset = digits()
    pixels = dataset.inputs[0].numel()
    decoder = nn.Sequential(*mlp((latent, *HIDDEN, pixels), seed), nn.Unflatten(1, dataset.inputs.shape[1:]))
    encoder = mlp((pixels, *reversed(HIDDEN), 2 * latent), seed + 1)
    trained(
        nn.ModuleList([decoder, encoder]),
        lambda: _train(decoder, encoder, dataset.inputs, steps, seed, progress),
        settings=f"digit generator {RECIPE} {steps} {seed}",
        data=(dataset.inputs,),
        cache=cache,
    )
    classifier = mlp((pixels, 64, 64, 10), seed + 2)
    train(classifier, dataset, seed=seed, progress=progress, cache=cache)
    return DigitGenerator(decoder, encoder, classifier)


def _train(decoder: nn.Module, encoder: nn.Module, images: Tensor, steps: int, seed: int, progress: bool) -> None:
    optimizer = torch.optim.Adam([*decoder.parameters(), *encoder.parameters()], RATE, fused=True)
    rates = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    random = torch.Generator().manual_seed(seed)

    def step(number: int) -> Tensor:
        batch = images[torch.randint(len(images), (BATCH,), generator=random)]
        boxes, divergence = _boxes(encoder(batch))
        within = 2 * torch.rand(boxes.centers.shape, generator=random) - 1
        error = mse_loss(decoder(boxes.centers + boxes.half_widths * within), batch)
        warmth = min(1.0, number / (WARM * steps))
        descend(images[0].numel() / 2 * error.log() + warmth * divergence.mean(), optimizer)
        rates.step()
        return error

    take_steps(step, steps, progress=progress)


def _boxes(encoded: Tensor) -> tuple[Boxes, Tensor]:
    """Boxes in the cube [-1, 1]^D for any outputs (N, 2 D) of the encoder, and their divergence (N,) from the cube."""
    where, how_wide = encoded.chunk(2, 1)
    how_wide = how_wide + NARROW
    half_widths = how_wide.sigmoid()
    # Next to the rim there is room only for narrow boxes.
    return Boxes((1 - half_widths) * where.tanh(), half_widths), -logsigmoid(how_wide).sum(1)
