"""A checksum of a network: of its layers and of every bit of its tensors."""

from __future__ import annotations

import json
from hashlib import sha256

import torch

from .network import Network


def network_checksum(network: Network) -> str:
    """The SHA-256, in hexadecimal digits, of a network, whatever the dtype in which it decides."""
    total = sha256(json.dumps(layers_of(network)).encode())
    for name, tensor in sorted(network.tensors.items()):
        total.update(json.dumps([name, str(tensor.dtype), list(tensor.shape)]).encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        total.update(flat.view(torch.uint8).numpy().data if flat.numel() else b"")
    return total.hexdigest()


def layers_of(network: Network) -> list[list[str | int]]:
    """Name, operation and units of each layer."""
    return [[layer.name, layer.operation, layer.units] for layer in network.layers]
