"""What can happen to a visit on the way of the face. Nothing here is of a picture, or says whose face it is."""

from firmware.visit.event import Event
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoFinding, PhotoVerdict
from firmware.visit.model import Hint, Side


class PhotoRead(Event, frozen=True, tag="photo_read"):
    """The card opened its photo, or not. `first`: whether its holder is old enough for the face to be the first way."""

    operation: int
    finding: PhotoFinding
    first: bool = True


class PrintRead(Event, frozen=True, tag="print_read"):
    """照合番号B was read from the card's face side; or it is in doubt, and must not be spent."""

    look: int
    sure: bool


class PhotoTaken(Event, frozen=True, tag="photo_taken"):
    """The face child looked at the chip's photo."""

    look: int
    verdict: PhotoVerdict


class FaceNoticed(Event, frozen=True, tag="face_noticed"):
    """What the person is to do before the camera now. `side` is given while the head is to be turned."""

    look: int
    hint: Hint
    side: Side | None = None


class FaceDecided(Event, frozen=True, tag="face_decided"):
    """An attempt before the camera is over."""

    look: int
    verdict: FaceVerdict


class FaceFaulted(Event, frozen=True, tag="face_faulted"):
    """The face child cannot do what was wanted, or is gone."""

    look: int
    fault: FaceFault
