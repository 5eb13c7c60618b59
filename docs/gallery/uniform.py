"""Figure 11: samples of digits, as they are drawn, and uniform on the generator's manifold."""

import torch

from splinewidgets import PolarityExplorer, zoo

digits = zoo.digit_generator(progress=False)
latents = 2 * torch.rand(10_000, 2, generator=torch.Generator().manual_seed(0)) - 1
with torch.no_grad():
    images = digits.decoder(latents)

explorer = PolarityExplorer(
    digits.decoder,
    latents,
    labels=digits.labels(images),
    class_names=list("0123456789"),
    samples=1000,
    rho=1,
)
explorer.to_html("uniform.html", title="Uniform on the manifold")
explorer.save("uniform.png", dpi=110)
