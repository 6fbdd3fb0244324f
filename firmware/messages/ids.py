"""Ids of messages: UUID version 7 (RFC 9562 §5.7), so that they sort by time and need no register."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

RANDOM_BYTES = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def uuid7(now: datetime, randomness: bytes) -> str:
    """A UUIDv7 in its text form; pure, so the caller brings time and chance.

    `now` is an aware time not before 1970. `randomness` is 10 fresh random bytes; 74 of their 80 bits are used
    (12 in rand_a, 62 in rand_b). Raises ValueError when either is not so: a mistake of the caller.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"uuid7 needs {RANDOM_BYTES} random bytes, not {len(randomness)}")
    milliseconds = (now - _EPOCH) // _MILLISECOND
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("uuid7 needs a time between 1970 and 10889")
    chance = int.from_bytes(randomness, "big")
    rand_a = chance >> 68
    rand_b = chance & ((1 << 62) - 1)
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b))
