from pathlib import Path

import numpy as np
from area_histogram import AreaHistogram
from explorers import perceptron

HERE = Path(__file__).parent


def test_each_tile_is_counted_in_the_bar_of_its_size() -> None:
    view = AreaHistogram(perceptron(2))
    for window in (None, (-0.5, 0.5, -0.5, 0.5)):
        view.view = window
        areas, histogram = view.explorer.tessellation.areas(), view.histogram
        edges = 10.0 ** (histogram["first"] + np.arange(len(histogram["counts"]) + 1))
        assert histogram["counts"] == np.histogram(areas, edges)[0].tolist()
        assert histogram["largest"][-1] == areas.argmax()
    view.close()


def test_the_whole_example_is_short() -> None:
    files = [file for kind in ("py", "ts", "css") for file in HERE.glob(f"*.{kind}")]
    files.append(HERE.parent / "browser/test_example_widget.py")
    assert len(files) == 5 and sum(len(file.read_text().splitlines()) for file in files) < 150
