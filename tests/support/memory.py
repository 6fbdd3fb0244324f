"""Looks for pieces of pictures in the memory of a process."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIECE = 32
"""Bytes of a piece: long enough to be nothing else, short enough to be found where the rest is written over."""

FLAT = 12
"""A piece with fewer different bytes may be found anywhere."""

CHUNK, EDGE = 1 << 22, 256
_START = 8

Needles = Mapping[str, Sequence[bytes]]


def memory(pid: int) -> Iterable[bytes]:
    """Everything that this process may write to, part after part; a piece over the edge of two is in the second."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found and "[v" not in line:
                start, end = (int(number, 16) for number in found.groups())
                for at in range(start, end, CHUNK):
                    file.seek(at)
                    try:
                        yield file.read(min(end, at + CHUNK + EDGE) - at)
                    except OSError:
                        # Given back to the kernel since the list was read.
                        continue


class Sieve:
    """Finds many pieces at once: places that begin like one of them, two bytes, eight bytes, then the whole."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._by_start: dict[int, list[bytes]] = {}
        self._pairs = np.zeros(1 << 16, bool)
        for piece in pieces:
            self._by_start.setdefault(int.from_bytes(piece[:_START], "little"), []).append(piece)
            self._pairs[int.from_bytes(piece[:2], "little")] = True
        self._starts = np.array(sorted(self._by_start), np.uint64)

    def found_in(self, part: bytes) -> set[bytes]:
        """The pieces that are there."""
        found: set[bytes] = set()
        if len(part) < _START:
            return found
        starts = np.lib.stride_tricks.sliding_window_view(np.frombuffer(part, np.uint8), _START)
        for shift in (0, 1):
            pairs = np.frombuffer(part, "<u2", (len(part) - shift) // 2, shift)
            places = np.flatnonzero(self._pairs[pairs]) * 2 + shift
            places = places[places < len(starts)]
            numbers = np.ascontiguousarray(starts[places]).view("<u8").ravel()
            for which in np.flatnonzero(np.isin(numbers, self._starts)):
                known = self._by_start[int(numbers[which])]
                found |= {piece for piece in known if part.startswith(piece, int(places[which]))}
        return found


def hits(pid: int, needles: Needles) -> dict[str, int]:
    """How many of the pieces of each kind are somewhere in the memory of the process."""
    sieve, found = Sieve(piece for pieces in needles.values() for piece in pieces), set[bytes]()
    for part in memory(pid):
        found |= sieve.found_in(part)
    return {name: len(found.intersection(pieces)) for name, pieces in needles.items()}


def pieces_of(data: bytes, every: int) -> list[bytes]:
    """Pieces of a file or of numbers; none that begins like half of all memory, which would be slow to look for."""
    pieces = (data[at : at + PIECE] for at in range(0, len(data) - PIECE + 1, every))
    return [piece for piece in pieces if len(set(piece)) >= FLAT and piece[:2] not in {b"\0\0", b"\xff\xff"}]


def rows_of(picture: NDArray[np.uint8], rows: Sequence[int], columns: Sequence[int], pixels: int = 16) -> list[bytes]:
    """Pieces of rows of an RGB picture: as it is sent, and as a drawing library keeps it with a fourth byte."""
    found = []
    for row in rows:
        for column in columns:
            plain = picture[row, column : column + pixels]
            if len(np.unique(plain)) >= pixels // 2:
                found.append(plain.tobytes())
                for fourth in (0, 255):
                    more = np.full((len(plain), 1), fourth, np.uint8)
                    found.append(np.concatenate((plain, more), axis=1).tobytes())
    return found
