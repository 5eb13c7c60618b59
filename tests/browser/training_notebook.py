"""A cell of a training that is remembered, and its explorer."""

from __future__ import annotations

CELL = """import tempfile, threading, torch
torch.set_num_threads(1)
from splinewidgets import History, TrainingExplorer, zoo
moons, model = zoo.two_moons(200), zoo.mlp((2, 24, 24, 2))
optimizer = torch.optim.Adam(model.parameters(), 0.01)
history = History(tempfile.mkdtemp(), per_decade=10)

def train(first, last):
    for step in range(first, last):
        scores = model(moons.inputs)
        loss = torch.nn.functional.cross_entropy(scores, moons.labels)
        history.record(
            model, step, loss=loss if step != 3 else float("nan"), train_accuracy=(scores.argmax(1) == moons.labels)
            .float().mean(), tiles=1e4 * step, **{"<b>x</b>": 1 / (1 + step)})
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

train(0, 300)
three = [[-0.5, 0.2], [0.5, -0.5], [1.0, 0.5]]
explorer = TrainingExplorer(model, history, three, moons.inputs, moons.labels, speed=20)
explorer"""
