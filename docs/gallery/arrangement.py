"""Figure 4: the lines of a layer's units, and what a deeper layer makes of them."""

from splinewidgets import HyperplaneEditor, zoo

editor = HyperplaneEditor(zoo.mlp((2, 8, 8, 1), seed=5), chosen=(1, 3), height=420)

editor.to_html("arrangement.html", title="An arrangement of lines")
editor.save("arrangement.png", dpi=110)
