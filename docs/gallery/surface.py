"""Figure 3: the graph of a network with two inputs, flat facets above its tiles."""

import torch

from splinewidgets import SplineSurface, to_html, zoo

random = torch.Generator().manual_seed(0)
inputs = 4 * torch.rand(200, 2, generator=random) - 2
targets = torch.sin(2 * inputs[:, :1]) * torch.cos(2 * inputs[:, 1:])

model = zoo.mlp((2, 20, 20, 20, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(1500):
    loss = (model(inputs) - targets).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

surface = SplineSurface(
    model,
    data=inputs,
    targets=targets,
    class_names=(),  # the output is a number and no score of a class
    domain=(-2.2, 2.2),
    visible=["surface", "wire", "data", "residuals"],
    height=400,
)
to_html("surface.html", [surface, surface.explorer], title="A spline surface")
surface.save("surface.png", dpi=110)
