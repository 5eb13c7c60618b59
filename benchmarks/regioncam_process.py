"""regioncam in a process of its own, as with its users: asked on standard input, answered on standard output."""

from __future__ import annotations

import pickle
import sys
import time

import numpy as np
import regioncam

# Weights and biases of each layer, one row for each input, and half the side of the window.
Question = tuple[list[tuple[np.ndarray, np.ndarray]], float]


def count(parameters: list[tuple[np.ndarray, np.ndarray]], reach: float) -> int:
    """The number of regions of a perceptron in the square [-reach, reach]^2."""
    regions = regioncam.Regioncam(size=reach)
    for weight, bias in parameters[:-1]:
        regions.linear(weight, bias)
        regions.relu()
    regions.linear(*parameters[-1])
    return regions.num_faces


def main() -> None:
    """Answer each question with the number of regions and the seconds that they took."""
    while True:
        try:
            question: Question = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        start = time.perf_counter()
        regions = count(*question)
        pickle.dump((regions, time.perf_counter() - start), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
