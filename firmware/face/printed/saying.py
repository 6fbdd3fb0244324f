"""From the lines of one look, as they were recognised, to what it says: only what is whole and sure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from firmware.face.printed.conclude import Said
from firmware.face.printed.cut import Cut
from firmware.face.printed.dates import (
    DatePattern,
    PrintedDay,
    PrintedYear,
    date_pattern,
    read_day,
    read_year,
    real_date,
)
from firmware.face.printed.ink import LETTERS
from firmware.face.printed.layout import FaceLayout
from firmware.face.printed.tesseract import Recognised

# Below this a date says nothing (0 to 100). Right words have 85 and more, most wrong ones less than 65.
LEAST_CONFIDENCE = 65.0
_CODE = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Read:
    """A line and what was recognised in it. Masked."""

    cut: Cut = field(repr=False)
    recognised: Recognised = field(repr=False)


def what_it_says(layout: FaceLayout, birth: Read, expiry: Read, codes: Sequence[Read]) -> Said:
    """Of the code there are several readings: nothing else on the card says it again."""
    birth_year, birth_day = _date(date_pattern(layout.birth.text, layout.calendar), birth)
    expiry_year, expiry_day = _date(date_pattern(layout.expiry.text, "gregorian"), expiry)
    return Said(layout.calendar, birth_year, birth_day, expiry_year, expiry_day, _code(codes))


def _date(pattern: DatePattern, line: Read) -> tuple[PrintedYear | None, PrintedDay | None]:
    text = line.recognised.text
    found, said = pattern.year.match(text), pattern.day.search(text)
    # The era's name may be blurred: only its year is in the number. But no digit may be lost between the two.
    before = LETTERS if found and found.start("year") else 0.0
    year = read_year(found) if found and _sure(line, found.start("year"), found.end("year"), before) else None
    day = read_day(said) if said and _sure(line, said.start("said"), said.end("said"), 0.0) else None
    return (None, None) if year and day and real_date(year, day) is None else (year, day)


def _sure(line: Read, start: int, end: int, before: float) -> bool:
    """`before` is how many columns before the part must be whole too; behind it all up to the next word."""
    part, beyond = line.recognised.part(start, end), line.recognised.part(end, end + 1)
    right = max(part.right, beyond.left)
    return part.confidence >= LEAST_CONFIDENCE and line.cut.whole(round(part.left - before), right)


def _code(lines: Sequence[Read]) -> str | None:
    """Two models say the same: then a low confidence of theirs comes from noise around the digits."""
    text = lines[0].recognised.text
    if _CODE.fullmatch(text) is None or any(line.recognised.text != text for line in lines):
        return None
    parts = [(line.cut, line.recognised.part(0, len(text))) for line in lines]
    return text if all(cut.whole(part.left, part.right) for cut, part in parts) else None
