"""Check that of a network's end, where its values matter, nothing is left out that cannot be counted in again."""

from __future__ import annotations

from ..refusals import UnsupportedOperation
from .network import Network


def check_values(network: Network) -> None:
    """Raise UnsupportedOperation if a network leaves out an end that is no smooth function of each output by itself."""
    if network.dropped is not None and network.smooth_end is None:
        raise UnsupportedOperation(
            f"The model ends in {network.dropped}, which its network leaves out: classes are the same without it. Here "
            "values matter, and it mixes the outputs. Take the softmax off to see what goes into it."
        )
