"""Figure 6: the loss around a trained network, without skip connections and with them."""

from splinewidgets import LossLandscape, ParameterPlane, sampled_loss, zoo


def landscape(skip):
    """The loss on 300 digits, around what was trained, on a plane of random directions."""
    trained = zoo.ResidualRecipe("mlp", depth=20, skip=skip, steps=400).train(progress=False)
    digits, plane = trained.train, ParameterPlane.random(trained.model)
    return sampled_loss(trained.model, digits.inputs[:300], digits.labels[:300], plane, cells=25)


pair = LossLandscape(landscape(0.0), landscape(1.0), names=("plain", "residual"), marble=(0.6, 0.5), step_size=0.001)

pair.to_html("landscape.html", title="Two loss landscapes")
pair.save("landscape.png", dpi=110)
