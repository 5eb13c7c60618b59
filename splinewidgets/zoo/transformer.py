"""A small transformer with seeded initial weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Transformer(nn.Module):
    """Encoder blocks over the rows of an image, and one dense layer on the mean of their tokens.

    Each block is `x + attention(norm(x))` and then `x + mlp(norm(x))`.
    """

    def __init__(self, rows: int, columns: int, classes: int, width: int, heads: int, hidden: int, blocks: int) -> None:
        super().__init__()
        self.embedding = nn.Linear(columns, width)
        self.position = nn.Parameter(0.02 * torch.randn(rows, width))
        self.blocks = nn.Sequential(*(_Block(width, heads, hidden) for _ in range(blocks)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Scores (N, classes) of images (N, rows, columns)."""
        tokens = self.blocks(self.embedding(images) + self.position)
        scores: Tensor = self.head(self.norm(tokens).mean(1))
        return scores


class _Block(nn.Module):
    def __init__(self, width: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.before_attention(tokens)
        tokens = tokens + self.attention(x, x, x, need_weights=False)[0]
        return tokens + self.mlp(self.before_mlp(tokens))


def transformer(
    input_shape: Sequence[int] = (8, 8),
    classes: int = 10,
    *,
    width: int = 32,
    heads: int = 4,
    hidden: int = 64,
    blocks: int = 2,
    seed: int = 0,
) -> Transformer:
    """Return a transformer whose tokens are the rows of an image, with GELU in its MLP blocks.

    Attention and GELU are not piecewise affine: `local_complexity` measures it, `tessellate` refuses it.

    Parameters
    ----------
    input_shape
        (rows, columns) of gray images.
    classes
        How many outputs.
    width, heads, hidden, blocks
        Entries of a token, attention heads, units of each MLP block, and how many blocks there are.
    seed
        Of the initial weights; the global random state is left as it was.

    Raises
    ------
    ValueError
        If the input is no gray image, or the heads do not share the width out evenly.

    Examples
    --------
    >>> transformer()(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])
    """
    if len(input_shape) != 2:
        raise ValueError(
            f"The input shape is {tuple(input_shape)}. A gray image has (rows, columns). "
            "Use mlp or convnet for other inputs."
        )
    rows, columns = input_shape
    if heads < 1 or width % heads:
        raise ValueError(
            f"A width of {width} is shared by {heads} heads. Each must get the same number of entries. "
            "Choose a multiple of the heads."
        )
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        return Transformer(rows, columns, classes, width, heads, hidden, blocks)
