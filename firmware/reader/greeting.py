"""What is open beside the PIN for the person who lays a card down now."""

from typing import Protocol

from msgspec.structs import replace

from firmware.reader.face.work import NOT_CONFIGURED, FaceWork
from firmware.visit.events import CardPlaced
from firmware.visit.model import FaceEnd, Way


class Staff(Protocol):
    """What is asked of the staff's desk."""

    def any_member(self) -> bool:
        """Whether there is anybody who could confirm a person."""


def greeted(event: CardPlaced, staff: Staff, face: FaceWork, *, production: bool) -> CardPlaced:
    """The event with the ways that are open, and why the face is none of them where it is wanted."""
    if production:
        # Terminal authentication is emulated (firmware.card.terminal): no real card opens its key by it, so the ways
        # beside the PIN would lead nowhere but to a disappointed person.
        return event
    offered = face.available()
    is_open = {Way.STAFF: staff.any_member(), Way.FACE: offered}
    wanted = face.health.reason != NOT_CONFIGURED
    ways = frozenset(way for way in Way if is_open[way])
    return replace(event, ways=ways, face=FaceEnd.ENGINE if wanted and not offered else None)
