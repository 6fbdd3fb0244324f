"""The desk that most tests here begin with."""

import pytest

from tests.firmware.reader.face.office import Office


@pytest.fixture
def office() -> Office:
    made = Office()
    made.desk.tick()
    return made
