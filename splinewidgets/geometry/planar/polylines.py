"""Segments joined end to end."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt


def joined(pairs: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """The nodes of each polyline that segments between nodes, (S, 2), make up; of a closed one the first comes last.

    Polylines end where one segment ends, or more than two meet. No segment is in two of them.
    """
    ends = pairs.tolist()
    around: defaultdict[int, list[int]] = defaultdict(list)
    for segment, (one, other) in enumerate(ends):
        around[one].append(segment)
        around[other].append(segment)
    left = np.ones(len(ends), bool)

    def walk(node: int, segment: int) -> npt.NDArray[np.int64]:
        nodes = [node]
        while left[segment]:
            left[segment] = False
            one, other = ends[segment]
            node = other if node == one else one
            nodes.append(node)
            if len(around[node]) != 2:
                break
            first, second = around[node]
            segment = second if segment == first else first
        return np.array(nodes)

    starts = [node for node, segments in around.items() if len(segments) != 2]
    chains = [walk(node, segment) for node in starts for segment in around[node] if left[segment]]
    return chains + [walk(ends[segment][0], segment) for segment in range(len(ends)) if left[segment]]
