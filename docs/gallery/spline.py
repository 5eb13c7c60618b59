"""Figure 2: an affine spline of one variable is a network of one hidden layer."""

import torch
from torch import nn

from splinewidgets import SplineEditor

x = torch.linspace(-3, 3, 25, dtype=torch.float64)
model = nn.Sequential(nn.Linear(1, 9), nn.ReLU(), nn.Linear(9, 1)).double()
with torch.no_grad():
    model[0].weight.fill_(1.0)
    model[0].bias.copy_(-torch.linspace(-3, 2.4, 9))  # a knot at -b / w

editor = SplineEditor(model, points=(x, torch.sin(2 * x)), height=380)
editor.fit()

editor.to_html("spline.html", title="An affine spline")
editor.save("spline.png", dpi=110)
