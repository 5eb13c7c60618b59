"""In all tests arrays of public objects are what their annotations say, and no example of a property has a deadline."""

from checked_arrays import check_public_arrays
from hypothesis import settings

check_public_arrays()
# A busy machine takes any time.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
