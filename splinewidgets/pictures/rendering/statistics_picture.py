"""Statistics of the tiles of a picture, as they travel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.geometry.tessellation.affine_maps import active_fractions
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.statistics import WireClassRegions, WireStatistics

# No area is 0; one that has come to be so by rounding is drawn as this.
LEAST_AREA = np.finfo(np.float64).tiny


def statistics_of(tessellation: Tessellation, number: int, class_names: Sequence[str]) -> WireStatistics:
    """Statistics of the picture of this number; without names of classes there are none of the classes."""
    areas = np.maximum(tessellation.areas(), LEAST_AREA)
    units = sum(layer.units for layer in tessellation.network.layers if layer.windows is None)
    return {
        "id": number,
        "log_areas": encode(np.log10(areas).astype(np.float32)),
        "active": encode(active_fractions(tessellation).astype(np.float32)),
        "unit_count": units,
        "boundary_length": tessellation.decision_boundary().length() if class_names else None,
        "classes": regions_of(tessellation, class_names) if class_names else [],
    }


def regions_of(tessellation: Tessellation, class_names: Sequence[str]) -> list[WireClassRegions]:
    """The regions of each class that there is in the window."""
    regions = tessellation.class_regions()
    whole = float(regions.areas.sum())
    found: list[WireClassRegions] = []
    for label in np.unique(regions.classes):
        of = regions.classes == label
        found.append(
            {
                "name": class_names[label],
                "share": float(regions.areas[of].sum()) / whole,
                "components": int(of.sum()),
                "holes": int(regions.holes[of].sum()),
            }
        )
    return found
