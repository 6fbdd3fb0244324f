"""照合番号B from several frames of a card's face side: read, cross-checked, or in doubt."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from firmware.face.printed.conclude import Birth, Said, conclude
from firmware.face.printed.cut import Cut, cut
from firmware.face.printed.dates import PrintedDate, date_letters, date_pattern, place_of_date, read_date
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
        cards = [(frame, card) for frame in frames if (card := self.find(frame)) is not None]
        births = [cut(frame, card.to_frame, card.layout.birth) for frame, card in cards]
        expiries = [cut(frame, card.to_frame, card.layout.expiry) for frame, card in cards]
        codes = [cut(frame, card.to_frame, card.layout.code) for frame, card in cards]
        said = self._lines([*births, *expiries, *codes], JAPANESE, self._letters)
        # Nothing else on the card says the code again, so two models have to.
        second = self._lines(codes, LATIN, _DIGITS)
        count = len(cards)
        return [
            Said(_birth(card.layout, birth), _expiry(card.layout, expiry), _code(one, other))
            for (_, card), birth, expiry, one, other in zip(
                cards, said[:count], said[count : 2 * count], said[2 * count :], second, strict=True
            )
        ]

    def _lines(self, cuts: Sequence[Cut], language: str, letters: str) -> list[Recognised]:
        """What each line says; those that are not whole say nothing."""
        read = iter(self._tesseract.lines([one.picture for one in cuts if one.whole], language, letters))
        return [next(read) if one.whole else Recognised(()) for one in cuts]

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
    # The era's name may be blurred: only its year is in the number, and that it had such a year is asked all the same.
    sure = line.confidence(*place_of_date(pattern, line.text)) >= LEAST_CONFIDENCE
    return read_date(pattern, line.text) if sure else None


def _code(one: Recognised, other: Recognised) -> str | None:
    if one.text != other.text or _CODE.fullmatch(one.text) is None:
        return None
    sure = min(line.confidence(0, len(line.text)) for line in (one, other)) >= LEAST_CONFIDENCE_CODE
    return one.text if sure else None
