"""Invented holders for counted samples: what is printed on a face side, drawn from a seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from firmware.face.printed.layout import Calendar
from tools.issue.dates import card_expiry

# Nobody older than this lives (the oldest in Japan is about 115), and one era more is in it.
_OLDEST_YEARS = 112
# Days since the issue: a minor's card is valid for more than four years at least.
_LONGEST_HELD = 1400
_FOREIGN_SHARE = 0.2
# The first days of the eras are rare in an even draw and hard to read (元年), so some more of them are taken.
_FIRST_YEAR_SHARE = 0.04
_FIRST_YEARS = ((date(1926, 12, 25), 7), (date(1989, 1, 8), 358), (date(2019, 5, 1), 245))
_SURNAMES = ("架空橋", "仮名沢", "例野原", "見本田", "試島", "雛形", "空想寺", "作り木")
_GIVEN = ("朝顔", "日向", "一二三", "桜子", "健太", "八重", "龍之介", "澪")
_LATIN = ("EXAMPLE MARIA CLARA", "SPECIMEN JOHN", "MUSTER ANNA", "SAMPLE LI WEI", "EJEMPLO JOSE LUIS")
_STREETS = ("架空町一丁目2番3号", "仮名台二丁目14番6号", "例野三丁目8番10-205号", "試作本町71番地")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a face side says. Never shown in a repr, as a real one must not be."""

    calendar: Calendar = field(repr=False)
    name: str = field(repr=False)
    address: str = field(repr=False)
    sex: str = field(repr=False)
    birth: date = field(repr=False)
    expiry: date = field(repr=False)
    code: str = field(repr=False)
    seed: int


def invented(seed: int, today: date) -> Printed:
    """A person who does not exist, with a card that is valid on `today`."""
    dice = np.random.default_rng((seed, 1))
    foreign = dice.random() < _FOREIGN_SHARE
    birth = _birth(dice, today)
    issued = max(birth + timedelta(days=30), today - timedelta(days=int(dice.integers(0, _LONGEST_HELD))))
    return Printed(
        calendar="gregorian" if foreign else "era",
        name=str(dice.choice(_LATIN)) if foreign else f"{dice.choice(_SURNAMES)} {dice.choice(_GIVEN)}",
        address=f"東京都見本市{dice.choice(_STREETS)}",
        sex=str(dice.choice(("男", "女"))),
        birth=birth,
        expiry=card_expiry(birth, min(issued, today)),
        code=f"{dice.integers(0, 10_000):04}",
        seed=seed,
    )


def _birth(dice: np.random.Generator, today: date) -> date:
    if dice.random() < _FIRST_YEAR_SHARE:
        first, days = _FIRST_YEARS[int(dice.integers(len(_FIRST_YEARS)))]
        return first + timedelta(days=int(dice.integers(days)))
    return today - timedelta(days=int(dice.integers(60, _OLDEST_YEARS * 365)))
