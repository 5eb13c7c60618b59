"""Where and how a figure is saved, and what is refused before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from small_widgets import sentences

from splinewidgets.pictures.sheets.files import figure_bytes
from splinewidgets.pictures.sheets.shapes import Image
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.widgets.host.saved import Saved
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_axes_have_the_coordinates_of_the_slice(explore: Explore) -> None:
    explorer, ax = explore(), Figure().subplots()
    explorer.to_matplotlib(ax)
    u0, u1, v0, v1 = explorer._picture["window"]
    assert (*ax.get_xlim(), *ax.get_ylim()) == pytest.approx((u0, u1, v0, v1))
    tessellation = explorer.tessellation
    drawn = [path.vertices[:-1] for path in ax.collections[0].get_paths()]
    assert len(drawn) == tessellation.tile_count
    # Corners that the page has in single precision.
    for found, wanted in zip(drawn, map(tessellation.loop, range(len(drawn))), strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-5 * (u1 - u0))


@pytest.mark.parametrize(
    ("path", "keywords", "error", "says"),
    [
        ("figure.jpg", {}, ValueError, ".svg, .png or .pdf"),
        ("figure", {}, ValueError, ".svg, .png or .pdf"),
        (3, {}, TypeError, "path is a int"),
        ("figure.svg", {"width": 0}, ValueError, "width is 0"),
        ("figure.svg", {"width": "wide"}, TypeError, "width is 'wide'"),
        ("figure.svg", {"dpi": -1}, ValueError, "dpi is -1"),
        ("figure.svg", {"dpi": float("nan")}, ValueError, "dpi is nan"),
        ("figure.png", {"width": 1000, "dpi": 1000}, ValueError, "20,000 pixels"),
        ("figure.svg", {"theme": "blue"}, ValueError, "'light' or 'dark'"),
        ("missing/figure.svg", {}, FileNotFoundError, "is not there"),
        ("directory.svg", {}, ValueError, "directory"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_drawn(
    explore: Explore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: Any, keywords: Any, error: Any, says: str
) -> None:
    explorer = explore()
    (tmp_path / "directory.svg").mkdir()
    monkeypatch.setattr(SliceExplorer, "_figure", lambda self, look: pytest.fail("it was drawn"))
    with pytest.raises(error) as told:
        explorer.save(tmp_path / path if isinstance(path, str) else path, **keywords)
    assert says in str(told.value) and sentences(str(told.value).replace(str(tmp_path), "")) >= 3
    assert [each.name for each in tmp_path.iterdir()] == ["directory.svg"]


def test_a_file_that_is_there_stays_whole_where_drawing_fails(
    explore: Explore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer, file = explore(), tmp_path / "figure.svg"
    explorer.save(file)
    before = file.read_bytes()
    explorer.color_by = "norm"
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="is full"):
        explorer.save(file)
    assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]


def test_a_link_is_followed(explore: Explore, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "figure.svg"
    link.symlink_to(tmp_path / "folder" / "real.svg")
    explore().save(link)
    assert link.is_symlink() and (tmp_path / "folder" / "real.svg").read_bytes().startswith(b"<svg")


def test_a_closed_widget_and_one_without_a_picture_say_so(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    explorer.close()
    with pytest.raises(RuntimeError, match="The SliceExplorer is closed") as told:
        explorer.save(tmp_path / "figure.svg")
    assert sentences(str(told.value)) == 3
    broken = explore(dtype=None, max_seconds=60.0)
    broken._work.wait()
    broken._picture = {}
    with pytest.raises(RuntimeError, match="has no picture"):
        broken.save(tmp_path / "figure.svg")
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_svg_is_saved_and_the_others_say_what_to_install(
    explore: Explore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore()
    monkeypatch.setattr("splinewidgets.pictures.sheets.files.find_spec", lambda _: None)
    explorer.save(tmp_path / "figure.svg")
    for call in (lambda: explorer.save(tmp_path / "figure.png"), lambda: explorer.to_matplotlib(None)):
        with pytest.raises(ImportError, match="pip install") as told:
            call()
        assert sentences(str(told.value)) == 3


def test_saving_waits_for_what_was_asked(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    with explorer.held():
        explorer.view = (0.0, 3.0, 0.0, 2.0)
    explorer.save(tmp_path / "figure.svg")
    assert list(explorer._picture["window"]) == pytest.approx([0.0, 3.0, 0.0, 2.0])


def test_a_widget_that_says_no_more_is_saved_as_its_still_picture(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    assert explorer.tessellation
    figure = Saved._figure(explorer, Look(width=3.0, dpi=50))
    (panel,) = figure.panels
    image = panel.shapes[0]
    assert isinstance(image, Image)
    assert image.pixels.shape[0] * image.pixels.shape[1] == pytest.approx(150**2 / 1.5, rel=0.05)
    assert figure_bytes(figure, ".svg", Look()).count(b"<image") == 1
