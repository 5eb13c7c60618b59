"""Every tessellation that these tests make is checked."""

from __future__ import annotations

import pytest
from torch import nn

from splinewidgets.geometry.network import network
from splinewidgets.geometry.subdivision.segment_walk import SegmentWalk
from splinewidgets.geometry.subdivision.slice_walk import SliceWalk


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


@pytest.fixture
def exports(monkeypatch) -> list[nn.Module]:
    """The models that are exported."""
    seen: list[nn.Module] = []
    export = network.export
    monkeypatch.setattr(network, "export", lambda model, *a, **k: seen.append(model) or export(model, *a, **k))
    return seen
