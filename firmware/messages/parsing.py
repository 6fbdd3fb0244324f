"""Strict JSON into structs, with errors that name the place but never repeat what was there."""

from typing import Any, Generic, TypeVar

import msgspec

from firmware.messages.errors import MalformedMessage, UnknownField

T = TypeVar("T")
_UNKNOWN_FIELD = "Object contains unknown field"
_PATH_MARK = " - at `"


class Reader(Generic[T]):
    """Reads one part of a message into its struct; made once for each struct, then used for every message."""

    def __init__(self, part: str, struct: type[T]) -> None:
        self._part = part
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(struct)

    def read(self, encoded: bytes | msgspec.Raw) -> T:
        """The struct; raises UnknownField or MalformedMessage, whatever the bytes are."""
        try:
            return self._decoder.decode(encoded)
        except msgspec.ValidationError as error:
            refusal = _refusal(self._part, str(error))
        except (msgspec.DecodeError, ValueError, RecursionError, OverflowError):
            # msgspec lets UnicodeDecodeError and, for deep nesting, RecursionError pass.
            refusal = MalformedMessage(self._part, "$", "not JSON")
        # Raised out here so that msgspec's text, which quotes the content, does not travel along as its context.
        raise refusal


def _refusal(part: str, text: str) -> MalformedMessage:
    _, mark, rest = text.rpartition(_PATH_MARK)
    path = rest.removesuffix("`") if mark else "$"
    if text.startswith(_UNKNOWN_FIELD):
        return UnknownField(part, path)
    return MalformedMessage(part, path)


def to_json(value: Any) -> bytes:
    """Compact JSON of a struct or of plain data."""
    return msgspec.json.encode(value)
