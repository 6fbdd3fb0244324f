"""What a PC/SC reader says about itself (PC/SC part 10): whether it passes extended-length APDUs."""

from smartcard import scard

from hal.real.pcsc_codes import Code, unsigned

_GET_FEATURES = 3400
_FEATURE_TLV_PROPERTIES = 0x12
_PROPERTY_MAX_APDU_DATA = 0x0A
_SHORT_APDU_DATA = 256


def passes_extended_length(card: int) -> bool:
    """Whether the reader of this connection passes APDUs with more than 256 bytes of data; no where it does not say."""
    code, features = scard.SCardControl(card, scard.SCARD_CTL_CODE(_GET_FEATURES), [])
    if unsigned(code) != Code.SUCCESS:
        return False
    control = read_features(bytes(features)).get(_FEATURE_TLV_PROPERTIES)
    if control is None:
        return False
    code, properties = scard.SCardControl(card, control, [])
    if unsigned(code) != Code.SUCCESS:
        return False
    return read_properties(bytes(properties)).get(_PROPERTY_MAX_APDU_DATA, 0) > _SHORT_APDU_DATA


def read_features(data: bytes) -> dict[int, int]:
    """Feature to control code; numbers are big-endian. What is cut off is left out."""
    return _read(data, "big")


def read_properties(data: bytes) -> dict[int, int]:
    """Property to value; numbers are little-endian. What is cut off is left out."""
    return _read(data, "little")


def _read(data: bytes, order: str) -> dict[int, int]:
    found: dict[int, int] = {}
    at = 0
    while at + 2 <= len(data):
        tag, length = data[at], data[at + 1]
        value = data[at + 2 : at + 2 + length]
        if len(value) == length:
            found[tag] = int.from_bytes(value, "big" if order == "big" else "little")
        at += 2 + length
    return found
