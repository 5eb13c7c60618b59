"""One page for all tests of it."""

from __future__ import annotations

import pytest
from asked_page import Page, opened


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return opened(tmp_path_factory.mktemp("in_page"))
