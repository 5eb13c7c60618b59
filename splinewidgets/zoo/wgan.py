"""Learn to generate the points of a mixture: a small Wasserstein GAN with gradient penalty."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .cache import trained
from .gaussian_mixture import GaussianMixture
from .models import mlp
from .steps import check_steps, descend, take_steps

# Part of the cache key. To be raised when what is trained changes.
RECIPE = 1

BATCH = 256
CRITIC_STEPS = 5
PENALTY = 2.0
RATE, DECAY = 1e-3, 0.3
BETAS = (0.0, 0.9)


def wgan(
    mixture: GaussianMixture, *, steps: int = 1500, seed: int = 0, progress: bool = True, cache: bool = True
) -> nn.Sequential:
    """Train a 2-64-64-64-D ReLU generator of a mixture's points, in half a minute or less, or remember it.

    Latents are uniform in [-1, 1]^2. The critic has three hidden layers of 64 leaky ReLU units (slope 0.2) and takes
    five steps for each one of the generator, all by Adam with batches of 256. The gradient penalty has the weight 2.
    The learning rate is 1e-3, and 0.3 times that for the last third and again for the last sixth of the steps.

    Parameters
    ----------
    mixture
        Whose points are to be generated.
    steps
        Of the generator.
    seed
        Of the initial weights, the points and the latents.
    progress
        Show a progress bar, with the critic's estimate of the Wasserstein distance as the loss.
    cache
        Look for the result in the cache, and leave it there, as `train` does.

    Returns
    -------
    Sequential
        Maps latents (N, 2) in [-1, 1]^2 to points (N, D); in eval mode.

    Raises
    ------
    ValueError
        If there are no steps.

    References
    ----------
    I. Gulrajani, F. Ahmed, M. Arjovsky, V. Dumoulin and A. Courville, Improved Training of Wasserstein GANs,
    NeurIPS 2017, with a weight of the penalty and layers of our own.

    Examples
    --------
    >>> mixture = five_gaussians()
    >>> generator = wgan(mixture, steps=20)
    >>> mixture.shares(generator(2 * torch.rand(1000, 2) - 1)).shape
    torch.Size([5])
    """
    check_steps(steps)
    generator = mlp((2, 64, 64, 64, mixture.modes.shape[1]), seed)
    return trained(
        generator,
        lambda: _train(generator, mixture, steps, seed, progress),
        settings=f"wgan {RECIPE} {steps} {seed} {mixture.deviation}",
        data=(mixture.modes, mixture.weights),
        cache=cache,
    )


def _train(generator: nn.Sequential, mixture: GaussianMixture, steps: int, seed: int, progress: bool) -> None:
    critic = mlp((mixture.modes.shape[1], 64, 64, 64, 1), seed + 1)
    critic = nn.Sequential(*(nn.LeakyReLU(0.2) if isinstance(part, nn.ReLU) else part for part in critic))
    optimizers = [torch.optim.Adam(model.parameters(), RATE, BETAS, fused=True) for model in (generator, critic)]
    drops = [2 * steps // 3, 5 * steps // 6]
    rates = [torch.optim.lr_scheduler.MultiStepLR(optimizer, drops, DECAY) for optimizer in optimizers]
    of_generator, of_critic = optimizers
    real = iter(mixture.sample(steps * CRITIC_STEPS * BATCH, seed).split(BATCH))
    random = torch.Generator().manual_seed(seed + 1)  # other numbers than the points are made of

    def generate() -> Tensor:
        return generator(2 * torch.rand(BATCH, 2, generator=random) - 1)

    def tell_apart() -> Tensor:
        points = next(real)
        with torch.no_grad():
            generated = generate()
        distance = critic(points).mean() - critic(generated).mean()
        between = torch.lerp(points, generated, torch.rand(BATCH, 1, generator=random))
        descend(PENALTY * _penalty(critic, between) - distance, of_critic)
        return distance

    def step(_: int) -> Tensor:
        for _ in range(CRITIC_STEPS):
            distance = tell_apart()
        descend(-critic(generate()).mean(), of_generator)
        for rate in rates:
            rate.step()
        return distance

    take_steps(step, steps, progress=progress)


def _penalty(critic: nn.Module, points: Tensor) -> Tensor:
    """Gradient penalty: the mean square over points (N, D) of the distance of the critic's gradient norm from 1."""
    points.requires_grad_()
    (gradient,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return (torch.linalg.vector_norm(gradient, dim=1) - 1).square().mean()
