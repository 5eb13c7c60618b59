"""Every tessellation that these tests make is checked."""

from __future__ import annotations

import pytest

from splinewidgets.geometry.segment_walk import SegmentWalk
from splinewidgets.geometry.slice_walk import SliceWalk


# Not of the session: then it would go on in what is tested after the geometry.
@pytest.fixture(scope="module", autouse=True)
def verified():
    """Whatever `tessellate` and `tessellate_segments` return has passed `verify`."""
    with pytest.MonkeyPatch.context() as patch:
        for walk in (SliceWalk, SegmentWalk):
            patch.setattr(walk, "finish", checked(walk.finish))
        yield


def checked(finish):
    def finish_and_verify(walk, outputs):
        result = finish(walk, outputs)
        for one in result if isinstance(result, list) else [result]:
            one.verify()
        return result

    return finish_and_verify
