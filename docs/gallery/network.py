"""Figure 1: a network as a graph, and the tiles that it makes."""

from splinewidgets import NetworkDiagram, SliceExplorer, to_html, zoo

model = zoo.mlp((2, 4, 5, 4, 5, 4, 1), seed=3)
explorer = SliceExplorer(model, view=(-2, 2, -2, 2), color_by="output 0", class_names=(), height=340)
diagram = NetworkDiagram(explorer, height=320)
explorer.selected = explorer.tessellation.active_units().sum(1).argmax()  # the tile with the most paths

to_html("network.html", [diagram, explorer], title="A network and its tiles")
diagram.save("network.png", dpi=110)
