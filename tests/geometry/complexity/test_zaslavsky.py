from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.geometry import zaslavsky


@given(hyperplanes=st.integers(1, 60), dimension=st.integers(1, 60))
def test_one_more_hyperplane_adds_the_regions_that_the_others_cut_it_into(hyperplanes: int, dimension: int) -> None:
    added = zaslavsky(hyperplanes - 1, dimension - 1)
    assert zaslavsky(hyperplanes, dimension) == zaslavsky(hyperplanes - 1, dimension) + added


@given(hyperplanes=st.integers(0, 60), more=st.integers(0, 5))
def test_with_no_more_hyperplanes_than_dimensions_every_pattern_has_a_region(hyperplanes: int, more: int) -> None:
    assert zaslavsky(hyperplanes, hyperplanes + more) == 2**hyperplanes


def test_in_no_dimension_there_is_one_region_and_without_hyperplanes_too() -> None:
    assert zaslavsky(1000, 0) == zaslavsky(0, 1000) == 1
    assert zaslavsky(1000, 1) == 1001


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"There are -1 hyperplanes in dimension 2\. Neither can be negative"):
        zaslavsky(-1, 2)
    with pytest.raises(ValueError, match=r"There are 3 hyperplanes in dimension -2"):
        zaslavsky(3, -2)
    with pytest.raises(TypeError):
        zaslavsky(2.5, 2)
