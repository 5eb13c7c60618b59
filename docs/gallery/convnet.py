"""Figure 5: a plane through three images, cut by a convolutional network."""

from splinewidgets import SliceExplorer, zoo

textures = zoo.textures()
model = zoo.train(zoo.strided_convnet(channels=(2, 2, 4), dense=(16,)), textures, steps=400, progress=False)
anchors = [textures.first(0), textures.first(1), textures.inputs[5]]
explorer = SliceExplorer(
    model,
    anchors,
    data=textures.inputs,
    labels=textures.labels,
    class_names=textures.class_names,
    height=460,
)
measures = ["slope", "norm", "class", "area"]
explorer.to_html("convnet.html", title="A slice through images", measures=measures, facts=False)
explorer.save("convnet.png", dpi=110)
