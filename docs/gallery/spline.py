"""Figure 2: an affine spline of one variable is a network of one hidden layer."""

import numpy as np

from splinewidgets import SplineEditor, zoo

x = np.linspace(-3, 3, 25)
editor = SplineEditor(zoo.mlp((1, 8, 1), seed=1), points=(x, np.sin(2 * x)), height=380)
editor.fit()

editor.to_html("spline.html", title="An affine spline")
editor.save("spline.png", dpi=110)
