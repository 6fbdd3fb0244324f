"""照合番号B from several frames of a card's face side: read, cross-checked, or in doubt."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import TypeGuard

from firmware.face.printed.conclude import Said, conclude
from firmware.face.printed.cut import cut
from firmware.face.printed.dates import date_letters
from firmware.face.printed.errors import OcrFailed
from firmware.face.printed.layout import FaceLayout
from firmware.face.printed.locate import Picture
from firmware.face.printed.look import Look, laid_over, look
from firmware.face.printed.number import Doubt, Reading, Unavailable, Unsure
from firmware.face.printed.register import Registered, register
from firmware.face.printed.saying import Read, what_it_says
from firmware.face.printed.tesseract import Tesseract, open_tesseract

JAPANESE, LATIN = "jpn", "eng"
# Frames looked at first, then at a time, and at most, where a card is seen: a second's at 15 frames/s.
FIRST_FRAMES = 3
NEXT_FRAMES = 2
MOST_FRAMES = 15
# Of so many frames the light is alike, and the card still lies where it lay.
_LAID_OVER = 5
_DIGITS = "0123456789"


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
        cards: list[Registered] = []
        looks: list[Look] = []
        said: list[Said] = []
        looked = 0
        outcome = conclude(said, today, looked)
        try:
            while batch := list(islice(coming, min(MOST_FRAMES - len(looks), NEXT_FRAMES if looks else FIRST_FRAMES))):
                looked += len(batch)
                found = register(batch, self._layouts, max(cards, key=lambda card: card.fit, default=None))
                fresh = [look(frame, card) for frame, card in zip(batch, found, strict=bool(found))]
                cards, looks = [*cards, *found], [*looks, *fresh]
                said.extend(self._say(fresh))
                outcome = conclude(said, today, looked)
                if _more_may_help(outcome) and len(looks) > FIRST_FRAMES:
                    outcome = self._clearer(looks[-_LAID_OVER:], said, outcome, today)
                if not _more_may_help(outcome):
                    return outcome
        except OcrFailed:
            return Unsure(Doubt.OCR_FAILED, None, looked)
        return outcome

    def _clearer(self, looks: Sequence[Look], said: Sequence[Said], outcome: Unsure, today: date) -> Reading | Unsure:
        """With one more voice: of the last frames laid over one another. It is no frame, and not kept."""
        clear = laid_over(looks)
        return conclude([*said, *self._say([clear])], today, outcome.frames) if clear else outcome

    def _say(self, looks: Sequence[Look]) -> list[Said]:
        """What each look says. Raises OcrFailed."""
        if not looks:
            return []
        # The programs load their models while the lines are cut.
        with (
            self._tesseract.start(JAPANESE, self._letters) as japanese,
            self._tesseract.start(LATIN, _DIGITS) as latin,
        ):
            births = [cut(one.birth, one.layout.birth) for one in looks]
            expiries = [cut(one.expiry, one.layout.expiry) for one in looks]
            codes = [cut(one.code, one.layout.code) for one in looks]
            lines = [*births, *expiries, *codes]
            said = [Read(*one) for one in zip(lines, japanese.lines([one.picture for one in lines]), strict=True)]
            again = [Read(*one) for one in zip(codes, latin.lines([one.picture for one in codes]), strict=True)]
        count = len(looks)
        return [
            what_it_says(one.layout, said[place], said[count + place], (said[2 * count + place], again[place]))
            for place, one in enumerate(looks)
        ]


def open_reader(layouts: Sequence[FaceLayout]) -> PrintedReader | Unavailable:
    """A reader, or why there is none on this machine."""
    if not layouts:
        return Unavailable("no layout of a card's face side is configured")
    tesseract = open_tesseract((JAPANESE, LATIN))
    return tesseract if isinstance(tesseract, Unavailable) else PrintedReader(layouts, tesseract)


def _more_may_help(outcome: Reading | Unsure) -> TypeGuard[Unsure]:
    return isinstance(outcome, Unsure) and outcome.doubt not in (Doubt.CONFLICT, Doubt.IMPLAUSIBLE)
