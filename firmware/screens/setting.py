"""Setting type: words become lines with readings above them, in the largest size that fits. Pure arithmetic."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firmware.screens.geometry import Letters, Rect, TextBox
from firmware.screens.markup import Chunk, Run, Words
from firmware.screens.theme import Ink
from firmware.screens.weights import Measure, Weight

READING = 0.46  # size of a reading in sizes of its word
LEAST_READING = 12  # px: a smaller reading helps nobody
RISE = 0.86  # what stands above the baseline, in sizes; measured on BIZ UDP Gothic
FALL = 0.16  # what hangs below it
LEADING = 0.22  # between lines with readings
LEADING_PLAIN = 0.42  # between lines without
NEAR = 0.05  # between a word and its reading

Line = tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is to be set: sizes in pixels from wished to least; `across` and `down` from 0 (start) to 1 (end)."""

    sizes: tuple[int, ...]
    weight: Weight = Weight.REGULAR
    across: float = 0.0
    down: float = 0.0


class Setter:
    """Sets type with one measure. It remembers nothing of what it sets."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure

    def fit(self, words: Words, rect: Rect, manner: Manner, ink: Ink) -> TextBox:
        """Set the words into the rectangle in the largest size that fits; in the least when none does."""
        for size in manner.sizes:
            lines = self._lines(words, rect.width, size, manner.weight)
            height = _height(words, len(lines), size)
            width = max(self._line_width(line, size, manner.weight) for line in lines)
            if width <= rect.width and height <= rect.height:
                break
        top = rect.y + max(0.0, rect.height - height) * manner.down
        left = rect.x + max(0.0, rect.width - width) * manner.across
        extent = _around(left, top, width, height)
        letters = tuple(self._place(lines, rect, top, size, manner, _has_readings(words)))
        return TextBox(rect, extent, ink, size, letters)

    def size_for(self, words: Words, width: int, sizes: tuple[int, ...], weight: Weight, most: int) -> int:
        """The largest size in which the words take at most so many lines; the least when none does."""
        for size in sizes:
            lines = self._lines(words, width, size, weight)
            if len(lines) <= most and all(self._line_width(line, size, weight) <= width for line in lines):
                return size
        return sizes[-1]

    def height(self, words: Words, width: int, size: int, weight: Weight) -> int:
        """The height in pixels that the words take in a column of that width."""
        return math.ceil(_height(words, len(self._lines(words, width, size, weight)), size))

    def _lines(self, words: Words, width: float, size: int, weight: Weight) -> list[Line]:
        """As few lines as the width allows, then as even as possible."""
        return [line for paragraph in words for line in self._even(paragraph, width, size, weight)]

    def _even(self, paragraph: Line, width: float, size: int, weight: Weight) -> list[Line]:
        lines = self._break(paragraph, width, size, weight)
        if len(lines) < 2:
            return lines
        low, high = width / len(lines), width
        while high - low > size / 4:
            middle = (low + high) / 2
            tried = self._break(paragraph, middle, size, weight)
            if len(tried) == len(lines) and all(self._line_width(one, size, weight) <= middle for one in tried):
                lines, high = tried, middle
            else:
                low = middle
        return lines

    def _break(self, paragraph: Line, width: float, size: int, weight: Weight) -> list[Line]:
        lines: list[Line] = []
        line: Line = ()
        for chunk in paragraph:
            if line and self._line_width((*line, chunk), size, weight) > width:
                lines.append(line)
                line = ()
            line = (*line, chunk)
        return [*lines, line]

    def _line_width(self, line: Line, size: int, weight: Weight) -> float:
        space = self._measure.width(" ", weight, size)
        spaces = sum(space for chunk in line[1:] if chunk.spaced)
        return spaces + sum(self._run_width(run, size, weight) for chunk in line for run in chunk.runs)

    def _run_width(self, run: Run, size: int, weight: Weight) -> float:
        base = self._measure.width(run.base, weight, size)
        return max(base, self._measure.width(run.reading, Weight.REGULAR, reading_size(size))) if run.reading else base

    def _place(
        self, lines: Iterable[Line], rect: Rect, top: float, size: int, manner: Manner, readings: bool
    ) -> Iterator[Letters]:
        baseline = top + _above(size, readings) + RISE * size
        for line in lines:
            x = rect.x + max(0.0, rect.width - self._line_width(line, size, manner.weight)) * manner.across
            for number, chunk in enumerate(line):
                if chunk.spaced and number:
                    x += self._measure.width(" ", manner.weight, size)
                for run in chunk.runs:
                    yield from self._run(run, x, baseline, size, manner.weight)
                    x += self._run_width(run, size, manner.weight)
            baseline += _pitch(size, readings)

    def _run(self, run: Run, x: float, baseline: float, size: int, weight: Weight) -> Iterator[Letters]:
        width = self._run_width(run, size, weight)
        base = self._measure.width(run.base, weight, size)
        if width - base < 1:
            yield Letters(x, baseline, run.base, size, weight)
        else:
            yield from self._spread(run.base, x, baseline, size, weight, (width - base) / len(run.base))
        if run.reading:
            small = reading_size(size)
            above = self._measure.width(run.reading, Weight.REGULAR, small)
            height = baseline - RISE * size - NEAR * size - FALL * small
            yield Letters(x + (width - above) / 2, height, run.reading, small, Weight.REGULAR)

    def _spread(
        self, text: str, x: float, baseline: float, size: int, weight: Weight, room: float
    ) -> Iterator[Letters]:
        """A word whose reading is wider than itself: its letters stand a little apart."""
        x += room / 2
        for letter in text:
            yield Letters(x, baseline, letter, size, weight)
            x += self._measure.width(letter, weight, size) + room


def reading_size(size: int) -> int:
    """The size in pixels of the reading of a word of that size."""
    return max(LEAST_READING, round(READING * size))


def _has_readings(words: Words) -> bool:
    return any(run.reading for paragraph in words for chunk in paragraph for run in chunk.runs)


def _above(size: int, readings: bool) -> float:
    return (RISE + FALL) * reading_size(size) + NEAR * size if readings else 0.0


def _pitch(size: int, readings: bool) -> float:
    leading = LEADING if readings else LEADING_PLAIN
    return _above(size, readings) + (RISE + FALL + leading) * size


def _height(words: Words, lines: int, size: int) -> float:
    readings = _has_readings(words)
    last = _above(size, readings) + (RISE + FALL) * size
    return last + (lines - 1) * _pitch(size, readings)


def _around(left: float, top: float, width: float, height: float) -> Rect:
    x, y = math.floor(left), math.floor(top)
    return Rect(x, y, math.ceil(left + width) - x, math.ceil(top + height) - y)
