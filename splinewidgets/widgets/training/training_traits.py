"""Traits that `TrainingExplorer` adds to those of `SliceExplorer`."""

from __future__ import annotations

from typing import get_args

import traitlets as t
from anywidget import WidgetTrait

from splinewidgets.pictures.rendering.training_painter import MOST_TILES
from splinewidgets.pictures.scene.training_input import read_index, read_speed
from splinewidgets.pictures.wire_types.gestures import Seek
from splinewidgets.pictures.wire_types.training import Compare
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Choice, Number, Numbered, Truth, Whole
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits


class TrainingTraits(ExplorerTraits):
    """Traits of a training; pictures and colors as in `ExplorerTraits`."""

    checkpoint = Checked(
        Whole(0),
        lambda explorer, given: read_index("checkpoint", given, len(explorer.steps)),
        help="Index of the checkpoint shown; negative ones count from the last.",
    ).tag(sync=True)
    reference = Checked(
        Whole(0),
        lambda explorer, given: read_index("reference", given, len(explorer.steps)),
        help="Index of the checkpoint that it is compared to.",
    ).tag(sync=True)
    compare = Choice(
        get_args(Compare),
        "single",
        help="The checkpoint alone, beside the reference, or the change from the reference to it.",
    ).tag(sync=True)
    playing = Truth(False, help="Whether checkpoints are shown one after another; needs a browser.").tag(sync=True)
    speed = Checked(Number(5.0), lambda explorer, given: read_speed(given), help="Checkpoints a second.").tag(sync=True)
    loop = Truth(False, help="Whether to start over at the end.").tag(sync=True)

    _most_kept = t.Int(MOST_TILES, help=ExplorerTraits._most_kept.help).tag(sync=True, told=True)
    # What is shown with it, its curves; None for nothing.
    part = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    steps = t.List(t.Int(), help="The training step of each checkpoint.").tag(sync=True, told=True)
    _kept = t.List(t.Int(), help="Checkpoints whose pictures are kept, to be shown at once.").tag(sync=True, told=True)
    following = Truth(False, help="Whether new checkpoints are taken in as they are recorded.").tag(sync=True)
    _seek = Numbered(Seek, help="A checkpoint chosen by hand.")
