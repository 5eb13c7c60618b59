"""Pictures one after the other as GIF files, by pillow, which matplotlib needs, and as MP4 files, by ffmpeg."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.sheets.files import require_matplotlib
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look

SUFFIXES = (".gif", ".mp4")
Pixels = npt.NDArray[np.uint8]
# Nothing of the machine or the time in the file, and an even number of pixels, which most players want.
SAME_EACH_TIME = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact")
EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2"


def check_animation(suffix: str) -> None:
    """Raise ImportError or RuntimeError if what writes files of a kind is not installed."""
    require_matplotlib(f"It draws {suffix} files")
    if suffix == ".mp4" and shutil.which("ffmpeg") is None:
        raise RuntimeError(
            "ffmpeg was not found on the PATH. It writes MP4 files. Install that program, or save a GIF."
        )


def frame(figure: Figure, look: Look) -> Pixels:
    """A figure as pixels (height, width, 3)."""
    from splinewidgets.pictures.sheets.matplotlib_files import pixels

    return pixels(figure, look)


def animation(frames: Sequence[Pixels], suffix: str, frames_a_second: float) -> bytes:
    """The file; lower pictures have room below them."""
    height = max(each.shape[0] for each in frames)
    whole = [np.pad(each, ((0, height - len(each)), (0, 0), (0, 0)), mode="edge") for each in frames]
    return _gif(whole, frames_a_second) if suffix == ".gif" else _mp4(whole, frames_a_second)


def _gif(frames: Sequence[Pixels], frames_a_second: float) -> bytes:
    from PIL import Image

    # Each with a palette of its own: one for all would have bands where a ramp is smooth.
    images = [Image.fromarray(each).quantize(256, dither=Image.Dither.NONE) for each in frames]
    stream = io.BytesIO()
    first, *rest = images
    duration = round(1000 / frames_a_second)
    first.save(stream, "GIF", save_all=True, append_images=rest, duration=duration, loop=0)
    return stream.getvalue()


def _mp4(frames: Sequence[Pixels], frames_a_second: float) -> bytes:
    height, width = frames[0].shape[:2]
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{frames_a_second:g}", "-i", "-")
    with tempfile.TemporaryDirectory() as folder:
        # Not through a pipe: the file is written back and forth.
        file = Path(folder) / "animation.mp4"
        command = ["ffmpeg", "-y", "-loglevel", "error", *raw, "-vf", EVEN, "-pix_fmt", "yuv420p", *SAME_EACH_TIME]
        data = b"".join(each.tobytes() for each in frames)
        done = subprocess.run([*command, str(file)], input=data, capture_output=True)
        if done.returncode != 0 or not file.is_file():
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            said = lines[-1] if lines else f"it ended with {done.returncode}"
            raise RuntimeError(
                f"ffmpeg could not write the file ({said}). It must know H.264 or MPEG-4. Install a complete one, or "
                "save a GIF."
            )
        return file.read_bytes()
