"""Pictures as PNG files, in few bytes: of 128 colors, which are chosen for each."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Half of the bytes of the true colors, and nothing is seen of it.
COLORS = 128
# The filter of a row that is stored as it is; with a palette others do not help.
AS_IT_IS = 0
# Colors are told apart by their first bits only.
BITS = 6

Bytes = npt.NDArray[np.uint8]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# By what a live view finds pictures of its like: a style sheet looks for it in addresses that hold the file in base 64,
# where it begins at the same place each time.
MARK = _chunk(b"tEXt", b"Source\0splinewidgets")


# How pixels are told: three bytes each, or the number of a color in a palette.
TRUE, OF_PALETTE = 2, 3


def png(pixels: Bytes) -> bytes:
    """The file of a picture (height, width, 3), from the top left, in red, green and blue of 0 to 255."""
    palette, places = quantized(pixels.reshape(-1, 3))
    return _file(places.reshape(pixels.shape[:2]), OF_PALETTE, pixels.shape, [MARK, _chunk(b"PLTE", palette.tobytes())])


def true_png(pixels: Bytes) -> bytes:
    """The same with each pixel in its own color."""
    return _file(pixels.reshape(len(pixels), -1), TRUE, pixels.shape, [])


def _file(rows: Bytes, kind: int, shape: tuple[int, ...], chunks: list[bytes]) -> bytes:
    height, width = shape[:2]
    filtered = np.full((height, 1 + rows.shape[1]), AS_IT_IS, np.uint8)
    filtered[:, 1:] = rows
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    data = _chunk(b"IDAT", zlib.compress(filtered.tobytes(), 9))
    return SIGNATURE + b"".join([header, *chunks, data, _chunk(b"IEND", b"")])


def quantized(colors: Bytes, most: int = COLORS) -> tuple[Bytes, Bytes]:
    """A palette (at most `most`, 3) for colors (n, 3), and the place of each in it, (n,): Heckbert's median cut."""
    bins = (colors >> (8 - BITS)).astype(np.int64) @ (1 << (2 * BITS), 1 << BITS, 1)
    found, bin_of, counts = np.unique(bins, return_inverse=True, return_counts=True)
    means = np.column_stack([np.bincount(bin_of, colors[:, c], len(found)) / counts for c in range(3)])
    boxes = [np.arange(len(found))]
    spreads = [_spread(means[boxes[0]], counts[boxes[0]])]
    while len(boxes) < most and max(spreads) > 0:
        widest = int(np.argmax(spreads))
        for half in _halves(boxes.pop(widest), means, counts):
            boxes.append(half)
            spreads.append(_spread(means[half], counts[half]))
        del spreads[widest]
    palette = np.array([np.average(means[box], axis=0, weights=counts[box]) for box in boxes])
    place = np.empty(len(found), np.uint8)
    for i, box in enumerate(boxes):
        place[box] = i
    return np.round(palette).astype(np.uint8), place[bin_of]


def _spread(colors: npt.NDArray[np.float64], counts: npt.NDArray[np.int64]) -> float:
    """Gain of dividing a box."""
    return float((colors.max(0) - colors.min(0)).max() * np.sqrt(counts.sum()))


def _halves(
    box: npt.NDArray[np.int64], colors: npt.NDArray[np.float64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A box of two colors or more, divided along its longest side so that both have about as many pixels."""
    longest = int(np.argmax(colors[box].max(0) - colors[box].min(0)))
    box = box[np.argsort(colors[box, longest], kind="stable")]
    reached = np.cumsum(counts[box])
    middle = int(np.clip(np.searchsorted(reached, reached[-1] / 2) + 1, 1, len(box) - 1))
    return box[:middle], box[middle:]
