"""What the tests of the screens share: texts, fonts and painters, opened once."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from firmware.messages.schema import Consent, ConsentItem, Notice, Validity
from firmware.screens import theme
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.examples import examples
from firmware.screens.fonts import FontSet
from firmware.screens.model import ResultDetails, Screen
from firmware.screens.texts import Texts, load_texts
from firmware.visit.model import STAFF_PASSCODE_DIGITS, Language, Outcome, Part, State, Visit, Way
from firmware.visit.places import EVERYWHERE
from tests.firmware.screens.support_face import FACE_PLACES, varied_face

ROOT = Path(__file__).parents[3]
TEXTS = ROOT / "config" / "texts"
SIZES = theme.SIZES
PLACES = tuple(dict.fromkeys((*EVERYWHERE, *FACE_PLACES)))
"""Every place that has a screen."""
ITEM_CHOICES = ((), (ConsentItem.MEDICINE,), tuple(ConsentItem))


@cache
def fonts() -> FontSet:
    return FontSet()


@cache
def texts_of(language: Language) -> Texts:
    return load_texts(TEXTS)[language]


@cache
def painter(size: tuple[int, int]) -> Painter:
    return Painter(size, load_texts(TEXTS), fonts())


def example_screens() -> Iterator[tuple[str, Screen]]:
    """Every example in both languages, named `ja/idle`."""
    for language in Language:
        for example in examples(language):
            yield f"{language.value}/{example.name}", screen_for(example.visit, example.details)


def all_visits(full: bool = False) -> Iterator[Visit]:
    """Every place × outcome with everything else that a screen looks at varied, reachable or not.

    What only one state looks at is varied there; `full` varies it everywhere.
    """
    for place in PLACES:
        bare = Visit(state=place.state, phase=place.phase, online=True, card=1)
        for visit in (bare, replace(bare, card=None), replace(bare, online=False)):
            yield from (replace(visit, outcome=outcome) for outcome in (None, *Outcome))
        yield from (replace(bare, outcome=Outcome.COMPLETED, validity=validity) for validity in Validity)
        for menu, warned, staff_called in itertools.product((False, True), repeat=3):
            yield from _varied(replace(bare, menu=menu, warned=warned, staff_called=staff_called), full)


def _varied(visit: Visit, full: bool) -> Iterator[Visit]:
    if full or visit.state is State.PIN:
        for tries, wrong, digits in itertools.product((None, 0, 1, 2, 3, 15), (False, True), range(5)):
            yield replace(visit, tries=tries, wrong_before=wrong, digits=digits)
    if visit.state is State.PIN:
        yield from (replace(visit, tries=tries, ways=frozenset(Way)) for tries in (1, 3))
    if visit.state is State.STAFF_CHECK:
        for tries, wrong, digits in itertools.product((0, 3), (False, True), range(STAFF_PASSCODE_DIGITS + 1)):
            yield replace(visit, tries=tries, staff_wrong=wrong, digits=digits)
    yield from varied_face(visit)
    if full or visit.state is State.CONSENTING:
        for items, said in itertools.product(ITEM_CHOICES, Consent):
            yield from (replace(visit, items=items, answers=(said,) * n) for n in range(len(items) + 1))
    yield from (replace(visit, validity=validity) for validity in (None, *Validity))
    yield from (replace(visit, failed=frozenset(parts)) for parts in (*((part,) for part in Part), tuple(Part)))


def all_details() -> Iterator[ResultDetails | None]:
    """Answers of the centre: every validity, ratio, limit and set of notices that changes the screen."""
    yield None
    limits = (None, "Z99", *(f"A{n:02}" for n in range(1, 7)), *(f"B{n:02}" for n in range(1, 11)))
    for validity in Validity:
        for ratio in (None, 0, 10, 30, 35, 100):
            for limit in limits:
                yield ResultDetails(validity, ratio, limit)
        for mask in range(1 << len(Notice)):
            notices = tuple(notice for number, notice in enumerate(Notice) if mask >> number & 1)
            yield ResultDetails(validity, 30, None, notices)
            yield ResultDetails(validity, 30, "B01", notices)
            yield ResultDetails(validity, None, None, notices)


@cache
def visits_and_screens(full: bool = False) -> tuple[tuple[Visit, Screen], ...]:
    """Every visit of `all_visits` with its screen."""
    return tuple((visit, screen_for(visit)) for visit in all_visits(full))


@cache
def all_screens(full: bool = False) -> tuple[Screen, ...]:
    """Every screen there is, each once, in both languages."""
    found = dict.fromkeys(screen for _, screen in visits_and_screens(full))
    for validity in Validity:
        done = Visit(state=State.DONE, online=True, card=1, validity=validity)
        found.update((screen_for(done, details), None) for details in all_details())
    # That the language changes nothing else is a test of its own.
    return tuple(replace(screen, language=language) for language in Language for screen in found)
