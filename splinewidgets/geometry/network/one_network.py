"""A network, where one of a model's outputs may be named."""

from __future__ import annotations

from .network import Network


def one_network(network: Network, output: str | int | None) -> Network:
    """The network itself; raises ValueError if an output of it is named, of which it has one."""
    if output is not None:
        raise ValueError(
            f"output is {output!r} and the model is a Network. A Network has one output already. "
            "Pass output= where the Network is made."
        )
    return network
