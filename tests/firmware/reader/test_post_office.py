"""Sealing and opening beside clocks that are wrong, jump, or are not sure of themselves."""

from datetime import timedelta

import pytest

from firmware.messages.errors import MessageError, NoValidKey, UnknownSigner, WrongSource
from firmware.messages.schema import Acknowledgement, ChallengeRequest, RegisterRequest
from firmware.reader.post_office import KEYS_GOOD_S, PostOffice
from tests.firmware.reader.fakes import DEVICE, START, FakeCentre, HandClock

LIFE = timedelta(seconds=10)
YEARS = timedelta(days=3000)


def test_a_letter_says_who_to_whom_and_for_how_long() -> None:
    centre, clock = FakeCentre(), HandClock()
    office = PostOffice(centre.identity, clock)
    letter = office.write(ChallengeRequest(), "visit-1", None)
    envelope, message = centre.open(letter.body)
    assert message == ChallengeRequest()
    assert (envelope.source, envelope.audience, envelope.device, envelope.subject) == (
        DEVICE,
        "centre",
        DEVICE,
        "visit-1",
    )
    assert (envelope.id, letter.name, envelope.expirytime) == (letter.id, "ChallengeRequest", None)


def test_no_expiry_before_the_centre_told_its_time_and_the_centres_time_afterwards() -> None:
    centre, clock = FakeCentre(), HandClock()
    office = PostOffice(centre.identity, clock)
    assert centre.open(office.write(RegisterRequest(), "v", LIFE).body)[0].expirytime is None
    told = START + timedelta(hours=7)
    office.centre_says(told)
    clock.pass_time(2.0)
    envelope, _ = centre.open(office.write(RegisterRequest(), "v", LIFE).body)
    assert envelope.expirytime == told + timedelta(seconds=12)
    assert envelope.time == office.now() == told + timedelta(seconds=2)


@pytest.mark.parametrize("jump", [-YEARS, YEARS, timedelta(hours=1)])
def test_a_jump_of_the_readers_clock_changes_nothing_once_the_centre_told_its_time(jump: timedelta) -> None:
    centre, clock = FakeCentre(), HandClock()
    office = PostOffice(centre.identity, clock)
    office.centre_says(START)
    clock.pass_time(2 * KEYS_GOOD_S)
    clock.wall += jump
    envelope, _ = centre.open(office.write(RegisterRequest(), "v", LIFE).body)
    assert envelope.expirytime == START + timedelta(seconds=2 * KEYS_GOOD_S) + LIFE


@pytest.mark.parametrize("jump", [-YEARS, YEARS])
def test_an_unsure_clock_does_not_lock_the_reader_out_and_a_sure_one_keeps_to_the_keys_time(jump: timedelta) -> None:
    centre, clock = FakeCentre(), HandClock()
    clock.wall += jump
    clock.is_sure = False
    office = PostOffice(centre.identity, clock)
    office.write(ChallengeRequest(), "v", None)
    assert office.keys_usable
    clock.is_sure = True
    clock.pass_time(2 * KEYS_GOOD_S)
    with pytest.raises(NoValidKey):
        office.write(ChallengeRequest(), "v", None)
    assert not office.keys_usable
    office.centre_says(START)
    office.write(ChallengeRequest(), "v", None)
    assert office.keys_usable


def test_only_the_centres_word_to_this_reader_is_read() -> None:
    centre, stranger = FakeCentre(), FakeCentre()
    office = PostOffice(centre.identity, HandClock())
    envelope, message = office.read(centre.answer(Acknowledgement(), "v", None).body)
    assert (envelope.subject, message) == ("v", Acknowledgement())
    forged = PostOffice(stranger.identity, HandClock())
    with pytest.raises(MessageError):
        forged.read(centre.answer(Acknowledgement(), "v", None).body)
    stranger._reader = centre._reader
    with pytest.raises(UnknownSigner):
        office.read(stranger.answer(Acknowledgement(), "v", None).body)


def test_an_answer_about_another_device_is_not_read(mocker) -> None:
    centre = FakeCentre()
    office = PostOffice(centre.identity, HandClock())
    mocker.patch(
        "firmware.reader.post_office.open_sealed", return_value=mocker.Mock(device="reader-8", source="centre")
    )
    with pytest.raises(WrongSource):
        office.read(b"")
