"""Who lays a card down is offered what is open, and told what is not."""

import pytest

from firmware.reader.face.keeper import FaceHealth
from firmware.reader.face.work import NOT_CONFIGURED, NoFace
from firmware.reader.greeting import greeted
from firmware.visit.events import CardPlaced
from firmware.visit.model import FaceEnd, Way

LAID = CardPlaced(7)


class Staff:
    def __init__(self, there: bool) -> None:
        self.there = there

    def any_member(self) -> bool:
        return self.there


class Face(NoFace):
    def __init__(self, reason: str) -> None:
        super().__init__(lambda _: None, reason, "")

    def available(self) -> bool:
        return not self.health.reason


@pytest.mark.parametrize(
    ("staff", "reason", "ways", "face"),
    [
        (True, "", {Way.STAFF, Way.FACE}, None),
        (False, "", {Way.FACE}, None),
        (True, "model-mismatch", {Way.STAFF}, FaceEnd.ENGINE),
        (False, NOT_CONFIGURED, set(), None),
    ],
)
def test_what_is_open(staff: bool, reason: str, ways: set[Way], face: FaceEnd | None) -> None:
    found = greeted(LAID, Staff(staff), Face(reason), production=False)
    assert (found.counter, found.ways, found.face) == (7, ways, face)


def test_in_production_nothing_is_open_that_no_real_card_takes() -> None:
    assert greeted(LAID, Staff(True), Face(""), production=True) == LAID


def test_a_reader_without_a_face_says_why() -> None:
    assert Face("emulated-terminal").health == FaceHealth(None, False, 0, 0, "emulated-terminal", "", "")
