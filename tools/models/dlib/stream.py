"""The words of dlib's serialisation: packed integers, floats, strings, tensors.

Taken from the headers of dlib (serialize.h, float_details.h, cuda/tensor.h). The bytes are untrusted until their
SHA-256 was checked, and are read as untrusted even then: every count is held against what is left of the file, so
that no claim makes this allocate more than the file's own size.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tools.models.errors import SerialisationError

# Nothing that is read here is longer: the longest version word has 22 letters.
MAX_STRING = 64
_SIGN = 0x80
_UNUSED = 0x70
_SIZE = 0x0F
# float_details.h: these exponents stand for infinities and not-a-number, which no model has.
_FIRST_SPECIAL_EXPONENT = 32000
# A double's largest exponent is 1023; beyond it the value could not be held.
_MAX_EXPONENT = 1023
# Of life: about ten signs for the largest file that is read so.
_BETWEEN_SIGNS = 300_000


class Stream:
    """A cursor over one file's bytes; every method raises SerialisationError for what cannot be right."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.offset = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self.offset

    def wrong(self, problem: str) -> SerialisationError:
        """The error to raise at this place."""
        return SerialisationError(problem, self.offset)

    def _take(self, count: int) -> bytes:
        if count > self.left:
            raise self.wrong("file cut off")
        start = self.offset
        self.offset += count
        return self._data[start : self.offset]

    def integer(self) -> int:
        """A packed integer: a byte with sign and length, then so many bytes, least first."""
        control = self._take(1)[0]
        size = control & _SIZE
        if control & _UNUSED or size > 8:
            raise self.wrong("no packed integer")
        value = int.from_bytes(self._take(size), "little")
        return -value if control & _SIGN else value

    def integers(self, progress: Callable[[float], None]) -> NDArray[np.int64]:
        """All packed integers up to the end of the file; `progress` hears the share read.

        In one loop, since a file may hold millions. None has more than 7 bytes: the mantissa of a double has 53 bits.
        """
        data, at, end = self._data, self.offset, len(self._data)
        found: list[int] = []
        while at < end:
            control = data[at]
            following = at + 1 + (control & _SIZE)
            if control & ~_SIGN > 7 or following > end:
                self.offset = at
                raise self.wrong("no packed integer")
            value = int.from_bytes(data[at + 1 : following], "little")
            found.append(-value if control & _SIGN else value)
            at = following
            if not len(found) % _BETWEEN_SIGNS:
                progress(at / end)
        self.offset = at
        return np.array(found, np.int64)

    def count(self, bytes_each: int = 1) -> int:
        """A number of things to come, of which each takes at least `bytes_each` bytes."""
        value = self.integer()
        if value < 0 or value * bytes_each > self.left:
            raise self.wrong("more announced than the file holds")
        return value

    def expect(self, *allowed: int) -> int:
        """A packed integer that must be one of these, usually a version."""
        value = self.integer()
        if value not in allowed:
            raise self.wrong(f"{value} where one of {allowed} belongs")
        return value

    def number(self) -> float:
        """A float as mantissa and exponent of two."""
        mantissa = self.integer()
        exponent = self.integer()
        if abs(exponent) >= _FIRST_SPECIAL_EXPONENT:
            raise self.wrong("a number that is none")
        if exponent > _MAX_EXPONENT - mantissa.bit_length():
            raise self.wrong("a number too large")
        return math.ldexp(mantissa, exponent)

    def boolean(self) -> bool:
        """A truth value, the letter 0 or 1."""
        letter = self._take(1)
        if letter not in (b"0", b"1"):
            raise self.wrong("no truth value")
        return letter == b"1"

    def string(self) -> str:
        """A short text in ASCII."""
        length = self.count()
        if length > MAX_STRING:
            raise self.wrong("text too long")
        text = self._take(length)
        if not text.isascii():
            raise self.wrong("text is not ASCII")
        return text.decode("ascii")

    def word(self, *allowed: str) -> str:
        """A text that must be one of these."""
        text = self.string()
        if text not in allowed:
            raise self.wrong(f"not one of {', '.join(allowed)}")
        return text

    def tensor(self) -> NDArray[np.float32]:
        """A tensor of shape (samples, channels, rows, columns); 4-byte little-endian floats."""
        self.expect(2)
        shape = tuple(self.integer() for _ in range(4))
        if min(shape) < 0:
            raise self.wrong("tensor of negative size")
        count = math.prod(shape)
        if count * 4 > self.left:
            raise self.wrong("tensor larger than the file")
        # One zero among the sizes makes any other size claim free: numpy would refuse it with an error of its own.
        if count == 0:
            return np.zeros((0, 0, 0, 0), np.float32)
        values = np.frombuffer(self._take(count * 4), "<f4").astype(np.float32).reshape(shape)
        if not np.isfinite(values).all():
            raise self.wrong("tensor with a number that is none")
        return values

    def view(self) -> tuple[int, int, int, int]:
        """The shape of an alias tensor, a part of another tensor."""
        self.expect(1)
        samples, channels, rows, columns = (self.integer() for _ in range(4))
        if min(samples, channels, rows, columns) < 0:
            raise self.wrong("view of negative size")
        return samples, channels, rows, columns

    def end(self) -> None:
        """The file must end here."""
        if self.left:
            raise self.wrong(f"{self.left} bytes too many")
