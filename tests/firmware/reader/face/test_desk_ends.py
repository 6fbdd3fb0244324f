"""The face desk and its children: who is ended, who is kept, and when the face is no way."""

import pytest

from firmware.face.child import words
from firmware.face.child.limits import OVERTIME
from firmware.reader.face.desk import REST_S
from firmware.reader.face.keeper import FIRST_PAUSE_S
from firmware.reader.face.streak import PAUSE_S
from firmware.reader.inbox import Happened
from firmware.visit.effects import DismissFace, Match, ReadPrint, ShowBoth, StopLooking, TakePhoto
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, PhotoVerdict
from hal.settings import HardwareSettings
from tests.firmware.reader.face.office import PHOTO, Office
from tests.support.face_child import AWAKE, willing


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


def test_a_child_that_rests_before_the_order_returns_is_kept(office: Office) -> None:
    office.with_photo()
    child = office.children.newest
    office.do(StopLooking())
    office.silent().do(Match(5))
    office.clock.pass_time(REST_S * 2)
    office.desk.tick()
    assert not child.gone
    office.say(words.Decided(5, "not-turned"))
    assert len(office.posted.events) == 1


def test_each_rest_is_waited_for(office: Office) -> None:
    office.with_photo().silent()
    child = office.children.newest
    office.do(StopLooking())
    office.clock.pass_time(REST_S / 2)
    office.do(StopLooking())
    office.say(words.Rested())
    office.clock.pass_time(REST_S * 2 / 3)
    office.desk.tick()
    assert not child.gone
    office.clock.pass_time(REST_S / 2)
    office.desk.tick()
    assert child.gone


def test_a_look_that_began_before_the_child_rested_is_told_of_its_end(office: Office) -> None:
    office.with_photo().silent()
    office.do(StopLooking())
    office.do(Match(5))
    office.clock.pass_time(REST_S * 2)
    office.desk.tick()
    assert office.posted.events == [FaceFaulted(5, FaceFault.ENGINE)]
    office.do(Match(6))
    assert office.posted.events[-1] == FaceFaulted(6, FaceFault.ENGINE)


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
