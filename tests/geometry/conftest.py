"""Every tessellation that these tests make is checked."""

from __future__ import annotations

import sys

import pytest

import splinewidgets.geometry  # noqa: F401  loads what is patched


@pytest.fixture(scope="session", autouse=True)
def verified():
    """Whatever `tessellate` and `tessellate_segments` return has passed `verify`."""
    with pytest.MonkeyPatch.context() as patch:
        for walk in (
            sys.modules["splinewidgets.geometry.tessellate"]._Cutter,
            sys.modules["splinewidgets.geometry.segment_walk"]._Walk,
        ):
            patch.setattr(walk, "finish", checked(walk.finish))
        yield


def checked(finish):
    def finish_and_verify(walk, outputs):
        result = finish(walk, outputs)
        for one in result if isinstance(result, list) else [result]:
            one.verify()
        return result

    return finish_and_verify
