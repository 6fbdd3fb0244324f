"""The contract of the card reader port, on the virtual reader and on PC/SC alike."""

import hashlib
import threading
import time

import pytest

from hal.card.apdu import Command, Response
from hal.card.names import SHA256_DIGEST_INFO
from hal.errors import CardRemoved, DeviceBusy, DeviceMissing, NoCard
from hal.nfc import CardConnection, Presence
from tests.hal.virtual.card import cards

from .rigs import SETTLE, Rig

SELECT = bytes.fromhex("00A4040C0AD392F000260100000001")
QUERY = bytes.fromhex("00200098")
VERIFY = bytes.fromhex("0020009804") + cards.PIN.encode()
WRONG = bytes.fromhex("0020009804") + cards.WRONG_PIN.encode()
SIGN = Command(0x80, 0x2A, 0, 0x97, SHA256_DIGEST_INFO + hashlib.sha256(b"x").digest(), 256).encode()


def sw(connection: CardConnection, *commands: bytes) -> str:
    answers = [Response.parse(connection.transmit(command)) for command in commands]
    return f"{answers[-1].sw:04X}"


def until(rig: Rig, known: Presence, present: bool) -> Presence:
    limit = time.monotonic() + SETTLE
    while known.present != present:
        assert time.monotonic() < limit
        known = rig.reader.wait(known, 1.0)
    return known


def test_an_empty_field(rig: Rig) -> None:
    assert not rig.reader.presence().present
    with pytest.raises(NoCard):
        rig.reader.connect()


def test_a_wait_ends_in_time_when_nothing_happens(rig: Rig) -> None:
    known = rig.settled(rig.reader)
    assert rig.reader.wait(known, 0.05) == known


def test_coming_and_going_are_seen_and_counted(rig: Rig) -> None:
    empty = rig.reader.presence()
    rig.insert(cards.contents())
    there = until(rig, empty, present=True)
    assert there.counter > empty.counter
    rig.remove()
    assert until(rig, there, present=False).counter > there.counter


def test_another_card_in_a_blink_is_noticed(rig: Rig) -> None:
    rig.insert(cards.contents())
    first = rig.reader.presence()
    rig.remove()
    rig.reinsert()
    limit = time.monotonic() + SETTLE
    second = first
    while not (second.present and second.counter != first.counter):
        assert time.monotonic() < limit
        second = rig.reader.wait(second, 1.0)
    assert second.counter > first.counter


def test_an_old_connection_stays_dead(rig: Rig) -> None:
    rig.insert(cards.contents())
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT) == "9000"
        rig.remove()
        rig.reinsert()
        for _ in range(3):
            with pytest.raises(CardRemoved):
                connection.transmit(SELECT)
    limit = time.monotonic() + SETTLE
    while True:
        try:
            again = rig.reader.connect()
            break
        except (CardRemoved, NoCard):
            assert time.monotonic() < limit
    with again:
        assert again.counter > connection.counter
        assert sw(again, SELECT) == "9000"


def test_every_error_of_a_card_that_left_is_the_same(rig: Rig) -> None:
    """PC/SC has four ways to say it, one after the other, while it slowly finds out."""
    rig.insert(cards.contents())
    with rig.reader.connect() as connection:
        present = rig.reader.presence()
        rig.remove()
        for _ in range(5):
            with pytest.raises(CardRemoved):
                connection.transmit(SELECT)
        until(rig, present, present=False)
        with pytest.raises(CardRemoved):
            connection.transmit(SELECT)


@pytest.mark.parametrize(("when", "left"), [("before", "63C3"), ("half", "63C2"), ("after", "63C3")])
def test_torn_off_while_the_pin_is_checked(rig: Rig, when, left: str) -> None:
    rig.insert(cards.contents())
    known = rig.reader.presence()
    with rig.reader.connect() as connection:
        rig.tear_after(1, when)
        assert sw(connection, SELECT) == "9000"
        with pytest.raises(CardRemoved):
            connection.transmit(VERIFY)
    until(rig, known, present=False)
    rig.reinsert()
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT, QUERY) == left
        assert sw(connection, SIGN) == "6982"


def test_what_the_card_says_comes_through(rig: Rig) -> None:
    rig.insert(cards.contents())
    with rig.reader.connect() as connection:
        assert connection.counter == rig.reader.presence().counter
        assert connection.atr.startswith(b"\x3b")
        assert [sw(connection, SELECT, WRONG), sw(connection, VERIFY), sw(connection, SIGN)] == ["63C2", "9000", "9000"]
        assert len(connection.transmit(SIGN)) == 258


def test_long_commands_pass_where_the_reader_takes_them(rig: Rig) -> None:
    rig.insert(cards.next_generation())
    select = bytes.fromhex("00A4040C0A" + cards.profile("next-generation").authentication.aid)
    with rig.reader.connect() as connection:
        assert connection.extended_length
        assert sw(connection, select) == "9000"
        assert len(connection.transmit(Command(0, 0xB0, 0x8C, 0, le=2048).encode())) == 2050


def test_the_card_is_held_alone(rig: Rig) -> None:
    rig.insert(cards.contents())
    with rig.reader.connect(), pytest.raises(DeviceBusy):
        rig.reader.connect()
    with rig.other_program(), pytest.raises(DeviceBusy):
        rig.reader.connect()
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT) == "9000"


def test_the_end_of_a_connection_cuts_the_power(rig: Rig) -> None:
    rig.insert(cards.contents())
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT, VERIFY) == "9000"
    with rig.reader.connect() as connection:
        assert sw(connection, SIGN) == "6986", "not even the application is selected"
        assert sw(connection, SELECT, SIGN) == "6982"


def test_the_power_is_cut_after_an_error_too(rig: Rig) -> None:
    rig.insert(cards.contents())
    with pytest.raises(ZeroDivisionError), rig.reader.connect() as connection:
        raise ZeroDivisionError(sw(connection, SELECT, VERIFY))
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT, SIGN) == "6982"


def test_closing_twice_and_using_a_closed_connection(rig: Rig) -> None:
    rig.insert(cards.contents())
    connection = rig.reader.connect()
    connection.close()
    connection.close()
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT)


def test_closing_the_reader_wakes_who_waits(rig: Rig) -> None:
    reader = rig.another_reader()
    known = rig.settled(reader)
    waiting = threading.Thread(target=lambda: reader.wait(known, 10 * SETTLE))
    waiting.start()
    threading.Timer(0.1, reader.close).start()
    waiting.join(SETTLE)
    assert not waiting.is_alive()
    reader.close()
    with pytest.raises(DeviceMissing):
        reader.presence()
    with pytest.raises(DeviceMissing):
        reader.connect()


def test_a_reader_that_breaks_down_and_comes_back(rig: Rig) -> None:
    rig.insert(cards.contents())
    known = rig.reader.presence()
    connection = rig.reader.connect()
    assert sw(connection, SELECT) == "9000"
    rig.break_down()
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT)
    connection.close()
    for _ in range(2):
        with pytest.raises(DeviceMissing):
            rig.reader.wait(known, SETTLE)
        with pytest.raises(DeviceMissing):
            rig.reader.presence()
        with pytest.raises(DeviceMissing):
            rig.reader.connect()
    rig.mend()
    assert until(rig, rig.reader.wait(Presence(False, -1), 1.0), present=True).counter >= known.counter
    with rig.reader.connect() as connection:
        assert sw(connection, SELECT) == "9000"
