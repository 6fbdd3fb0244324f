"""The face desk: effects in, events out; pictures to the screen alone, and only while they are wanted."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from firmware.face.child import words
from firmware.face.child.limits import OVERTIME
from firmware.face.child.looking import Fault
from firmware.face.printed.number import PrintedNumber
from firmware.reader.face.desk import REST_S, FaceDesk, FaceEffect, Rooms
from firmware.reader.face.keeper import FIRST_PAUSE_S
from firmware.reader.face.matched import Matched
from firmware.reader.face.streak import PAUSE_S
from firmware.reader.inbox import WELL, FaceFound, Happened
from firmware.visit.effects import DismissFace, Match, ReadPrint, ShowBoth, StopLooking, TakePhoto
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoVerdict
from firmware.visit.model import Hint, Side
from hal.camera import CameraRole
from hal.settings import CameraSettings, HardwareSettings
from tests.firmware.reader.fakes import HandClock, Posted
from tests.support.face_child import AWAKE, NUMBER_B, SCORE, FaceChildren, willing

ROOMS = Rooms(match=(320, 240), compare=(200, 240))
PHOTO = b"the photo"
BOTH = HardwareSettings(card_camera=CameraSettings())


class Screen:
    """What was shown and not cleared, and all that ever was."""

    def __init__(self) -> None:
        self.now: list[words.Preview | words.Portrait] = []
        self.ever: list[words.Preview | words.Portrait] = []

    def preview(self, preview: words.Preview) -> None:
        self.now.append(preview)
        self.ever.append(preview)

    def portrait(self, portrait: words.Portrait) -> None:
        self.now.append(portrait)
        self.ever.append(portrait)

    def clear(self) -> None:
        self.now.clear()


class Office:
    """A desk with children that are no processes."""

    def __init__(self, hardware: HardwareSettings = BOTH) -> None:
        self.children, self.posted, self.screen, self.clock = FaceChildren(), Posted(), Screen(), HandClock()
        self.time = datetime(2026, 4, 1, 9, tzinfo=UTC)
        self.photos = [bytearray(PHOTO)]
        self.desk = FaceDesk(
            self.children.make, hardware, ROOMS, self.clock, lambda: self.time, self.posted.post, self.screen
        )

    def with_photo(self) -> "Office":
        """The child of this visit has the card's photo, as nearly always."""
        self.do(TakePhoto(1))
        self.children.newest.orders.clear()
        self.posted.clear()
        return self

    def silent(self) -> "Office":
        """From now on a child says only what a test lets it say."""
        self.children.script = lambda _: ()
        return self

    def do(self, effect: FaceEffect) -> None:
        self.desk.do(effect, self.photos.pop)

    def say(self, report: words.AnyReport) -> None:
        self.children.newest.say(report)

    @property
    def orders(self) -> list[words.Order]:
        return self.children.newest.orders

    @property
    def found(self) -> list[FaceFound]:
        return [item for item in self.posted if isinstance(item, FaceFound)]

    @property
    def payload(self) -> object:
        last = self.posted[-1]
        assert isinstance(last, Happened)
        return last.payload


@pytest.fixture
def office() -> Office:
    made = Office()
    made.desk.tick()
    return made


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


def test_after_the_visit_nothing_is_left_and_the_next_child_is_new(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    used = office.children.newest
    office.say(words.Preview(5, 16, 16, bytes(768)))
    office.do(DismissFace())
    assert used.gone
    assert office.screen.now == []
    assert office.children.newest is not used
    used.say(words.Decided(5, "match", 0.1, True))
    assert office.posted == []
    assert office.desk.available()


def test_a_child_that_dies_is_told_once(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(words.Preview(5, 16, 16, bytes(768)))
    office.children.newest.die(-9)
    assert office.posted.events == [FaceFaulted(5, FaceFault.ENGINE)]
    assert office.screen.now == []
    assert not office.desk.available()
    assert office.desk.why == "child-failing"
    office.do(Match(6))
    assert office.posted.events[1:] == [FaceFaulted(6, FaceFault.ENGINE)], "and there is no other yet"
    office.clock.pass_time(FIRST_PAUSE_S)
    office.desk.tick()
    assert office.desk.available()


def test_a_photo_that_took_all_its_time_is_unreadable(office: Office) -> None:
    office.silent().do(TakePhoto(4))
    office.children.newest.die(-OVERTIME)
    assert office.posted.events == [PhotoTaken(4, PhotoVerdict.UNREADABLE)]


@pytest.mark.parametrize("status", [-9, 1, 0, None])
def test_any_other_death_with_a_photo_is_a_fault(office: Office, status: int | None) -> None:
    office.silent().do(TakePhoto(4))
    office.children.newest.die(status)
    assert office.posted.events == [FaceFaulted(4, FaceFault.ENGINE)]


def test_one_that_dies_between_two_looks_is_no_event(office: Office) -> None:
    office.do(ReadPrint(3, 8.0))
    office.children.newest.die(-9)
    assert office.posted.events == [PrintRead(3, sure=True)]


def test_why_the_face_is_no_way() -> None:
    office = Office()
    assert (office.desk.available(), office.desk.why) == (False, "starting")
    office.children.awake = words.Awake(missing="not-installed", detail="run uketsuke-models install")
    office.desk.tick()
    assert office.desk.why == "not-installed"
    health = office.desk.health
    assert (health.reason, health.detail, health.ready) == ("not-installed", "run uketsuke-models install", True)
    other = Office()
    other.children.awake = words.Awake(model="ab", threshold=0.46, print_missing="no-text-recognition")
    other.desk.tick()
    assert other.desk.why == "print-no-text-recognition"
    one_camera = Office(HardwareSettings())
    one_camera.desk.tick()
    assert one_camera.desk.why == "no-card-camera"


def test_health_tells_what_is_known(office: Office) -> None:
    health = office.desk.health
    assert (health.ready, health.reason, health.model, health.starts) == (True, "", AWAKE.model, 1)


def test_the_end_of_the_reader_is_the_end_of_the_child(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    office.say(words.Preview(5, 16, 16, bytes(768)))
    office.desk.close(1.0)
    assert office.children.newest.gone
    assert office.screen.now == []
    assert len(office.children.made) == 1
    assert office.posted == []


def test_the_script_that_others_use_answers_every_effect(office: Office) -> None:
    assert office.children.script is willing
    for number, effect in enumerate((ReadPrint, TakePhoto, Match, ShowBoth)):
        office.do(effect(number, 8.0) if effect is ReadPrint else effect(number))
    assert [type(event) for event in office.posted.events if not isinstance(event, FaceNoticed)] == [
        PrintRead,
        PhotoTaken,
        FaceDecided,
    ]


def test_a_child_that_does_not_rest_in_time_is_ended(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    child = office.children.newest
    office.do(StopLooking())
    office.clock.pass_time(REST_S - 0.1)
    office.desk.tick()
    assert not child.gone
    office.clock.pass_time(0.2)
    office.desk.tick()
    assert child.gone, "its camera may be on while a PIN is typed"


def test_a_child_that_rests_is_kept(office: Office) -> None:
    office.with_photo().silent().do(Match(5))
    child = office.children.newest
    office.do(StopLooking())
    office.say(words.Rested())
    office.clock.pass_time(REST_S * 2)
    office.desk.tick()
    assert not child.gone


def test_nobody_is_compared_with_a_photo_that_went_with_its_child(office: Office) -> None:
    office.with_photo()
    office.children.newest.die(-9)
    office.clock.pass_time(5)
    office.desk.tick()
    office.do(ShowBoth(6))
    assert [item.event for item in office.posted if isinstance(item, Happened)][-1] == FaceFaulted(6, FaceFault.ENGINE)
    assert office.orders == []


def test_five_failures_in_a_row_close_the_face_for_the_next_visits_too(office: Office) -> None:
    for number in range(5):
        assert office.desk.available()
        office.photos = [bytearray(PHOTO)]
        office.with_photo().silent().do(Match(10 + number))
        office.say(words.Decided(10 + number, "no-match", 0.9))
        office.do(DismissFace())
        office.children.script = willing
        office.desk.tick()
    assert office.desk.why == "too-many-failures"
    office.clock.pass_time(PAUSE_S + 1)
    assert office.desk.available()
