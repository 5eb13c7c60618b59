"""Figure 12: samples of five modes under a slider, from modes to anti-modes."""

import torch

from splinewidgets import PolarityExplorer, zoo

mixture = zoo.five_gaussians()
generator = zoo.wgan(mixture, steps=1000, progress=False)
latents = 2 * torch.rand(20_000, 2, generator=torch.Generator().manual_seed(0)) - 1
with torch.no_grad():
    points = generator(latents)

explorer = PolarityExplorer(
    generator,
    latents,
    labels=mixture.labels(points),
    data=mixture.sample(2000).numpy(),
    class_names=[f"mode {number}" for number in range(1, 6)],
    samples=1000,
    rho=-0.5,
    replace=True,
)
explorer.to_html("polarity.html", title="From modes to anti-modes")
explorer.save("polarity.png", dpi=110)
