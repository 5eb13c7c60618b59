"""Figure 5: a plane through three images, cut by a convolutional network."""

from splinewidgets import SliceExplorer, zoo

textures = zoo.textures()
model = zoo.train(zoo.strided_convnet(), textures, steps=300, progress=False)
explorer = SliceExplorer(
    model,
    [textures.first(0), textures.first(1), textures.inputs[5]],
    data=textures.inputs,
    labels=textures.labels,
    class_names=textures.class_names,
    max_tiles=6000,
    height=460,
)
explorer.to_html("convnet.html", title="A slice through images", measures=["slope", "norm", "class", "area"])
explorer.save("convnet.png", dpi=110)
