"""The face desk: effects in, events out; pictures to the screen alone, and only while they are wanted."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from firmware.face.child import words
from firmware.face.child.looking import Fault
from firmware.face.printed.number import PrintedNumber
from firmware.reader.face.matched import Matched
from firmware.reader.inbox import WELL, FaceFound
from firmware.visit.effects import Match, ReadPrint, ShowBoth, StopLooking, TakePhoto
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoVerdict
from firmware.visit.model import Hint, Side
from hal.camera import CameraRole
from tests.firmware.reader.face.office import PHOTO, Office
from tests.support.face_child import AWAKE, NUMBER_B, SCORE


def test_the_number_comes_masked(office: Office) -> None:
    office.do(ReadPrint(3, 8.0))
    assert office.orders == [words.ReadPrint(3, date(2026, 4, 1), 8.0)]
    assert office.posted.events == [PrintRead(3, sure=True)]
    assert isinstance(office.payload, PrintedNumber)
    assert office.payload.reveal() == NUMBER_B.encode()
    assert NUMBER_B not in repr(office.posted)


def test_the_day_is_that_of_japan(office: Office) -> None:
    office.time = datetime(2026, 4, 1, 16, tzinfo=UTC)
    office.do(ReadPrint(3, 8.0))
    assert office.orders == [words.ReadPrint(3, date(2026, 4, 2), 8.0)]


def test_a_doubt_is_no_number(office: Office) -> None:
    office.silent().do(ReadPrint(3, 8.0))
    office.say(words.PrintRead(3, None, "conflict"))
    assert office.posted.events == [PrintRead(3, sure=False)]
    assert office.payload is None


def test_digits_that_are_no_number_are_a_fault(office: Office) -> None:
    office.silent().do(ReadPrint(3, 8.0))
    office.say(words.PrintRead(3, "12"))
    assert office.posted.events == [FaceFaulted(3, FaceFault.ENGINE)]


@pytest.mark.parametrize("verdict", list(PhotoVerdict))
def test_the_photo_is_taken_out_of_the_vault_once(office: Office, verdict: PhotoVerdict) -> None:
    (photo,) = office.photos
    office.silent().do(TakePhoto(4))
    assert office.photos == []
    assert office.orders == [words.TakePhoto(4, bytearray(PHOTO))]
    assert photo == bytes(len(PHOTO)), "wiped"
    office.say(words.PhotoTaken(4, verdict.value))
    assert office.posted.events == [PhotoTaken(4, verdict)]


def test_a_match_carries_what_is_attested(office: Office) -> None:
    office.with_photo().do(Match(5))
    assert office.orders == [words.Match(5, 320, 240)]
    assert office.posted.events == [
        FaceNoticed(5, Hint.NOTHING, Side.LEFT),
        FaceNoticed(5, Hint.TURN_BACK),
        FaceDecided(5, FaceVerdict.MATCH),
    ]
    assert office.payload == Matched(SCORE, AWAKE.threshold, AWAKE.model, AWAKE.calibration, (), alive=True)
    assert str(SCORE) not in repr(office.payload)
    assert len(office.screen.ever) == 1
    assert office.screen.now == [], "a look that is over shows nothing"


@pytest.mark.parametrize(
    "decided",
    [
        words.Decided(5, "match", 0.47, True),
        words.Decided(5, "match", float("nan"), True),
        words.Decided(5, "match", -1.0, True),
        words.Decided(5, "match", None, True),
        words.Decided(5, "match", 0.1, False),
    ],
)
def test_a_match_that_does_not_add_up_is_a_fault(office: Office, decided: words.Decided) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(decided)
    assert office.posted.events == [FaceFaulted(5, FaceFault.ENGINE)]
    assert office.payload is None


@pytest.mark.parametrize("verdict", ["no-match", "not-one-person", "not-turned"])
def test_what_is_no_match_brings_nothing_along(office: Office, verdict) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(words.Decided(5, verdict, 0.1, True))
    assert office.posted.events == [FaceDecided(5, FaceVerdict(verdict.replace("-", "_")))]
    assert office.payload is None


def test_every_hint_is_one_of_the_visits(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    for hint in words.Hint.__args__:
        office.say(words.Noticed(5, "look", hint))
    assert [event.hint.value for event in office.posted.events] == list(words.Hint.__args__)


@pytest.mark.parametrize("what", list(FaceFault))
def test_faults_name_what_failed(office: Office, what: FaceFault) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(words.Faulted(5, what.value, "unavailable" if what is FaceFault.ENGINE else "stalled"))
    assert office.posted.events == [FaceFaulted(5, what)]


@pytest.mark.parametrize("camera", get_args(CameraRole))
@pytest.mark.parametrize("fault", get_args(Fault))
def test_a_cameras_fault_is_told_by_its_code(office: Office, camera: CameraRole, fault: Fault) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(words.Faulted(5, camera, fault))
    assert office.found == [FaceFound(camera, fault)]
    assert office.posted.events == [FaceFaulted(5, FaceFault(camera))]


def test_a_look_at_staff_tells_a_cameras_fault_too(office: Office) -> None:
    office.with_photo().silent().do(ShowBoth(6))
    office.say(words.Faulted(6, "camera", "frozen"))
    assert office.found == [FaceFound("camera", "frozen")]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("no_card", [("print", "no_card")]),
        ("conflict", [("card_camera", WELL), ("print", "conflict")]),
        ("ocr_failed", [("card_camera", WELL), ("print", "ocr_failed")]),
        (NUMBER_B, [("card_camera", WELL), ("print", "unknown")]),
        ("Yamada Taro", [("card_camera", WELL), ("print", "unknown")]),
    ],
)
def test_why_a_number_is_in_doubt_is_told_as_a_code_and_no_other_text_is(
    office: Office, said: str, codes: list[tuple[str, str]]
) -> None:
    office.silent().do(ReadPrint(3, 8.0))
    office.say(words.PrintRead(3, None, said))
    assert [(found.about, found.code) for found in office.found] == codes


def test_a_camera_is_well_when_something_was_seen_through_it(office: Office) -> None:
    office.do(ReadPrint(3, 8.0))
    assert office.found == [FaceFound("card_camera", WELL)]
    office.with_photo().silent().do(Match(5))
    office.say(words.Noticed(5, "look", "more-light"))
    office.say(words.Preview(5, 16, 16, bytes(768)))
    assert office.found == [], "a black picture is one too"
    office.say(words.Noticed(5, "turn", "nothing", "left"))
    office.say(words.Decided(5, "not-turned"))
    assert office.found == [FaceFound("camera", WELL)] * 2


def test_what_is_late_tells_nothing_of_a_camera(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    office.do(Match(6))
    office.say(words.Faulted(5, "camera", "black"))
    assert office.found == []


def test_staff_sees_both_until_it_is_over(office: Office) -> None:
    office.with_photo().do(ShowBoth(6))
    assert office.orders == [words.Compare(6, 200, 240)]
    assert [type(shown) for shown in office.screen.now] == [words.Portrait, words.Preview]
    assert office.posted == [], "pictures are no events"
    office.do(StopLooking())
    assert office.screen.now == []
    assert isinstance(office.orders[-1], words.Rest)
    office.say(words.Preview(6, 16, 16, bytes(768)))
    assert office.screen.now == []


def test_what_is_said_of_another_look_is_late(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    office.do(Match(6))
    for late in (
        words.Preview(5, 16, 16, bytes(768)),
        words.Noticed(5, "turn", "nothing", "left"),
        words.Decided(5, "match", 0.1, True),
        words.Faulted(5, "camera", "black"),
    ):
        office.say(late)
    assert office.posted == []
    assert office.screen.now == []
    office.say(words.Decided(6, "no-match", 0.7))
    office.say(words.Decided(6, "match", 0.1, True))
    assert office.posted.events == [FaceDecided(6, FaceVerdict.NO_MATCH)], "one decision a look"
