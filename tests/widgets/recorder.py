"""A process that records one random network into the history at its argument for each line on its input."""

import sys

import torch
from explorers import perceptron

from splinewidgets.learning import History

torch.set_num_threads(1)
history = History(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    step, seed = map(int, line.split())
    history.keep(perceptron(seed=seed), step, loss=1 / (1 + seed))
    print("recorded", flush=True)
