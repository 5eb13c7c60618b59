"""What is measured about rounding."""

from __future__ import annotations

import torch

from splinewidgets.geometry.planar.rounding import PROBE, PROBES, Probes, sample


def test_a_difference_of_large_numbers_stays_as_uncertain_as_these():
    probes, count = Probes(), 20
    large = torch.linspace(1, 2, count, dtype=torch.float64)[:, None].expand(count, 2).contiguous()
    before = probes.attach(large, count)
    before = (before[:, :1] - before[:, 1:]).contiguous()
    assert bool((before[:count] == 0).all())
    after = probes.attach(before, count, before.clone(), count)
    moved = (after[count:] - after[sample(count)]).abs() / PROBE
    assert len(moved) == PROBES
    assert 1 <= float(moved.min()) <= float(moved.max()) <= 4
