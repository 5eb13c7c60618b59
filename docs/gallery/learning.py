"""Figure 9: the tiles while a network learns, and long after it gets every sample right."""

from dataclasses import replace

from splinewidgets import TrainingExplorer, zoo

moons = replace(zoo.TWO_MOONS, sizes=(2, 24, 24, 24, 2), steps=4000).train(progress=False)
_, interpolation, _ = zoo.turning_points(moons.history)
explorer = TrainingExplorer(
    moons.model,
    moons.history,
    data=moons.train.inputs,
    labels=moons.train.labels,
    class_names=moons.train.class_names,
    view=moons.slice.bounds,
    color_by="norm",
    checkpoint=moons.history.steps.index(interpolation.step),
    height=440,
)

explorer.to_html("learning.html", steps=moons.history.steps[::4], measures=["norm", "class"], title="Learning")
explorer.save("learning.png", dpi=110)
