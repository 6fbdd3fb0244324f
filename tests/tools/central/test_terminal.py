"""A card's key is opened without the PIN once a visit, for a reader in good standing that attests a match."""

from datetime import time
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from firmware.messages.schema import (
    Attestation,
    ChallengeGiven,
    ChallengeRequest,
    Identified,
    InquireRequest,
    Liveness,
    Message,
    Method,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    RegisterRequest,
    TerminalAuthGiven,
    TerminalAuthRequest,
)
from hal.card.cv import issue_certificate, parse_certificate, verified
from hal.card.terminal import to_be_signed
from tests.tools.central.terminal_world import (
    CARD_CHALLENGE,
    FACE,
    POLICY,
    STAFF,
    alarms,
    all_alarms,
    ask,
    ask_in_new_visit,
    identify,
    new_visit,
    of_visit,
    open_desk,
    request,
    terminal_key,
)
from tests.tools.central.world import ANSWERS, NOW, OTHER_VISIT, VISIT, World
from tools.central.errors import ConfigurationError
from tools.central.register import Device
from tools.central.store import fill_register
from tools.central.terminal import load_terminal_key
from tools.central.terminal_policy import Opening
from tools.issue.keys import pem


@pytest.mark.parametrize("attestation", [FACE, STAFF])
def test_what_is_given_is_what_a_card_asks_for(world: World, attestation: Attestation) -> None:
    desk = open_desk(world)
    given = ask(world, attestation)
    assert isinstance(given, TerminalAuthGiven)
    assert given.certificate == desk.key.certificate
    assert parse_certificate(given.certificate).signed_by(world.keys[3].public_key())
    assert verified(terminal_key(world), given.signature, to_be_signed(CARD_CHALLENGE))
    assert not verified(terminal_key(world), given.signature, to_be_signed(bytes(32)))
    assert alarms(world) == {}


@pytest.mark.parametrize(("attestation", "method"), [(FACE, Method.FACE), (STAFF, Method.STAFF)])
def test_a_whole_visit_without_the_pin(world: World, attestation: Attestation, method: Method) -> None:
    open_desk(world)
    ask(world, attestation)
    assert isinstance(identify(world, method), Identified)
    assert isinstance(world.ask(InquireRequest(ANSWERS)), ReaderAnswer)
    ((_, _, _, _, said, *_),) = world.rows("consent")
    assert said == method.value


def test_what_was_attested_is_kept(world: World) -> None:
    open_desk(world)
    ask(world, STAFF)
    ((device, visit, method, at, used, record),) = world.rows("terminal")
    assert (device, visit, method, at, used) == ("demo-reader-1", VISIT, "staff", NOW.timestamp(), 0)
    assert isinstance(record, bytes)
    assert msgspec.json.decode(record)["staff"] == "0042"


def test_a_centre_without_the_authoritys_key_knows_nobody_but_by_the_pin(world: World) -> None:
    assert ask(world) == Refusal(RefusalReason.METHOD_NOT_ALLOWED)
    assert isinstance(identify(world, Method.PIN), Identified)


@pytest.mark.parametrize("method", [Method.FACE, Method.STAFF])
def test_nobody_is_identified_without_a_terminal_authentication(world: World, method: Method) -> None:
    open_desk(world)
    assert identify(world, method) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)
    assert world.rows("visit") == []
    ask(world, of_visit(FACE, OTHER_VISIT), OTHER_VISIT)
    assert identify(world, method) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)
    assert isinstance(identify(world, Method.PIN), Identified)


def test_the_method_is_the_one_that_was_attested(world: World) -> None:
    open_desk(world)
    ask(world, FACE)
    assert identify(world, Method.STAFF) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)
    assert isinstance(identify(world, Method.FACE), Identified)


def test_one_terminal_authentication_identifies_one_card(world: World) -> None:
    open_desk(world)
    ask(world)
    assert isinstance(identify(world, Method.FACE), Identified)
    assert identify(world, Method.FACE) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)


def test_a_wrong_signature_of_the_card_does_not_use_it_up(world: World) -> None:
    open_desk(world)
    ask(world)
    wrong = world.card.identify("demo-reader-2", world.nonce())
    by_face = msgspec.structs.replace(wrong, method=Method.FACE)
    assert world.ask(by_face) == Refusal(RefusalReason.SIGNATURE_WRONG)
    assert isinstance(identify(world, Method.FACE), Identified)


def test_it_ends_with_the_visit(world: World) -> None:
    open_desk(world)
    ask(world)
    world.clock.advance(15 * 60 + 1)
    assert identify(world, Method.FACE) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)


def test_a_terminal_authentication_of_another_reader_is_worth_nothing(world: World) -> None:
    open_desk(world)
    foreign = msgspec.structs.replace(FACE, device="demo-reader-2")
    challenge = world.other.message(world.centre.handle(world.other.topic(), world.other.sealed(ChallengeRequest())))
    assert isinstance(challenge, ChallengeGiven)
    body = world.other.sealed(TerminalAuthRequest(CARD_CHALLENGE, challenge.nonce, foreign))
    assert isinstance(world.other.message(world.centre.handle(world.other.topic(), body)), TerminalAuthGiven)
    assert identify(world, Method.FACE) == Refusal(RefusalReason.TERMINAL_AUTH_MISSING)


def test_it_is_given_once_a_visit_and_the_same_request_gets_the_same_answer(world: World) -> None:
    open_desk(world)
    asked = request(world)
    request_id = world.reader.new_id()
    first = world.ask(asked, id=request_id)
    assert isinstance(first, TerminalAuthGiven)
    assert world.ask(asked, id=request_id) == first
    assert world.ask(asked) == Refusal(RefusalReason.TERMINAL_AUTH_SPENT)
    assert ask(world, STAFF) == Refusal(RefusalReason.TERMINAL_AUTH_SPENT)
    assert len(world.rows("terminal")) == 1


def test_after_a_refusal_staff_may_still_look(world: World) -> None:
    open_desk(world)
    refused = msgspec.structs.replace(FACE, score=1.0)
    assert ask(world, refused) == Refusal(RefusalReason.ATTESTATION_REFUSED)
    assert alarms(world) == {"attestation": 1}
    assert isinstance(ask(world, STAFF), TerminalAuthGiven)


def test_a_challenge_that_does_not_hold_opens_nothing(world: World) -> None:
    open_desk(world)
    invalid = Refusal(RefusalReason.CHALLENGE_NOT_VALID)
    assert world.ask(TerminalAuthRequest(CARD_CHALLENGE, bytes(53), FACE)) == invalid
    assert world.ask(TerminalAuthRequest(CARD_CHALLENGE, world.nonce(OTHER_VISIT), FACE)) == invalid
    body = world.other.sealed(ChallengeRequest())
    of_other = world.other.message(world.centre.handle(world.other.topic(), body))
    assert isinstance(of_other, ChallengeGiven)
    assert world.ask(TerminalAuthRequest(CARD_CHALLENGE, of_other.nonce, FACE)) == invalid
    nonce = world.nonce()
    world.clock.advance(15 * 60 + 1)
    assert world.ask(TerminalAuthRequest(CARD_CHALLENGE, nonce, FACE)) == invalid
    spent = world.nonce()
    world.ask(world.card.identify(world.reader.device, spent))
    assert world.ask(TerminalAuthRequest(CARD_CHALLENGE, spent, FACE)) == invalid
    assert world.rows("terminal") == []


def test_a_challenge_that_no_card_draws_is_not_signed(world: World) -> None:
    open_desk(world)
    for size in (8, 31, 33, 64):
        message = TerminalAuthRequest(bytes(size), world.nonce(), FACE)
        assert world.ask(message) == Refusal(RefusalReason.CENTRE_FAILED)
    assert world.rows("terminal") == []


def block(world: World, **changes: object) -> None:
    record: Device = msgspec.structs.replace(world.reader.record(), **changes)
    fill_register(world.repository, (record,), ())


@pytest.mark.parametrize("standing", ["revoked", "suspended", "blocked"])
def test_a_revoked_reader_is_refused_at_once_and_so_is_what_is_under_way(world: World, standing: str) -> None:
    open_desk(world)
    asked, signed = request(world), world.card.identify(world.reader.device, world.nonce())
    request_id = world.reader.new_id()
    assert isinstance(world.ask(asked, id=request_id), TerminalAuthGiven)
    block(world, standing=standing)
    messages: list[tuple[Message, str]] = [
        (asked, request_id),
        (asked, world.reader.new_id()),
        (msgspec.structs.replace(signed, method=Method.FACE), world.reader.new_id()),
        (RegisterRequest(), world.reader.new_id()),
    ]
    for message, message_id in messages:
        assert world.centre.handle(world.reader.topic(), world.reader.sealed(message, id=message_id)) is None
    assert world.centre.counts["dropped.device_blocked"] == len(messages)


def test_a_reader_may_have_a_policy_of_its_own(world: World) -> None:
    open_desk(world)
    block(world, terminal=msgspec.structs.replace(POLICY, staff=False, matchers=()))
    assert ask(world, STAFF) == Refusal(RefusalReason.METHOD_NOT_ALLOWED)
    assert ask(world, FACE) == Refusal(RefusalReason.METHOD_NOT_ALLOWED)
    block(world, terminal=msgspec.structs.replace(POLICY, matchers=()))
    assert isinstance(ask(world, STAFF), TerminalAuthGiven)


def test_outside_the_opening_hours_nobody_is_known_but_by_the_pin(world: World) -> None:
    open_desk(world)
    on_sundays = msgspec.structs.replace(POLICY, openings=(Opening(("sun",), time(9), time(18)),))
    block(world, terminal=on_sundays)
    assert ask(world) == Refusal(RefusalReason.OUTSIDE_HOURS)
    assert alarms(world) == {"hours": 1}
    assert isinstance(identify(world, Method.PIN), Identified)
    world.clock.advance(86400)
    assert isinstance(ask_in_new_visit(world), TerminalAuthGiven)


def test_the_rate_of_a_minute_and_of_a_day(world: World) -> None:
    open_desk(world, msgspec.structs.replace(POLICY, per_minute=2, per_day=3))
    too_many = Refusal(RefusalReason.TOO_MANY_REQUESTS)
    assert isinstance(ask_in_new_visit(world), TerminalAuthGiven)
    assert isinstance(ask_in_new_visit(world), TerminalAuthGiven)
    assert ask_in_new_visit(world) == too_many
    world.clock.advance(60)
    # A restart forgets nothing of it: it is counted in the register.
    reception = world.centre.reception
    world.centre = world.new_service()
    world.centre.reception = reception
    assert isinstance(ask_in_new_visit(world), TerminalAuthGiven)
    world.clock.advance(3600)
    assert ask_in_new_visit(world) == too_many
    world.clock.advance(24 * 3600)
    assert isinstance(ask_in_new_visit(world), TerminalAuthGiven)
    (alarm,) = all_alarms(world)
    assert (alarm.device, alarm.kind.value, alarm.count) == ("demo-reader-1", "terminal_rate", 2)
    assert NOW < alarm.first < alarm.last


def test_nothing_of_it_is_in_the_log_but_codes(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    open_desk(world)
    ask(world, msgspec.structs.replace(FACE, liveness=Liveness.FAILED))
    ask(world, STAFF)
    visit = new_visit(world)
    ask(world, of_visit(STAFF, visit), visit)
    assert "terminal_auth.not_alive" in caplog.text
    for value in ("0042", "0.375", "ababab", VISIT, CARD_CHALLENGE.hex()):
        assert value not in caplog.text


def test_key_and_certificate_are_read_and_have_to_belong_together(world: World, tmp_path: Path) -> None:
    own, root, stranger = world.keys[2], world.keys[3], world.keys[0]
    key, certificate = tmp_path / "terminal.key", tmp_path / "terminal.cv"
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_terminal_key(key, certificate)
    key.write_bytes(b"no key")
    with pytest.raises(ConfigurationError, match="not a private key"):
        load_terminal_key(key, certificate)
    key.write_bytes(pem(own))
    certificate.write_bytes(b"\x7f\x21\x00")
    with pytest.raises(ConfigurationError, match="not a card-verifiable certificate"):
        load_terminal_key(key, certificate)
    certificate.write_bytes(issue_certificate(root, stranger.public_key()))
    with pytest.raises(ConfigurationError, match="does not certify"):
        load_terminal_key(key, certificate)
    certificate.write_bytes(issue_certificate(root, own.public_key()))
    assert repr(load_terminal_key(key, certificate)) == "<TerminalKey>"
    elliptic = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(elliptic.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ConfigurationError, match="does not certify"):
        load_terminal_key(key, certificate)
