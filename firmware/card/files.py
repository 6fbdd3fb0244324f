"""Selecting applications and reading transparent files whose size only their own header tells."""

from firmware.card.channel import Channel, Sender
from firmware.card.errors import ApplicationMissing, EmptyFile, MalformedAnswer, StatusError
from hal.card import tlv
from hal.card.apdu import SHORT_LE, Command, Response
from hal.card.names import CURRENT_FILE, NO_RESPONSE_DATA, SELECT_BY_AID, Ins
from hal.card.status import SW

MAX_FILE = 16384
"""The largest file read by this product is the card face with about 15 kB."""


FILLER = b"\xff\x00"
"""What an unwritten part of a file reads as."""


def select_application(channel: Channel, aid: str) -> None:
    """SELECT by the full AID (hex): a part of it would match too, but not only what is meant.

    Raises ApplicationMissing whatever the reason is; a card of another kind answers in its own way.
    """
    command = Command(0, Ins.SELECT, SELECT_BY_AID, NO_RESPONSE_DATA, bytes.fromhex(aid))
    answer = channel.send_twice_when_cold(command)
    if answer.sw != SW.OK:
        raise ApplicationMissing(aid)


def read_by_short_id(channel: Sender, file: int, offset: int, length: int, what: str) -> bytes:
    """READ BINARY by short id, which also makes the file the current one; `offset` up to 255, `length` up to 256.

    Raises StatusError.
    """
    answer = channel.send(Command(0, Ins.READ_BINARY, CURRENT_FILE | file, offset, le=length))
    return _data(answer, f"READ {what}")


def read_object(channel: Sender, file: int, what: str, extended: bool) -> bytes:
    """The one TLV object of a file, read as its header says; FF filler behind it is not read.

    `extended`: the rest after the first 256 bytes in one extended READ; a card that refuses that is read in short
    ones. Raises StatusError, EmptyFile, MalformedAnswer.
    """
    head = read_by_short_id(channel, file, 0, SHORT_LE, what)
    if not head.strip(FILLER):
        raise EmptyFile(what)
    try:
        size = tlv.measure(head)
    except tlv.TlvError as error:
        raise MalformedAnswer(what, str(error)) from error
    if size > MAX_FILE:
        raise MalformedAnswer(what, f"its header claims {size} bytes")
    collected = head[:size]
    if extended and len(collected) < size:
        collected += _rest_at_once(channel, len(collected), size, what)
    while len(collected) < size:
        part = _read_current(channel, len(collected), min(size - len(collected), SHORT_LE), what)
        if not part:
            raise MalformedAnswer(what, "it ends before its header says")
        collected += part
    return collected


def _rest_at_once(channel: Sender, offset: int, size: int, what: str) -> bytes:
    try:
        return _read_current(channel, offset, size - offset, what)
    except StatusError:
        return b""


def _read_current(channel: Sender, offset: int, length: int, what: str) -> bytes:
    high, low = divmod(offset, 256)
    answer = channel.send(Command(0, Ins.READ_BINARY, high, low, le=length))
    if answer.sw == SW.OFFSET_OUTSIDE_FILE:
        raise MalformedAnswer(what, "it ends before its header says")
    return _data(answer, f"READ {what}")[:length]


def _data(answer: Response, doing: str) -> bytes:
    if answer.sw != SW.OK:
        raise StatusError(answer.sw, doing)
    return answer.data
