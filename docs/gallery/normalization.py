"""Figure 7: one network of random weights with zero bias, random bias and batch normalization."""

from splinewidgets import InitializationExplorer

explorer = InitializationExplorer(depth=4, width=16, height=360)

explorer.to_html("normalization.html", title="Before training")
explorer.save("normalization.png", dpi=110)
