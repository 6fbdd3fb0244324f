"""照合番号B from several frames of a card's face side: read, cross-checked, or in doubt."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from firmware.face.printed.conclude import Birth, Said, conclude
from firmware.face.printed.cut import cut
from firmware.face.printed.dates import PrintedDate, date_letters, date_pattern, letters_of_date, read_date
from firmware.face.printed.errors import OcrFailed
from firmware.face.printed.layout import FaceLayout
from firmware.face.printed.locate import Picture, find_quads
from firmware.face.printed.number import Doubt, Reading, Unavailable, Unsure
from firmware.face.printed.register import Registered, register
from firmware.face.printed.tesseract import Recognised, Tesseract, open_tesseract

JAPANESE, LATIN = "jpn", "eng"
# Frames looked at first, and at most where those are not enough.
FIRST_FRAMES = 3
MOST_FRAMES = 5
# Below this a line says nothing (0 to 100). Right words have 85 and more, most wrong ones less than 65; nothing else on
# the card vouches for the code.
LEAST_CONFIDENCE = 75.0
LEAST_CONFIDENCE_CODE = 80.0
_DIGITS = "0123456789"
_CODE = re.compile(r"\d{4}")


class PrintedReader:
    """Reads cards of some layouts. Keeps nothing of one card for the next."""

    def __init__(self, layouts: Sequence[FaceLayout], tesseract: Tesseract) -> None:
        self._layouts = tuple(layouts)
        self._tesseract = tesseract
        dates = {line.text: layout.calendar for layout in layouts for line in (layout.birth, layout.expiry)}
        letters = {letter for text, calendar in dates.items() for letter in date_letters(text, calendar)}
        self._letters = _DIGITS + "".join(sorted(letters))

    def read(self, frames: Iterable[Picture], today: date) -> Reading | Unsure:
        """What frames (height x width x 3 RGB) of one card say together. No more are taken than are needed."""
        coming = iter(frames)
        said: list[Said] = []
        looked = 0
        while batch := list(islice(coming, FIRST_FRAMES if not looked else MOST_FRAMES - looked)):
            looked += len(batch)
            try:
                said.extend(self.say(batch))
            except OcrFailed:
                return Unsure(Doubt.OCR_FAILED, None, looked)
            outcome = conclude(said, today, looked)
            if isinstance(outcome, Reading) or outcome.doubt in (Doubt.CONFLICT, Doubt.IMPLAUSIBLE):
                return outcome
        return conclude(said, today, looked)

    def say(self, frames: Sequence[Picture]) -> list[Said]:
        """What each frame says in which a card was found. Raises OcrFailed."""
        found = [(frame, card) for frame in frames if (card := self.find(frame)) is not None]
        codes = [cut(frame, card.to_frame, card.layout.code) for frame, card in found]
        dates = [
            cut(frame, card.to_frame, line) for frame, card in found for line in (card.layout.birth, card.layout.expiry)
        ]
        said = self._tesseract.lines([*dates, *codes], JAPANESE, self._letters)
        births, expiries, first = said[: len(dates) : 2], said[1 : len(dates) : 2], said[len(dates) :]
        # Nothing else on the card says the code again, so two models have to.
        second = self._tesseract.lines(codes, LATIN, _DIGITS)
        return [
            Said(_birth(card.layout, birth), _expiry(card.layout, expiry), _code(one, other))
            for (_, card), birth, expiry, one, other in zip(found, births, expiries, first, second, strict=True)
        ]

    def find(self, frame: Picture) -> Registered | None:
        """The card in a frame."""
        return register(frame, find_quads(frame), self._layouts)


def open_reader(layouts: Sequence[FaceLayout]) -> PrintedReader | Unavailable:
    """A reader, or why there is none on this machine."""
    if not layouts:
        return Unavailable("no layout of a card's face side is configured")
    tesseract = open_tesseract((JAPANESE, LATIN))
    return tesseract if isinstance(tesseract, Unavailable) else PrintedReader(layouts, tesseract)


def _birth(layout: FaceLayout, line: Recognised) -> Birth | None:
    read = _date(date_pattern(layout.birth.text, layout.calendar), line)
    return Birth(layout.calendar, read) if read else None


def _expiry(layout: FaceLayout, line: Recognised) -> PrintedDate | None:
    return _date(date_pattern(layout.expiry.text, "gregorian"), line)


def _date(pattern: re.Pattern[str], line: Recognised) -> PrintedDate | None:
    sure = line.confidence(letters_of_date(pattern, line.text)) >= LEAST_CONFIDENCE
    return read_date(pattern, line.text) if sure else None


def _code(one: Recognised, other: Recognised) -> str | None:
    if one.text != other.text or _CODE.fullmatch(one.text) is None:
        return None
    sure = min(line.confidence(len(line.text)) for line in (one, other)) >= LEAST_CONFIDENCE_CODE
    return one.text if sure else None
