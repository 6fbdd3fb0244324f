"""A visit at the centre, without a broker: sealed requests in, sealed answers out."""

import logging

import pytest

from firmware.messages.schema import (
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    ConsentItem,
    Identified,
    InquireRequest,
    Message,
    Notice,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    RegisterRequest,
    Validity,
)
from tests.tools.central.world import ANSWERS, HEALTH, MEDICINE, NOW, OTHER_VISIT, VISIT, World, authority_of


def test_a_whole_visit(world: World) -> None:
    challenge = world.ask(ChallengeRequest())
    assert isinstance(challenge, ChallengeGiven)
    assert challenge.centre_time == NOW
    identified = world.ask(world.card.identify(world.reader.device, challenge.nonce))
    assert identified == Identified(registered=True, items=(HEALTH, MEDICINE))
    answer = world.ask(InquireRequest(ANSWERS))
    assert answer == ReaderAnswer(Validity.VALID, ratio=30)
    ((device, visit, _, who, method, answers, _),) = world.rows("consent")
    assert (device, visit, who, method) == ("demo-reader-1", VISIT, "asagao", "pin")
    assert answers == b'[{"item":"TKK","answer":"yes"},{"item":"YZK","answer":"no"}]'
    assert world.rows("visit") == []


def test_an_answer_says_what_it_answers_and_goes_to_the_device_alone(world: World) -> None:
    body = world.reader.sealed(ChallengeRequest(), id="0193f0a0-0000-7000-8000-00000000abcd")
    answer = world.centre.handle(world.reader.topic(), body)
    envelope = world.reader.opened(answer)
    assert answer is not None
    assert answer.topic == "uketsuke/v1/13/demo-reader-1/dn/elig"
    assert envelope.correlationid == "0193f0a0-0000-7000-8000-00000000abcd"
    assert (envelope.source, envelope.audience, envelope.subject) == ("centre", "demo-reader-1", VISIT)
    assert envelope.expirytime is not None


def test_first_use_registers_and_asks_then(world: World) -> None:
    world.put(world.person(registered=False))
    assert world.identified() == Identified(registered=False)
    assert world.ask(InquireRequest(())) == Refusal(RefusalReason.VISIT_UNKNOWN)
    assert world.ask(RegisterRequest()) == Identified(registered=True, items=(HEALTH, MEDICINE))
    assert world.ask(RegisterRequest()) == Identified(registered=True, items=(HEALTH, MEDICINE))
    assert isinstance(world.ask(InquireRequest(ANSWERS)), ReaderAnswer)
    assert world.identified(OTHER_VISIT) == Identified(registered=True, items=(HEALTH, MEDICINE))


def test_in_grace_the_insurance_is_given_and_nothing_asked(world: World) -> None:
    world.clock.at = NOW.replace(year=2029, month=6)
    assert world.identified() == Identified(True, (), (Notice.CERTIFICATE_IN_GRACE,))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.CENTRE_FAILED)
    answer = world.ask(InquireRequest(()))
    assert answer == ReaderAnswer(Validity.VALID, ratio=30, notices=(Notice.CERTIFICATE_IN_GRACE,))


def test_an_expired_certificate_is_refused(world: World) -> None:
    world.clock.at = NOW.replace(year=2029, month=9)
    assert world.identified() == Refusal(RefusalReason.CERTIFICATE_EXPIRED)


def test_a_revoked_certificate_is_refused_in_its_time_and_in_grace(world: World) -> None:
    world.revocation.names.add(world.name())
    assert world.identified() == Refusal(RefusalReason.CERTIFICATE_REVOKED)
    world.clock.at = NOW.replace(year=2029, month=6)
    assert world.identified() == Refusal(RefusalReason.CERTIFICATE_REVOKED)
    assert world.rows("visit") == []


def test_a_challenge_is_answered_once(world: World) -> None:
    nonce = world.nonce()
    request = world.card.identify(world.reader.device, nonce)
    assert isinstance(world.ask(request), Identified)
    assert world.ask(request) == Refusal(RefusalReason.CHALLENGE_NOT_VALID)
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_a_wrong_signature_uses_the_challenge_up(world: World) -> None:
    nonce = world.nonce()
    good = world.card.identify(world.reader.device, nonce)
    other_nonce = world.card.identify(world.reader.device, world.nonce(OTHER_VISIT), OTHER_VISIT)
    wrong = type(good)(good.method, good.certificate, other_nonce.signature, nonce)
    assert world.ask(wrong) == Refusal(RefusalReason.SIGNATURE_WRONG)
    assert world.ask(good) == Refusal(RefusalReason.CHALLENGE_NOT_VALID)


@pytest.mark.parametrize(("device", "visit"), [("demo-reader-2", VISIT), ("demo-reader-1", OTHER_VISIT)])
def test_a_signature_for_another_device_or_visit_is_wrong(world: World, device: str, visit: str) -> None:
    nonce = world.nonce()
    assert world.ask(world.card.identify(device, nonce, visit)) == Refusal(RefusalReason.SIGNATURE_WRONG)


def test_a_challenge_of_another_visit_device_or_time_is_refused(world: World) -> None:
    foreign = world.nonce(OTHER_VISIT)
    assert world.ask(world.card.identify("demo-reader-1", foreign)) == Refusal(RefusalReason.CHALLENGE_NOT_VALID)
    body = world.other.sealed(ChallengeRequest())
    given_to_other = world.other.message(world.centre.handle(world.other.topic(), body))
    assert isinstance(given_to_other, ChallengeGiven)
    request = world.card.identify("demo-reader-1", given_to_other.nonce)
    assert world.ask(request) == Refusal(RefusalReason.CHALLENGE_NOT_VALID)
    own = world.nonce()
    world.clock.advance(15 * 60 + 1)
    assert world.ask(world.card.identify("demo-reader-1", own)) == Refusal(RefusalReason.CHALLENGE_NOT_VALID)


def test_an_untrusted_certificate_is_refused(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    foreign = world.new_card(authority=authority_of(world.keys[3]))
    assert world.identified(card=foreign) == Refusal(RefusalReason.CERTIFICATE_NOT_TRUSTED)
    assert "certificate.unknown_authority" in caplog.text
    assert world.identified(OTHER_VISIT) == Identified(True, (HEALTH, MEDICINE))


def test_a_failed_identification_ends_the_one_before(world: World) -> None:
    world.identified()
    world.identified(card=world.new_card(serial=77))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)


@pytest.mark.parametrize(
    "answers",
    [
        (),
        ANSWERS[:1],
        (*ANSWERS, ConsentAnswer(ConsentItem.SURGERY, Consent.YES)),
        (ANSWERS[0], ANSWERS[0]),
    ],
)
def test_answers_that_do_not_fit_the_questions_are_refused_and_not_recorded(
    world: World, answers: tuple[ConsentAnswer, ...]
) -> None:
    world.identified()
    assert world.ask(InquireRequest(answers)) == Refusal(RefusalReason.CENTRE_FAILED)
    assert world.rows("consent") == []
    assert isinstance(world.ask(InquireRequest(ANSWERS)), ReaderAnswer)


def test_not_asked_is_recorded_as_not_asked(world: World) -> None:
    world.identified()
    silent = tuple(ConsentAnswer(item, Consent.NOT_ASKED) for item in (HEALTH, MEDICINE))
    assert isinstance(world.ask(InquireRequest(silent)), ReaderAnswer)
    assert b"not_asked" in bytes(str(world.rows("consent")), "ascii")


@pytest.mark.parametrize("message", [RegisterRequest(), InquireRequest(ANSWERS)])
def test_without_identification_there_is_no_visit(world: World, message: Message) -> None:
    assert world.ask(message) == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_a_visit_belongs_to_its_device_and_time(world: World) -> None:
    world.identified()
    body = world.other.sealed(InquireRequest(ANSWERS))
    assert world.other.message(world.centre.handle(world.other.topic(), body)) == Refusal(RefusalReason.VISIT_UNKNOWN)
    world.clock.advance(15 * 60 + 1)
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)
