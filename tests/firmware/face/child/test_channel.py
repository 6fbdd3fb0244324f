"""The child's end of the socket: whole messages only, previews dropped rather than queued."""

import socket
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from firmware.face.child import channel as channels
from firmware.face.child.channel import Channel, ReaderGone
from firmware.face.child.words import (
    LENGTH_BYTES,
    MAX_MESSAGE,
    Decided,
    Match,
    Preview,
    ReadPrint,
    Rest,
    TakePhoto,
    WordsUnreadable,
    decode_report,
    encode,
    length_of,
)
from firmware.face.quality import QualityCode

PREVIEW = Preview(1, 320, 240, bytes(320 * 240 * 3))


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


class Reading:
    """What came whole so far, without waiting for more."""

    def __init__(self, reader: socket.socket) -> None:
        self._reader = reader
        self._data = b""
        self.reports: list[object] = []

    def take(self) -> None:
        while True:
            try:
                self._data += self._reader.recv(1 << 20, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
        while len(self._data) >= 4 and len(self._data) >= (end := 4 + length_of(self._data[:4])):
            self.reports.append(decode_report(self._data[4:end]))
            self._data = self._data[end:]


def test_orders_come_one_after_another_however_they_are_cut(ends) -> None:
    channel, reader = ends
    orders = [Rest(), TakePhoto(1, bytearray(16384)), Match(2, 320, 240), ReadPrint(3, date(2026, 4, 1), 8.0)]
    data = b"".join(encode(order) for order in orders)
    for place in range(0, len(data), 1000):
        reader.sendall(data[place : place + 1000])
        if place == 0:
            assert channel.order(0.0) == orders[0]
            assert channel.order(0.0) is None
    assert [channel.order(1.0) for _ in orders[1:]] == orders[1:]


def test_a_preview_is_dropped_while_the_one_before_it_waits(ends) -> None:
    channel, reader = ends
    shown = [channel.show(PREVIEW) for _ in range(20)]
    assert shown[0]
    assert not shown[-1], "nobody takes them"
    began = shown.count(True)
    reading = Reading(reader)
    for _ in range(100):
        reading.take()
        assert channel.order(0.0) is None
    assert reading.reports == [PREVIEW] * began
    assert channel.show(PREVIEW), "there is room again"


def test_a_report_comes_whole_after_the_preview_that_waits(ends) -> None:
    channel, reader = ends
    while channel.show(PREVIEW):
        pass
    found: list[object] = []

    def take() -> None:
        with reader.makefile("rb") as coming:
            while not found or not isinstance(found[-1], Decided):
                found.append(decode_report(coming.read(length_of(coming.read(4)))))

    taking = threading.Thread(target=take)
    taking.start()
    channel.say(Decided(1, "no-match", 0.7))
    taking.join(10)
    assert isinstance(found[-1], Decided)
    assert {type(report) for report in found[:-1]} == {Preview}


def test_the_end_of_the_socket_is_the_end_of_the_work(ends) -> None:
    channel, reader = ends
    reader.sendall(encode(Rest())[:3])
    reader.shutdown(socket.SHUT_RDWR)
    with pytest.raises(ReaderGone):
        channel.order(None)


def test_a_reader_that_takes_nothing_is_given_up(ends, mocker) -> None:
    channel, _ = ends
    mocker.patch.object(channels, "SEND_SECONDS", 0.0)
    while channel.show(PREVIEW):
        pass
    with pytest.raises(ReaderGone):
        channel.say(Decided(1, "no-match", 0.7))


@pytest.mark.parametrize("said", [(MAX_MESSAGE + 1).to_bytes(4, "big"), b"\0\0\0\x01\xff", b"\0\0\0\0"])
def test_what_is_no_order_is_unreadable(ends, said: bytes) -> None:
    channel, reader = ends
    reader.sendall(said)
    with pytest.raises(WordsUnreadable):
        channel.order(1.0)


@pytest.mark.parametrize("codes", [("too-far",) * 17, ("Too far",), ("",), ("x" * 41,)])
def test_a_decision_holds_no_more_than_an_attestation_takes(codes: tuple[str, ...]) -> None:
    every = Decided(1, "match", 0.1, True, tuple(code.value for code in QualityCode))
    assert decode_report(encode(every)[LENGTH_BYTES:]) == every
    with pytest.raises(WordsUnreadable):
        decode_report(encode(Decided(1, "match", 0.1, True, codes))[LENGTH_BYTES:])


def test_nothing_of_a_picture_is_shown() -> None:
    for report in (PREVIEW, TakePhoto(1, bytearray(b"secret photo"))):
        assert "\\x00" not in repr(report)
        assert "secret" not in repr(report)
