"""The search is done once for all tests that look at what it found."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from firmware.visit.offers import DIGITS_WANTED
from firmware.visit.places import NUMBER_B, PASSCODE, STAFF_ID
from tests.firmware.visit.search import Found, search

FEW_DIGITS = {STAFF_ID: 1, PASSCODE: 1, NUMBER_B: 1}
"""The rules know no digits but the first and the last: one is searched in place of four, eight and fourteen."""


@pytest.fixture(scope="package", autouse=True)
def few_staff_digits() -> Iterator[None]:
    """Shorter numbers, for all tests here; the proof counts with the real lengths."""
    with patch.dict(DIGITS_WANTED, FEW_DIGITS):
        yield


@pytest.fixture(scope="package")
def found(few_staff_digits: None) -> Found:
    """Everything that the real rules reach; a broken promise fails every test that asks for it."""
    return search()
