"""Status words as the card of the field uses them, and the three families that carry a number."""

import enum


class SW(enum.IntEnum):
    """Status words met on the My Number Card. Others exist; the raw number is kept wherever one travels."""

    OK = 0x9000
    VERIFICATION_FAILED = 0x6300
    EXECUTION_ERROR = 0x6F00
    WRONG_LENGTH = 0x6700
    CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    WRONG_FILE_TYPE = 0x6981
    SECURITY_NOT_SATISFIED = 0x6982
    BLOCKED_BY_THE_STANDARD = 0x6983
    BLOCKED = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    SECURE_MESSAGING_WRONG = 0x69FC
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    WRONG_P1_P2 = 0x6A86
    OFFSET_OUTSIDE_FILE = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00


def is_blocked(sw: int) -> bool:
    """Whether a VERIFY was answered with "blocked": the card says 6984, ISO/IEC 7816-4 says 6983."""
    return sw in (SW.BLOCKED, SW.BLOCKED_BY_THE_STANDARD)


def tries_left(sw: int) -> int | None:
    """The count in 63Cx; None for any other status word."""
    return sw & 0x0F if sw & 0xFFF0 == 0x63C0 else None


def more_bytes(sw: int) -> int | None:
    """Bytes that wait after 61xx (00 means 256); None for any other status word."""
    return (sw & 0xFF or 256) if sw >> 8 == 0x61 else None


def right_length(sw: int) -> int | None:
    """The Le that 6Cxx asks for (00 means 256); None for any other status word."""
    return (sw & 0xFF or 256) if sw >> 8 == 0x6C else None
