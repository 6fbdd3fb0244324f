"""Setting type: words become lines with readings above them, in the largest size that fits. Pure arithmetic."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firmware.screens.geometry import Block, Letters, Rect
from firmware.screens.markup import Chunk, Paragraph, Run, Words
from firmware.screens.weights import Measure, Weight

READING = 0.46  # size of a reading in sizes of its word
LEAST_READING = 12  # px: a smaller reading helps nobody
OVERHANG = 0.5  # how far a reading may stand over the letter beside its word, in sizes of the reading
RISE = 0.86  # what stands above the baseline, in sizes; measured on BIZ UDP Gothic
FALL = 0.16  # what hangs below it
LEADING = 0.22  # between lines with readings
LEADING_PLAIN = 0.4  # between lines without
NEAR = 0.05  # between a word and its reading


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be set.

    Sizes in pixels from wished to least; `across` and `down` from 0 (start) to 1 (end); `most` is the most lines that
    it may take as long as a smaller size can help.
    """

    sizes: tuple[int, ...]
    weight: Weight = Weight.REGULAR
    across: float = 0.0
    down: float = 0.0
    most: int = 9


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk in one size, its letters placed from 0 on the baseline; `space` is the space before it in a line."""

    width: float
    space: float
    letters: tuple[Letters, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """What words take in a column: lines, their height in pixels, and whether none is wider than the column."""

    lines: int
    height: int
    narrow: bool


class Setter:
    """Sets type with one measure. It remembers nothing of what it sets."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure

    def fit(self, words: Words, width: int, height: int, manner: Manner) -> Block:
        """Set the words into a box in the largest size that fits; in the least when none does."""
        for size in manner.sizes:
            lines = self._lines(words, width, size, manner.weight)
            taken = _height(len(lines), size, has_readings(words))
            widest = max(_width(line) for line in lines)
            if widest <= width and taken <= height and len(lines) <= manner.most:
                break
        top = max(0.0, height - taken) * manner.down
        left = max(0.0, width - widest) * manner.across
        extent = _around(left, top, widest, taken)
        letters = _placed(lines, width, top, size, manner.across, has_readings(words))
        return Block(extent, size, len(lines), tuple(letters))

    def room(self, words: Words, width: int, size: int, weight: Weight) -> Room:
        """What the words take in a column of that width; a word that is wider than the column makes it too wide."""
        lines = self._lines(words, width, size, weight)
        height = math.ceil(_height(len(lines), size, has_readings(words)))
        return Room(len(lines), height, max(_width(line) for line in lines) <= width)

    def _lines(self, words: Words, width: float, size: int, weight: Weight) -> list[list[_Piece]]:
        lines: list[list[_Piece]] = []
        for paragraph in words:
            lines.extend(_even(self._pieces(paragraph, size, weight), width, size))
        return lines

    def _pieces(self, paragraph: Paragraph, size: int, weight: Weight) -> list[_Piece]:
        space = self._measure.width(" ", weight, size)
        return [self._piece(chunk, space if chunk.spaced else 0.0, size, weight) for chunk in paragraph]

    def _piece(self, chunk: Chunk, space: float, size: int, weight: Weight) -> _Piece:
        letters: list[Letters] = []
        x = 0.0
        for number, run in enumerate(chunk.runs):
            before = number > 0 and not chunk.runs[number - 1].reading
            after = number + 1 < len(chunk.runs) and not chunk.runs[number + 1].reading
            x = self._run(letters, run, x, size, weight, (before, after))
        return _Piece(x, space, tuple(letters))

    def _run(
        self, letters: list[Letters], run: Run, x: float, size: int, weight: Weight, plain_beside: tuple[bool, bool]
    ) -> float:
        """Place one word and its reading; returns where the next begins."""
        base = self._measure.width(run.base, weight, size)
        if not run.reading:
            letters.append(Letters(x, 0.0, run.base, size, weight))
            return x + base
        small = reading_size(size)
        above = self._measure.width(run.reading, Weight.REGULAR, small)
        left, right = (OVERHANG * small * beside for beside in plain_beside)
        spare = (above - base) / 2
        before, after = max(0.0, spare - left), max(0.0, spare - right)
        if before + after < size / 8:
            letters.append(Letters(x + before, 0.0, run.base, size, weight))
        else:
            letters.extend(self._spread(run.base, x, size, weight, before + after))
        height = -(RISE + NEAR) * size - FALL * small
        letters.append(Letters(x + before - spare, height, run.reading, small, Weight.REGULAR))
        return x + before + base + after

    def _spread(self, text: str, x: float, size: int, weight: Weight, room: float) -> Iterator[Letters]:
        """A word whose reading is wider than itself: its letters stand a little apart."""
        each = room / len(text)
        x += each / 2
        for letter in text:
            yield Letters(x, 0.0, letter, size, weight)
            x += self._measure.width(letter, weight, size) + each


def reading_size(size: int) -> int:
    """The size in pixels of the reading of a word of that size."""
    return max(LEAST_READING, round(READING * size))


def has_readings(words: Words) -> bool:
    """Whether any word has a reading, so that the lines need room above."""
    return any(run.reading for paragraph in words for chunk in paragraph for run in chunk.runs)


def above(size: int, readings: bool) -> float:
    """Height in pixels of the row of readings over a line."""
    return (RISE + FALL) * reading_size(size) + NEAR * size if readings else 0.0


def _even(pieces: list[_Piece], width: float, size: int) -> list[list[_Piece]]:
    """As few lines as the width allows, then as even as possible."""
    lines = _break(pieces, width)
    if len(lines) < 2:
        return lines
    low, high = width / len(lines), width
    while high - low > size / 4:
        middle = (low + high) / 2
        tried = _break(pieces, middle)
        if len(tried) == len(lines) and all(_width(line) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def _break(pieces: list[_Piece], width: float) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    taken = 0.0
    for piece in pieces:
        if lines[-1] and taken + piece.space + piece.width > width:
            lines.append([piece])
            taken = piece.width
        else:
            taken += piece.width + (piece.space if lines[-1] else 0.0)
            lines[-1].append(piece)
    return lines


def _width(line: Sequence[_Piece]) -> float:
    return sum(piece.width for piece in line) + sum(piece.space for piece in line[1:])


def _placed(
    lines: list[list[_Piece]], width: float, top: float, size: int, across: float, readings: bool
) -> Iterator[Letters]:
    baseline = top + above(size, readings) + RISE * size
    for line in lines:
        x = max(0.0, width - _width(line)) * across
        for number, piece in enumerate(line):
            x += piece.space if number else 0.0
            for one in piece.letters:
                yield Letters(x + one.x, baseline + one.baseline, one.text, one.size, one.weight)
            x += piece.width
        baseline += _pitch(size, readings)


def _pitch(size: int, readings: bool) -> float:
    leading = LEADING if readings else LEADING_PLAIN
    return above(size, readings) + (RISE + FALL + leading) * size


def _height(lines: int, size: int, readings: bool) -> float:
    return above(size, readings) + (RISE + FALL) * size + (lines - 1) * _pitch(size, readings)


def _around(left: float, top: float, width: float, height: float) -> Rect:
    x, y = math.floor(left), math.floor(top)
    return Rect(x, y, math.ceil(left + width) - x, math.ceil(top + height) - y)
