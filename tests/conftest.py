"""In all tests arrays of public objects are what their annotations say."""

from checked_arrays import check_public_arrays

check_public_arrays()
