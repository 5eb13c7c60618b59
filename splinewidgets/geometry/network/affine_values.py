"""Check that a network's outputs are its model's values, and piecewise affine."""

from __future__ import annotations

from ..refusals import UnsupportedOperation
from .network import Network


def check_affine_values(network: Network) -> None:
    """Raise UnsupportedOperation if a network leaves out the end of its model, such as a sigmoid or softmax."""
    if network.dropped is not None:
        raise UnsupportedOperation(
            f"The model ends in {network.dropped}, which its network leaves out. Here values matter, and with it they "
            "are not piecewise affine. "
            + (
                "Pass linearize(model), which states its error."
                if "softmax" not in network.dropped
                else "Take the softmax off to see what goes into it."
            )
        )
