"""The chip's photo for a visit: opened with 照合番号B, checked up to a municipality, said as what it is."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from firmware.card.errors import (
    CardError,
    NotANumberB,
    NumberBLocked,
    TriesKept,
    TryAlreadySpent,
    WrongNumberB,
)
from firmware.card.issuer import MunicipalityAnchors, SignedFace
from firmware.card.number_b import NumberB
from firmware.card.session import CardSession
from firmware.card.surface import CHIP_RANDOMNESS, CardSurface
from firmware.japan import day_in_japan
from firmware.reader.inbox import Happened
from firmware.visit.events_face import PhotoRead
from firmware.visit.findings import PhotoFinding

NOT_TAKEN = (NotANumberB, NumberBLocked, TriesKept, TryAlreadySpent, WrongNumberB)
"""What a card, or our own rule of sparing its tries, says to a number."""


@dataclass(frozen=True, slots=True)
class PhotoReader:
    """Reads photos of cards whose faces are signed under `anchors`.

    `now` is the best time known; who is younger than `first_from_age` years is not asked for the face first.
    """

    anchors: MunicipalityAnchors
    now: Callable[[], datetime]
    first_from_age: int

    def read(self, session: CardSession, operation: int, digits: str, by_staff: bool) -> Happened:
        """Spend the number at most once; user authentication is selected again afterwards, whatever was found.

        Raises CardRemoved, CardMute (`hal.errors`), and CardError where the card does not even come back.
        """
        try:
            happened = self._open(session.open_surface(), operation, digits, by_staff)
        except NOT_TAKEN:
            happened = Happened(PhotoRead(operation, PhotoFinding.NUMBER_REFUSED))
        except CardError:
            happened = Happened(PhotoRead(operation, PhotoFinding.UNREADABLE))
        session.open_authentication()
        return happened

    def _open(self, surface: CardSurface, operation: int, digits: str, by_staff: bool) -> Happened:
        surface.verify_number_b(NumberB(digits, surface.number_form), by_staff=by_staff)
        face = surface.read_signed_face(self.anchors)
        surface.check_chip(face, os.urandom(CHIP_RANDOMNESS))
        if not face.photo:
            return Happened(PhotoRead(operation, PhotoFinding.MISSING))
        return Happened(PhotoRead(operation, PhotoFinding.READ, first=self._face_first(face)), bytearray(face.photo))

    def _face_first(self, face: SignedFace) -> bool:
        return years_between(face.birth_date, day_in_japan(self.now())) >= self.first_from_age


def years_between(birth: date, today: date) -> int:
    """Whole years of age."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
