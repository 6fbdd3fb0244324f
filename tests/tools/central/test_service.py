"""The centre without a broker: sealed requests in, sealed answers out."""

import logging
import sqlite3

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.messages.codec import decode_data
from firmware.messages.schema import (
    Acknowledgement,
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
    UsageRecord,
    Validity,
)
from tests.tools.central.world import NOW, VISIT, World, authority_of, person

HEALTH, MEDICINE = ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE
ANSWERS = (ConsentAnswer(HEALTH, Consent.YES), ConsentAnswer(MEDICINE, Consent.NO))
OTHER_VISIT = VISIT[:-1] + "9"


def rows(world: World, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(world.database)
    found = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  a test's own word
    connection.close()
    return found


def test_a_whole_visit(world: World) -> None:
    challenge = world.ask(ChallengeRequest())
    assert isinstance(challenge, ChallengeGiven)
    assert challenge.centre_time == NOW
    identified = world.ask(world.card.identify(world.reader.device, challenge.nonce))
    assert identified == Identified(registered=True, items=(HEALTH, MEDICINE))
    answer = world.ask(InquireRequest(ANSWERS))
    assert answer == ReaderAnswer(Validity.VALID, ratio=30)
    ((device, visit, _, who, method, answers, _),) = rows(world, "consent")
    assert (device, visit, who, method) == ("demo-reader-1", VISIT, "asagao", "pin")
    assert answers == b'[{"item":"TKK","answer":"yes"},{"item":"YZK","answer":"no"}]'
    assert rows(world, "visit") == []


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
    assert rows(world, "visit") == []


def test_a_protected_persons_refusal_is_that_of_somebody_unknown(world: World) -> None:
    unknown = world.new_card(serial=77)
    for visit in (VISIT, OTHER_VISIT):
        nonce = world.nonce(visit)
        request = world.card.identify(world.reader.device, nonce, visit)
        if visit == VISIT:
            world.put(world.person(protected=True))
            body = world.reader.sealed(request, visit)
            protected = world.centre.handle(world.reader.topic(), body)
        else:
            body = world.reader.sealed(unknown.identify(world.reader.device, nonce, visit), visit)
            stranger = world.centre.handle(world.reader.topic(), body)
    assert protected is not None
    assert stranger is not None
    assert world.reader.message(protected) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert world.reader.message(stranger) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert len(protected.body) == len(stranger.body)


def test_protection_that_comes_between_identify_and_inquire_holds(world: World) -> None:
    world.identified()
    world.put(world.person(protected=True))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert rows(world, "consent") == []


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


def test_an_untrusted_certificate_is_refused(world: World) -> None:
    foreign = world.new_card(authority=authority_of(world.keys[3]))
    assert world.identified(card=foreign) == Refusal(RefusalReason.CERTIFICATE_NOT_TRUSTED)
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
    assert rows(world, "consent") == []
    assert isinstance(world.ask(InquireRequest(ANSWERS)), ReaderAnswer)


def test_not_asked_is_recorded_as_not_asked(world: World) -> None:
    world.identified()
    silent = tuple(ConsentAnswer(item, Consent.NOT_ASKED) for item in (HEALTH, MEDICINE))
    assert isinstance(world.ask(InquireRequest(silent)), ReaderAnswer)
    assert b"not_asked" in bytes(str(rows(world, "consent")), "ascii")


def test_consent_is_given_once(world: World) -> None:
    world.identified()
    world.ask(InquireRequest(ANSWERS))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)
    assert len(rows(world, "consent")) == 1


@pytest.mark.parametrize("message", [RegisterRequest(), InquireRequest(ANSWERS)])
def test_without_identification_there_is_no_visit(world: World, message: Message) -> None:
    assert world.ask(message) == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_a_visit_belongs_to_its_device_and_time(world: World) -> None:
    world.identified()
    body = world.other.sealed(InquireRequest(ANSWERS))
    assert world.other.message(world.centre.handle(world.other.topic(), body)) == Refusal(RefusalReason.VISIT_UNKNOWN)
    world.clock.advance(15 * 60 + 1)
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_the_same_request_gets_the_same_stored_answer(world: World) -> None:
    world.identified()
    request_id = world.reader.new_id()
    first = world.centre.handle(world.reader.topic(), world.reader.sealed(InquireRequest(ANSWERS), id=request_id))
    # The reader seals anew and its clock went on; the centre was restarted in between.
    world.clock.advance(2)
    again = world.reader.sealed(InquireRequest(ANSWERS), id=request_id)
    assert world.new_service().handle(world.reader.topic(), again) == first
    assert len(rows(world, "consent")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"message": InquireRequest(())},
        {"message": RegisterRequest()},
        {"visit": OTHER_VISIT},
    ],
)
def test_the_same_id_with_another_body_is_refused(world: World, change: dict[str, object]) -> None:
    world.identified()
    request_id = world.reader.new_id()
    world.ask(InquireRequest(ANSWERS), id=request_id)
    message = change.get("message", InquireRequest(ANSWERS))
    assert isinstance(message, Message)
    answer = world.ask(message, str(change.get("visit", VISIT)), id=request_id)
    assert answer == Refusal(RefusalReason.CENTRE_FAILED)
    assert len(rows(world, "consent")) == 1


def test_ids_of_two_devices_do_not_meet(world: World) -> None:
    request_id = world.reader.new_id()
    world.ask(ChallengeRequest(), id=request_id)
    body = world.other.sealed(RegisterRequest(), id=request_id)
    assert world.other.message(world.centre.handle(world.other.topic(), body)) == Refusal(RefusalReason.VISIT_UNKNOWN)


def test_a_crash_between_commit_and_answer_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.identified()
    request_id = world.reader.new_id()
    body = world.reader.sealed(InquireRequest(ANSWERS), id=request_id)

    class PowerCut(BaseException):
        """Ends everything, as a power cut does; no error handler of the product may catch it."""

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        # The line after the commit.
        patch.setattr("tools.central.service._outcome", cut)
        with pytest.raises(PowerCut):
            world.centre.handle(world.reader.topic(), body)
    assert len(rows(world, "consent")) == 1
    answer = world.new_service().handle(world.reader.topic(), body)
    assert world.reader.message(answer) == ReaderAnswer(Validity.VALID, ratio=30)
    assert len(rows(world, "consent")) == 1


def test_a_crash_before_the_commit_records_no_consent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.identified()
    body = world.reader.sealed(InquireRequest(ANSWERS))

    class PowerCut(BaseException):
        """As above."""

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("tools.central.service.seal", cut)
        with pytest.raises(PowerCut):
            world.centre.handle(world.reader.topic(), body)
    assert rows(world, "consent") == []
    assert world.reader.message(world.centre.handle(world.reader.topic(), body)) == ReaderAnswer(Validity.VALID, 30)


def test_a_full_disk_is_a_refusal_and_can_be_asked_again(world: World) -> None:
    world.identified()
    body = world.reader.sealed(InquireRequest(ANSWERS))
    pages = world.repository._connection.execute("PRAGMA page_count").fetchone()[0]
    world.repository._connection.execute("CREATE TABLE filler (x)")
    world.repository._connection.execute(f"PRAGMA max_page_count={pages}")
    fill_up(world)
    assert world.reader.message(world.centre.handle(world.reader.topic(), body)) == Refusal(RefusalReason.CENTRE_FAILED)
    world.repository._connection.execute("PRAGMA max_page_count=100000")
    assert isinstance(world.reader.message(world.centre.handle(world.reader.topic(), body)), ReaderAnswer)
    assert any(code.startswith("failed.") for code in world.centre.counts)


def fill_up(world: World) -> None:
    """Take the last free pages."""
    for size in (4000, 400, 40):
        while True:
            try:
                world.repository._connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))
            except sqlite3.OperationalError:
                break


def test_usage_is_kept_exactly_once_and_always_acknowledged(world: World) -> None:
    record = UsageRecord("done", steps_ms={"total": 1200})
    record_id = world.reader.new_id()
    for _ in range(3):
        body = world.reader.sealed(record, id=record_id)
        answer = world.centre.handle(world.reader.topic("up/evt"), body)
        assert answer is not None
        assert answer.topic.endswith("/dn/ack")
        envelope = world.reader.opened(answer)
        assert envelope.correlationid == record_id
        assert decode_data(envelope)[0] == Acknowledgement()
    assert len(rows(world, "usage")) == 1
    body = world.reader.sealed(UsageRecord("refused"), id=record_id)
    assert world.centre.handle(world.reader.topic("up/evt"), body) is None
    assert world.centre.counts["dropped.id_reused"] == 1


def test_usage_that_waited_beside_a_wrong_clock_is_taken(world: World) -> None:
    long_ago = NOW.replace(year=1990)
    body = world.reader.sealed(UsageRecord("done"), time=long_ago, expirytime=long_ago)
    assert world.centre.handle(world.reader.topic("up/evt"), body) is not None


def test_everything_of_a_protected_person_stays_out_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    who = world.person(protected=True)
    world.put(who)
    world.identified()
    world.put(world.person())
    world.identified(OTHER_VISIT)
    world.ask(InquireRequest(ANSWERS), OTHER_VISIT)
    for value in (who.name, who.kana, who.address, "19740718", "1974-07-18", who.id, "7300001", world.name().serial):
        assert value not in caplog.text
    assert "IdentifyRequest.cannot_be_used" in caplog.text


# Every field that any message to a reader may have; a new one has to be thought about here.
ALLOWED = {
    "nonce", "centre_time", "registered", "items", "notices", "validity", "ratio", "limit", "reason",
}  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    changes=st.fixed_dictionaries(
        {
            "registered": st.booleans(),
            "protected": st.booleans(),
            "suspended": st.booleans(),
            "name": st.just("架空橋 朝顔"),
            "address": st.text("東京都見本市架空町", min_size=3),
        }
    ),
    requests=st.lists(st.sampled_from(["challenge", "identify", "register", "inquire"]), max_size=6),
)
def test_nothing_but_allowed_fields_ever_goes_to_a_reader(
    world: World, changes: dict[str, object], requests: list[str]
) -> None:
    world.put(world.person(**changes))
    visit = world.reader.new_id()
    for step in requests:
        message: Message = {
            "challenge": ChallengeRequest(),
            "register": RegisterRequest(),
            "inquire": InquireRequest(ANSWERS),
        }.get(step, RegisterRequest())
        if step == "identify":
            message = world.card.identify(world.reader.device, world.nonce(visit), visit)
        body = world.reader.sealed(message, visit)
        envelope = world.reader.opened(world.centre.handle(world.reader.topic(), body))
        data = msgspec.json.decode(envelope.data)
        assert set(data) <= ALLOWED
        text = bytes(envelope.data).decode()
        assert str(changes["address"]) not in text
        assert "架空橋" not in text
        assert "1974" not in text.replace(envelope.time.isoformat(), "")


def test_the_visit_state_has_no_name(world: World) -> None:
    world.identified()
    ((_, _, _, state),) = rows(world, "visit")
    assert isinstance(state, bytes)
    assert person().name not in state.decode()
    assert b"asagao" in state
