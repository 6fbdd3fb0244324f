"""The search is done once for all tests that look at what it found."""

import pytest

from tests.firmware.visit.search import Found, search


@pytest.fixture(scope="package")
def found() -> Found:
    """Everything that the real rules reach; a broken promise fails every test that asks for it."""
    return search()
