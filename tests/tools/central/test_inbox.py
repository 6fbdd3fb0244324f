"""The same request again, and everything that is to happen once: through crashes, failures and repetitions."""

import sqlite3

import pytest

from firmware.messages.codec import decode_data
from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    ChallengeRequest,
    InquireRequest,
    Message,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    RegisterRequest,
    UsageRecord,
    Validity,
)
from tests.tools.central.world import ANSWERS, NOW, OTHER_VISIT, VISIT, World


def test_consent_is_given_once(world: World) -> None:
    world.identified()
    world.ask(InquireRequest(ANSWERS))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.VISIT_UNKNOWN)
    assert len(world.rows("consent")) == 1


def test_the_same_request_gets_the_same_stored_answer(world: World) -> None:
    world.identified()
    request_id = world.reader.new_id()
    first = world.centre.handle(world.reader.topic(), world.reader.sealed(InquireRequest(ANSWERS), id=request_id))
    # The reader seals anew and its clock went on; the centre was restarted in between.
    world.clock.advance(2)
    again = world.reader.sealed(InquireRequest(ANSWERS), id=request_id)
    assert world.new_service().handle(world.reader.topic(), again) == first
    assert len(world.rows("consent")) == 1


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
    assert len(world.rows("consent")) == 1


def test_a_repeated_challenge_request_gets_the_same_challenge(world: World) -> None:
    request_id = world.reader.new_id()
    first = world.centre.handle(world.reader.topic(), world.reader.sealed(ChallengeRequest(), id=request_id))
    again = world.centre.handle(world.reader.topic(), world.reader.sealed(ChallengeRequest(), id=request_id))
    assert again == first
    assert world.rows("inbox") == []
    assert world.ask(RegisterRequest(), id=request_id) == Refusal(RefusalReason.CENTRE_FAILED)


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
    assert len(world.rows("consent")) == 1
    answer = world.new_service().handle(world.reader.topic(), body)
    assert world.reader.message(answer) == ReaderAnswer(Validity.VALID, ratio=30)
    assert len(world.rows("consent")) == 1


def test_a_crash_before_the_commit_records_no_consent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.identified()
    body = world.reader.sealed(InquireRequest(ANSWERS))

    class PowerCut(BaseException):
        """As above."""

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("tools.central.sealer.seal", cut)
        with pytest.raises(PowerCut):
            world.centre.handle(world.reader.topic(), body)
    assert world.rows("consent") == []
    assert world.reader.message(world.centre.handle(world.reader.topic(), body)) == ReaderAnswer(Validity.VALID, 30)


@pytest.mark.parametrize("table", ["consent", "inbox"])
def test_a_register_that_fails_is_a_refusal_and_can_be_asked_again(world: World, table: str) -> None:
    world.identified()
    body = world.reader.sealed(InquireRequest(ANSWERS))
    failing = f"CREATE TRIGGER failing BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk'); END"
    world.repository._connection.execute(failing)
    refused = world.reader.message(world.centre.handle(world.reader.topic(), body))
    assert refused == Refusal(RefusalReason.CENTRE_FAILED)
    assert world.rows("consent") == []
    assert len(world.rows("visit")) == 1
    world.repository._connection.execute("DROP TRIGGER failing")
    assert isinstance(world.reader.message(world.centre.handle(world.reader.topic(), body)), ReaderAnswer)
    assert world.centre.counts["failed.SQLITE_CONSTRAINT_TRIGGER"] == 1


def test_a_register_that_is_locked_is_a_counted_drop(world: World) -> None:
    world.repository._connection.execute("PRAGMA busy_timeout=0")
    other = sqlite3.connect(world.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert world.centre.handle(world.reader.topic(), world.reader.sealed(ChallengeRequest())) is None
    other.execute("ROLLBACK")
    other.close()
    assert world.centre.counts["dropped.store.SQLITE_BUSY"] == 1
    assert isinstance(world.ask(ChallengeRequest()), ChallengeGiven)


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
    assert len(world.rows("usage")) == 1
    body = world.reader.sealed(UsageRecord("refused"), id=record_id)
    assert world.centre.handle(world.reader.topic("up/evt"), body) is None
    assert world.centre.counts["dropped.id_reused"] == 1


def test_usage_that_waited_beside_a_wrong_clock_is_taken(world: World) -> None:
    long_ago = NOW.replace(year=1990)
    body = world.reader.sealed(UsageRecord("done"), time=long_ago, expirytime=long_ago)
    assert world.centre.handle(world.reader.topic("up/evt"), body) is not None
