"""Inputs that are images, and the order of their numbers in the browser."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures import plain_values


@dataclass(frozen=True)
class ImageLayout:
    """Layout of an input as an image.

    Attributes
    ----------
    planes : tuple of int
        The input's numbers as (channels, height, width) or (height, width, channels) or (height, width).
    channels_first : bool
        Whether the channels come first.
    """

    planes: tuple[int, ...]
    channels_first: bool

    @classmethod
    def of(
        cls, input_shape: Sequence[int], wanted: Sequence[int] | None = None, of: str = "input"
    ) -> ImageLayout | None:
        """The layout of inputs of a shape, or None where they are no images.

        Without `wanted`, (H, W) and (1 or 3, H, W) are images. With it, inputs of any shape are read as (H, W),
        (H, W, 1 or 3) or (1 or 3, H, W). They may be outputs as well, by the name `of`.

        Raises
        ------
        ValueError
            If `wanted` is no image shape or has another number of entries than the input.
        """
        sizes = "the size of an image: (H, W), (H, W, 3) or (3, H, W)"
        leave = f"Leave {of}_shape out if the {of}s are no images."
        shape = tuple(plain_values.wholes(input_shape if wanted is None else wanted, f"{of}_shape", sizes, leave))
        channels_first = len(shape) == 3 and shape[0] in (1, 3)
        channels_last = len(shape) == 3 and shape[2] in (1, 3) and wanted is not None
        if len(shape) != 2 and not channels_first and not channels_last:
            if wanted is None:
                return None
            raise ValueError(f"{of}_shape is {shape}. An image is (H, W), (H, W, 3) or (3, H, W). {leave}")
        if math.prod(shape) != math.prod(input_shape):
            raise ValueError(
                f"{of}_shape {shape} has {math.prod(shape)} numbers. The network's {of}s have "
                f"{math.prod(input_shape)}, in shape {tuple(input_shape)}. Pass the image's shape in that many numbers."
            )
        return cls(shape, channels_first)

    @property
    def shape(self) -> list[int]:
        """Shape of the picture that the browser draws: [H, W] for gray, [H, W, 3] for color."""
        if len(self.planes) == 2:
            return list(self.planes)
        *size, channels = (*self.planes[1:], self.planes[0]) if self.channels_first else self.planes
        return [*size, channels] if channels == 3 else size

    def pixels(self, inputs: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """Inputs (k, *input_shape) as rows (k, D) in the order height, width, channel."""
        planes = inputs.reshape(len(inputs), *self.planes)
        if self.channels_first:
            planes = np.moveaxis(planes, 1, -1)
        return planes.reshape(len(inputs), -1).astype(np.float32)
