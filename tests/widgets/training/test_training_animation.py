"""A training is saved as an animation of its checkpoints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorers import record
from PIL import Image
from small_widgets import sentences

from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]
# What is called ffmpeg: it writes the size of its input and what it was told into its last argument.
FFMPEG = """#!{python}
import sys
open(sys.argv[-1], "w").write(f"{{len(sys.stdin.buffer.read())}} {{' '.join(sys.argv[1:-1])}}")
"""


def frames(file: Path) -> list[Any]:
    """The frames of a GIF file."""
    with Image.open(file) as image:
        found = []
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            found.append((image.info["duration"], np.asarray(image.convert("RGB"))))
    return found


def test_a_gif_has_a_frame_for_each_checkpoint(watch: Watch, tmp_path: Path) -> None:
    explorer = watch(record(tmp_path / "history", [0, 1, 2]), checkpoint=1)
    explorer.save(tmp_path / "training.gif", width=3.0, dpi=60, fps=4)
    found = frames(tmp_path / "training.gif")
    assert [duration for duration, _ in found] == [250] * 3
    assert {picture.shape[1] for _, picture in found} == {180}
    for one, other in pairwise(found):
        assert (one[1] != other[1]).any(axis=2).mean() > 0.1
    # As a picture of the checkpoint looks; colors are told by palettes.
    explorer.checkpoint = 2
    explorer.save(tmp_path / "last.png", width=3.0, dpi=60)
    last = np.asarray(Image.open(tmp_path / "last.png").convert("RGB"))
    assert np.abs(last.astype(int) - found[-1][1][: len(last)]).mean() < 8


def test_steps_are_shown_in_their_order_and_the_explorer_goes_back(watch: Watch, tmp_path: Path) -> None:
    explorer = watch(record(tmp_path / "history", [0, 1, 2]), checkpoint=1)
    explorer.save(tmp_path / "all.gif", width=3.0, dpi=50)
    explorer.save(tmp_path / "some.gif", width=3.0, dpi=50, steps=[20, 0])
    every, some = frames(tmp_path / "all.gif"), frames(tmp_path / "some.gif")
    assert len(some) == 2
    for index, (_, picture) in zip((2, 0), some, strict=True):
        assert np.abs(picture.astype(int) - every[index][1]).mean() < 8
    assert explorer.checkpoint == 1


def test_two_calls_give_the_same_bytes(watch: Watch, tmp_path: Path) -> None:
    explorer = watch(record(tmp_path / "history", [0, 1]))
    for name in ("one.gif", "other.gif"):
        explorer.save(tmp_path / name, width=3.0, dpi=50)
    assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "other.gif").read_bytes()


@pytest.mark.parametrize(
    ("keywords", "error", "says"),
    [
        ({"fps": 0}, ValueError, "fps is 0"),
        ({"steps": [0, 5]}, ValueError, "step 5"),
        ({"steps": []}, ValueError, "steps is empty"),
        ({"steps": "all"}, TypeError, "steps is 'all'"),
        ({"dpi": -3}, ValueError, "dpi is -3"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_shown(
    watch: Watch, tmp_path: Path, keywords: Any, error: Any, says: str
) -> None:
    explorer = watch(record(tmp_path / "history", [0, 1]))
    seen: list[Any] = []
    explorer.observe(seen.append, "checkpoint")
    with pytest.raises(error, match=says) as told:
        explorer.save(tmp_path / "training.gif", **keywords)
    assert sentences(str(told.value)) == 3 and not seen and not (tmp_path / "training.gif").exists()


def test_without_checkpoints_there_is_no_animation(watch: Watch, tmp_path: Path) -> None:
    explorer = watch()
    with pytest.raises(ValueError, match="no checkpoints") as told:
        explorer.save(tmp_path / "training.gif")
    assert sentences(str(told.value)) == 3
    explorer.save(tmp_path / "picture.svg")


def test_without_ffmpeg_it_says_what_to_install(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = watch(record(tmp_path / "history", [0, 1]))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="ffmpeg was not found") as told:
        explorer.save(tmp_path / "training.mp4")
    assert sentences(str(told.value)) == 3 and not (tmp_path / "training.mp4").exists()


def test_ffmpeg_gets_all_pixels_and_its_file_is_what_is_saved(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(FFMPEG.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    explorer = watch(record(tmp_path / "history", [0, 1, 2]))
    explorer.save(tmp_path / "training.mp4", width=3.0, dpi=50, fps=12)
    size, told = (tmp_path / "training.mp4").read_text().split(" ", 1)
    width, height = map(int, told.split("-s ")[1].split()[0].split("x"))
    assert int(size) == 3 * 3 * width * height and width == 150
    assert "-r 12" in told and "yuv420p" in told
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\nsys.exit('no encoder')\n")
    before = (tmp_path / "training.mp4").read_bytes()
    with pytest.raises(RuntimeError, match="no encoder") as failed:
        explorer.save(tmp_path / "training.mp4", width=3.0, dpi=50)
    assert sentences(str(failed.value)) == 3 and (tmp_path / "training.mp4").read_bytes() == before
