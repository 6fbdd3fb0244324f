"""Example visits of the face way and of the staff check with the chip's photo."""

from collections.abc import Iterator
from dataclasses import replace

from firmware.visit.model import FaceEnd, Hint, Phase, Photo, Side, State, Visit, Way

_BOTH = frozenset(Way)
_OPEN = frozenset(
    {FaceEnd.NO_MATCH, FaceEnd.NOT_TURNED, FaceEnd.NOBODY, FaceEnd.PRINT_UNSURE, FaceEnd.CHOSEN, FaceEnd.ASKED_FIRST}
)
"""Ends after which the face may be tried again."""


def face_visits(calm: Visit) -> Iterator[tuple[str, Visit]]:
    """Names and visits; `calm` is a visit in which a card lies there."""
    for place in (_waiting, _looking, _turning, _choosing, _staff):
        yield from place(replace(calm, running=True, ways=_BOTH, tries=3))


def _waiting(visit: Visit) -> Iterator[tuple[str, Visit]]:
    face = replace(visit, state=State.FACE)
    yield "face-print", replace(face, phase=Phase.PRINT)
    yield "face-photo", replace(face, phase=Phase.PHOTO)


def _looking(visit: Visit) -> Iterator[tuple[str, Visit]]:
    looking = replace(visit, state=State.FACE, phase=Phase.LOOKING, photo=Photo.HELD)
    yield "face-looking", looking
    for hint in Hint:
        if hint not in {Hint.NOTHING, Hint.TURN_BACK}:
            yield f"face-{hint.value}", replace(looking, hint=hint)
    yield "face-again", replace(looking, failures=1)
    yield "face-again-light", replace(looking, failures=4, hint=Hint.MORE_LIGHT, staff_called=True)
    yield "face-hurry", replace(looking, warned=True)
    yield "face-menu", replace(looking, menu=True)
    yield "face-failed", replace(looking, phase=Phase.AGAIN, failures=1, face_end=FaceEnd.NO_MATCH, tries=3)
    yield "face-failed-turn", replace(looking, phase=Phase.AGAIN, failures=4, face_end=FaceEnd.NOT_TURNED)
    yield "face-paused", replace(looking, phase=Phase.PAUSED, failures=5)


def _turning(visit: Visit) -> Iterator[tuple[str, Visit]]:
    turning = replace(visit, state=State.FACE, phase=Phase.TURNING, photo=Photo.HELD)
    for side in Side:
        yield f"face-turn-{side.value}", replace(turning, side=side)
    yield "face-turn-back", replace(turning, side=Side.LEFT, hint=Hint.TURN_BACK)
    yield "face-proving", replace(turning, phase=Phase.SIGNING)


def _choosing(visit: Visit) -> Iterator[tuple[str, Visit]]:
    choosing = replace(visit, state=State.CHOOSING, photo=Photo.HELD)
    yield "choosing", choosing
    for end in FaceEnd:
        name = f"choosing-{end.value.replace('_', '-')}"
        first = end is not FaceEnd.ASKED_FIRST
        yield name, replace(choosing, face_end=end, face_closed=end not in _OPEN, face_first=first)
    yield "choosing-staff-only", replace(choosing, face_end=FaceEnd.ENGINE, face_closed=True, tries=0, warned=True)


def _staff(visit: Visit) -> Iterator[tuple[str, Visit]]:
    comparing = replace(visit, state=State.STAFF_CHECK, phase=Phase.COMPARING)
    yield "staff-comparing-photo", replace(comparing, photo=Photo.HELD)
    yield "staff-comparing-photo-hurry", replace(comparing, photo=Photo.HELD, warned=True)
    yield "staff-comparing-number", comparing
    typing = replace(comparing, phase=Phase.NUMBER_B)
    for digits in (0, 4, 8, 12, 14):
        yield f"staff-number-b-{digits}", replace(typing, digits=digits)
    yield "staff-number-b-hurry", replace(typing, digits=7, warned=True)
