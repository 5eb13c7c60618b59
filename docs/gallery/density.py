"""Figure 8: how many hyperplanes of a layer cut each place, around a star of 50 points."""

from splinewidgets import InitializationExplorer, zoo

explorer = InitializationExplorer(zoo.star(), depth=11, width=256, look="density", height=360)

explorer.to_html("density.html", title="Densities of hyperplanes")
explorer.save("density.png", dpi=110)
