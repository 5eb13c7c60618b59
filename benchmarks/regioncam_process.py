"""regioncam in a process of its own, as with its users: asked on standard input, answered on standard output."""

from __future__ import annotations

import pickle
import sys
import time

import numpy as np
import regioncam

# Weights and biases of each layer, one row for each input; half the side of the window; how many runs to make in a row,
# and the seconds after which no more of them.
Question = tuple[list[tuple[np.ndarray, np.ndarray]], float, int, float]


def count(parameters: list[tuple[np.ndarray, np.ndarray]], reach: float) -> int:
    """The number of regions of a perceptron in the square [-reach, reach]^2."""
    regions = regioncam.Regioncam(size=reach)
    for weight, bias in parameters[:-1]:
        regions.linear(weight, bias)
        regions.relu()
    regions.linear(*parameters[-1])
    return regions.num_faces


def main() -> None:
    """Answer each question with the number of regions and the least seconds that a run took."""
    while True:
        try:
            question: Question = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        parameters, reach, row, short = question
        taken: list[float] = []
        while len(taken) < row and sum(taken) < short:
            start = time.process_time()
            regions = count(parameters, reach)
            taken.append(time.process_time() - start)
        pickle.dump((regions, min(taken)), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
