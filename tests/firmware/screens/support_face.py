"""Every visit of the face way that looks different, reachable or not."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from firmware.visit.model import (
    NUMBER_B_DIGITS,
    FaceEnd,
    Hint,
    Phase,
    Photo,
    Place,
    Side,
    State,
    Visit,
    Way,
)

WAYS = tuple(frozenset(ways) for size in range(3) for ways in itertools.combinations(Way, size))
FACE_PLACES = (
    Place(State.CHOOSING),
    *(
        Place(State.FACE, phase)
        for phase in (
            Phase.PRINT,
            Phase.PHOTO,
            Phase.LOADING,
            Phase.LOOKING,
            Phase.TURNING,
            Phase.AGAIN,
            Phase.PAUSED,
            Phase.CHALLENGING,
            Phase.AUTHORISING,
            Phase.OPENING_KEY,
            Phase.AWAITING_CHALLENGE,
            Phase.SIGNING,
            Phase.IDENTIFYING,
        )
    ),
    *(Place(State.STAFF_CHECK, phase) for phase in (Phase.PHOTO, Phase.LOADING, Phase.NUMBER_B)),
)


def varied_face(visit: Visit) -> Iterator[Visit]:
    """A visit at a place of the face way, or of the staff check, with all that its screen looks at."""
    if visit.state is State.CHOOSING:
        held = replace(visit, photo=Photo.HELD)
        closed, first = (False, True), (False, True)
        for tries, ways, end, shut, one in itertools.product((0, 3), WAYS, (None, *FaceEnd), closed, first):
            yield replace(held, tries=tries, ways=ways, face_end=end, face_closed=shut, face_first=one)
    if visit.phase in {Phase.LOOKING, Phase.TURNING}:
        for hint, side, failures, tries in itertools.product(Hint, (None, *Side), range(5), (0, 3)):
            yield replace(visit, hint=hint, side=side, failures=failures, tries=tries)
    if visit.phase is Phase.AGAIN:
        ends = (FaceEnd.NO_MATCH, FaceEnd.NOT_TURNED)
        for failures, ways, tries, end in itertools.product(range(1, 5), WAYS, (0, 3), ends):
            yield replace(visit, failures=failures, ways=ways, tries=tries, face_end=end)
    if visit.phase is Phase.COMPARING:
        for photo, ways in itertools.product(Photo, WAYS):
            yield replace(visit, photo=photo, ways=ways)
    if visit.phase is Phase.NUMBER_B:
        for tries, digits in itertools.product((0, 3), range(NUMBER_B_DIGITS + 1)):
            yield replace(visit, tries=tries, digits=digits)
