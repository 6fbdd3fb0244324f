"""A short film in one file: whole RGB frames, squeezed by zlib, behind a msgpack header. Needs no picture library.

The file: eight magic bytes, the header's length in four bytes, the header, then the squeezed pictures one after
another. A picture that is shown several times is kept once.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hal.display import Frame
from hal.virtual.tray import BenchError

MAGIC = b"UKFILM1\n"
LENGTH = struct.Struct(">I")
BYTES_PER_PIXEL = 3
MAX_SIDE = 1920  # pixels; no camera that the product means to use gives more
MAX_FRAMES = 600
MAX_RATE = 60.0  # frames a second
MAX_PIXEL_BYTES = 128 * 1024 * 1024  # of different pictures: about 140 of 640x480, ten seconds at 15 a second
MAX_HEADER_BYTES = 64 * 1024
_QUICK = 1  # zlib level: noise of a camera hardly gets smaller at any other


class BadFootage(BenchError):
    """A film, or the file of one, that cannot be shown. It says what is wrong, never what is to be seen."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A film. Every frame holds width x height x 3 bytes as in `hal.display.Frame`. Raises BadFootage."""

    width: int
    height: int
    frames_per_second: float
    frames: tuple[bytes, ...]

    def __post_init__(self) -> None:
        _check_form(self.width, self.height, self.frames_per_second, len(self.frames))
        size = self.width * self.height * BYTES_PER_PIXEL
        if any(len(frame) != size for frame in self.frames):
            raise BadFootage(f"every frame of {self.width}x{self.height} has {size} bytes")

    def __repr__(self) -> str:
        """Size only: a film shows a person."""
        return f"Footage({self.width}x{self.height}, {len(self.frames)} frames)"

    @property
    def seconds(self) -> float:
        """How long it plays once."""
        return len(self.frames) / self.frames_per_second

    def at(self, seconds: float) -> Frame:
        """The frame that is shown `seconds` (>= 0) after the beginning of the first of endless rounds."""
        number = int(seconds * self.frames_per_second + 1e-6) % len(self.frames)  # of sums of fractions of a second
        return Frame(self.width, self.height, self.frames[number])


def still(picture: Frame) -> Footage:
    """A film of one picture. Raises BadFootage."""
    return Footage(picture.width, picture.height, 1.0, (picture.pixels,))


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    width: int
    height: int
    frames_per_second: float
    lengths: tuple[int, ...]  # bytes of each squeezed picture
    order: tuple[int, ...]  # which picture each frame shows


def save(path: Path, film: Footage) -> None:
    """Write a film. Raises OSError."""
    pictures = tuple(dict.fromkeys(film.frames))
    squeezed = [zlib.compress(picture, _QUICK) for picture in pictures]
    places = {picture: place for place, picture in enumerate(pictures)}
    header = msgspec.msgpack.encode(
        _Header(
            film.width,
            film.height,
            film.frames_per_second,
            tuple(len(part) for part in squeezed),
            tuple(places[frame] for frame in film.frames),
        )
    )
    path.write_bytes(b"".join((MAGIC, LENGTH.pack(len(header)), header, *squeezed)))


def load(path: Path) -> Footage:
    """Read a film. Raises BadFootage: not there, not a film, cut off, larger than the limits of this module."""
    try:
        if path.stat().st_size > MAX_PIXEL_BYTES + MAX_HEADER_BYTES:
            raise BadFootage(f"{path} is too large for a film")
        data = path.read_bytes()
    except OSError as error:
        raise BadFootage(f"{path}: {error.strerror}") from error
    try:
        return _parse(memoryview(data))
    except BadFootage as error:
        raise BadFootage(f"{path}: {error}") from error


def _parse(data: memoryview) -> Footage:
    begin = len(MAGIC) + LENGTH.size
    if bytes(data[: len(MAGIC)]) != MAGIC or len(data) < begin:
        raise BadFootage("this is no film")
    (length,) = LENGTH.unpack(data[len(MAGIC) : begin])
    if length > MAX_HEADER_BYTES:
        raise BadFootage(f"a header of {length} bytes is longer than {MAX_HEADER_BYTES}")
    try:
        header = msgspec.msgpack.decode(data[begin : begin + length], type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # the latter for a key that is no text
        raise BadFootage("its header is no header of a film") from error
    _check_form(header.width, header.height, header.frames_per_second, len(header.order))
    if any(not 0 <= number < len(header.lengths) for number in header.order):
        raise BadFootage("it shows a picture that it does not hold")
    pictures = _pictures(header, data[begin + length :])
    frames = tuple(pictures[number] for number in header.order)
    return Footage(header.width, header.height, header.frames_per_second, frames)


def _pictures(header: _Header, data: memoryview) -> list[bytes]:
    size = header.width * header.height * BYTES_PER_PIXEL
    if len(header.lengths) * size > MAX_PIXEL_BYTES:
        raise BadFootage(f"its pictures take more than {MAX_PIXEL_BYTES} bytes")
    if any(length <= 0 for length in header.lengths) or sum(header.lengths) != len(data):
        raise BadFootage("it is cut off, or longer than it says")
    pictures, begin = [], 0
    for length in header.lengths:
        pictures.append(_unsqueeze(data[begin : begin + length], size))
        begin += length
    return pictures


def _unsqueeze(data: memoryview, size: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        picture = unpacking.decompress(data, size + 1)  # one more, so that a longer one is seen and not unpacked
    except zlib.error as error:
        raise BadFootage("a picture of it is damaged") from error
    if len(picture) != size or not unpacking.eof:
        raise BadFootage("a picture of it has another size")
    return picture


def _check_form(width: int, height: int, rate: float, frames: int) -> None:
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise BadFootage(f"{width}x{height} is not within {MAX_SIDE}x{MAX_SIDE}")
    if not 0 < rate <= MAX_RATE:
        raise BadFootage(f"{rate} frames a second are not within {MAX_RATE}")
    if not 0 < frames <= MAX_FRAMES:
        raise BadFootage(f"{frames} frames are not within 1 to {MAX_FRAMES}")
