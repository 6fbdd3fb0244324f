"""Return codes of PC/SC, and which error of the card reader port each one is.

Numbers are those of pcsc-lite (winscard.h), written out so that reading this needs no library.
"""

import enum

from hal.errors import CardMute, CardRemoved, DeviceBusy, DeviceMissing, HalError, NoCard

_UNSIGNED = 0xFFFFFFFF


class Code(enum.IntEnum):
    """The codes that mean something to this driver."""

    SUCCESS = 0x00000000
    CANCELLED = 0x80100002
    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS_AVAILABLE = 0x8010002E
    COMM_DATA_LOST = 0x8010002F
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069


SERVICE_GONE = frozenset({Code.INVALID_HANDLE, Code.COMM_ERROR, Code.NO_SERVICE, Code.SERVICE_STOPPED, Code.CANCELLED})
READER_GONE = frozenset({Code.UNKNOWN_READER, Code.READER_UNAVAILABLE, Code.NO_READERS_AVAILABLE})
_CARD_GONE = frozenset({Code.NOT_TRANSACTED, Code.COMM_DATA_LOST, Code.RESET_CARD, Code.REMOVED_CARD})
_CARD_SILENT = frozenset({Code.PROTO_MISMATCH, Code.UNSUPPORTED_CARD, Code.UNRESPONSIVE_CARD, Code.UNPOWERED_CARD})

SERVICE_HINT = "pcscd does not run; start it with: systemctl start pcscd.socket"
READER_HINT = "no such PC/SC reader is plugged in"


def unsigned(code: int) -> int:
    """The code as winscard.h writes it, whatever sign the binding gave it."""
    return code & _UNSIGNED


def connect_error(code: int, reader: str) -> HalError:
    """What a failed connect means."""
    if code == Code.NO_SMARTCARD:
        return NoCard("no card lies on the reader")
    if code == Code.SHARING_VIOLATION:
        return DeviceBusy(reader)
    if code in _CARD_GONE:
        return CardRemoved(f"the card left while it was powered up ({code:08X})")
    if code in _CARD_SILENT:
        return CardMute(f"the card gives no usable answer to reset ({code:08X})")
    return reader_error(code, reader)


def transmit_error(code: int) -> HalError:
    """What a failed transmit means. A service or reader that went away took the card with it."""
    if code in _CARD_GONE | SERVICE_GONE | READER_GONE or code == Code.NO_SMARTCARD:
        return CardRemoved(f"the card was taken away ({code:08X})")
    return CardMute(f"the card gives no answer that can be understood ({code:08X})")


def reader_error(code: int, reader: str) -> DeviceMissing:
    """What a failure without a card means."""
    if code in SERVICE_GONE:
        return DeviceMissing("PC/SC", SERVICE_HINT)
    if code in READER_GONE:
        return DeviceMissing(reader or "PC/SC reader", READER_HINT)
    return DeviceMissing(reader or "PC/SC reader", f"PC/SC says {code:08X}")
