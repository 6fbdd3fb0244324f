"""Cards that answer badly: every status word has its error, nothing loops, nothing is repeated that costs."""

import random

import pytest

from firmware.card.channel import MAX_APDUS, Channel
from firmware.card.detect import CardKind
from firmware.card.errors import (
    BudgetSpent,
    CardError,
    CertificateMissing,
    MalformedAnswer,
    NotVerified,
    PinLocked,
    StatusError,
    WrongPin,
)
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.card.apdu import Command
from hal.errors import CardMute, HalError
from hal.virtual.card.card import VirtualCard
from tests.hal.virtual.card import cards

from .support import MESSAGE, PROFILES, Scripted, in_turn, open_card

READ = Command(0, 0xB0, 0x8A, 0, le=256)
TOKEN = b"JPKIAPICCTOKEN2".ljust(32).hex() + "9000"


def session_on(*answers: str) -> tuple[CardSession, Scripted]:
    reader = Scripted(in_turn("9000", TOKEN, *answers))
    session = CardSession(reader, PROFILES)
    assert session.detect() is CardKind.MY_NUMBER
    return session, reader


@pytest.mark.parametrize(
    ("sw", "error"),
    [
        ("63C2", WrongPin),
        ("63C0", PinLocked),
        ("6983", PinLocked),
        ("6984", PinLocked),
        ("6300", StatusError),
        ("6982", StatusError),
        ("6985", StatusError),
        ("6700", StatusError),
        ("6F00", StatusError),
        ("", MalformedAnswer),
        ("90", MalformedAnswer),
    ],
)
def test_answers_to_a_pin(sw: str, error: type[CardError]) -> None:
    session, reader = session_on(sw)
    sent = len(reader.sent)
    with pytest.raises(error) as raised:
        session.authentication.verify_pin(Pin(cards.PIN))
    assert len(reader.sent) == sent + 1, "a PIN is sent once, whatever the answer"
    assert cards.PIN not in repr(raised.value) + str(raised.value)


@pytest.mark.parametrize(("sw", "left"), [("63C3", 3), ("63C0", 0), ("6984", 0), ("6983", 0), ("9000", 3)])
def test_answers_to_the_question_for_tries(sw: str, left: int) -> None:
    assert session_on(sw)[0].authentication.tries_left() == left


@pytest.mark.parametrize("sw", ["6300", "6D00", "6982"])
def test_no_number_of_tries_is_made_up(sw: str) -> None:
    with pytest.raises(StatusError):
        session_on(sw)[0].authentication.tries_left()


@pytest.mark.parametrize(
    ("answer", "error"),
    [("6982", NotVerified), ("6985", StatusError), ("9000", MalformedAnswer), ("AABB9000", MalformedAnswer)],
)
def test_answers_to_a_question_for_a_signature(answer: str, error: type[CardError]) -> None:
    with pytest.raises(error):
        session_on(answer)[0].authentication.sign(MESSAGE)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (("6A82",), CertificateMissing),
        (("6B00",), CertificateMissing),
        (("6982",), StatusError),
        (("FF" * 256 + "9000",), CertificateMissing),
        (("00" * 256 + "9000",), CertificateMissing),
        (("9000",), CertificateMissing),
        (("0401AA9000", "8F8F009000"), MalformedAnswer),
        (("0401AA9000", "8F00009000"), MalformedAnswer),
        (("308000009000", "8F8F009000"), MalformedAnswer),
        (("308000009000", "8F00009000"), CertificateMissing),
        (("308000009000", "6A82"), MalformedAnswer),
        (("3082010030009000", "9000"), MalformedAnswer),
        (("3082010030009000", "6B00"), MalformedAnswer),
    ],
)
def test_answers_to_a_question_for_the_certificate(answers: tuple[str, ...], error: type[CardError]) -> None:
    with pytest.raises(error):
        session_on(*answers)[0].authentication.read_certificate()


def test_the_length_that_the_card_asks_for_is_given_once() -> None:
    reader = Scripted(in_turn("6C03", "AABBCC9000"))
    assert Channel(reader).send(READ).data == b"\xaa\xbb\xcc"
    assert reader.sent[1] == bytes.fromhex("00B08A0003")
    stubborn = Scripted(in_turn("6C03"))
    assert Channel(stubborn).send(READ).sw == 0x6C03
    assert len(stubborn.sent) == 2


def test_a_command_without_a_length_is_not_repeated() -> None:
    reader = Scripted(in_turn("6C03"))
    assert Channel(reader).send(Command(0, 0x20, 0, 0x98, b"1234")).sw == 0x6C03
    assert len(reader.sent) == 1


def test_answers_in_parts_are_put_together() -> None:
    reader = Scripted(in_turn("AA6102", "BB6101", "CC9000"))
    assert Channel(reader).send(READ).data == b"\xaa\xbb\xcc"
    assert reader.sent[1:] == [bytes.fromhex("00C0000002"), bytes.fromhex("00C0000001")]


def test_parts_without_end_are_refused() -> None:
    reader = Scripted(in_turn("6100"))
    with pytest.raises(MalformedAnswer):
        Channel(reader).send(READ)
    assert len(reader.sent) < 20


def test_a_card_cannot_keep_the_reader_busy() -> None:
    channel = Channel(Scripted(in_turn("9000")))
    for _ in range(MAX_APDUS):
        channel.send(READ)
    with pytest.raises(BudgetSpent):
        channel.send(READ)
    wordy = Channel(Scripted(in_turn("AA" * 65536 + "9000")))
    wordy.send(READ)
    with pytest.raises(BudgetSpent):
        wordy.send(READ)


def test_a_certificate_of_single_bytes_ends() -> None:
    session, reader = session_on("30820FFC" + "9000", "AA9000")
    with pytest.raises(BudgetSpent):
        session.authentication.read_certificate()
    assert len(reader.sent) == MAX_APDUS


def test_a_mute_card_ends_the_session_and_the_power_is_cut() -> None:
    session, bench, card = open_card(cards.contents())
    session.detect()
    bench.mute()
    with pytest.raises(CardMute), session:
        session.authentication.tries_left()
    bench.mute(False)
    assert card.execute(bytes.fromhex("00B08A0010")) == bytes.fromhex("6986")


def hostile(card: VirtualCard, chance: random.Random):
    """The real answers, now and then damaged: cut, lengthened, another byte, another status word."""

    def answer(command: bytes) -> bytes:
        honest = card.execute(command)
        if chance.random() < 0.9:
            return honest
        return chance.choice(
            [
                honest[: chance.randrange(len(honest) + 1)],
                honest + chance.randbytes(3),
                chance.randbytes(chance.randrange(300)),
                honest[:-2] + chance.choice([b"\x61\x00", b"\x6c\x10", b"\x6f\x00", b"\x90\x00", b"\x6a\x82"]),
                honest[:2] + bytes((chance.randrange(256),)) + honest[3:],
            ]
        )

    return answer


def test_no_answer_makes_a_session_fail_in_an_unknown_way() -> None:
    chance = random.Random(20261121)
    card = VirtualCard(cards.contents())
    ends: dict[str, int] = {}
    for _ in range(400):
        card.counters.auth_pin = 3
        card.power_on()
        reader = Scripted(hostile(card, chance))
        before, end = card.counters.auth_pin, "done"
        try:
            with CardSession(reader, PROFILES) as session:
                session.detect()
                session.authentication.read_certificate()
                session.authentication.tries_left()
                session.authentication.verify_pin(Pin(cards.PIN))
                session.authentication.sign(MESSAGE)
        except (CardError, HalError) as error:
            end = type(error).__name__
        ends[end] = ends.get(end, 0) + 1
        assert reader.closed == 1
        assert before - card.counters.auth_pin <= 1
        assert sum(command[1] == 0x20 and len(command) > 4 for command in reader.sent) <= 1
    wanted = {"done", "NotDetected", "StatusError", "MalformedAnswer", "CertificateMissing"}
    assert wanted <= ends.keys(), ends
