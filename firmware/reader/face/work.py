"""What the reader's loop needs of whoever does the face work, and a reader without a face way."""

from collections.abc import Callable
from typing import Protocol

from firmware.reader.face.keeper import FaceHealth
from firmware.reader.inbox import Happened, Post
from firmware.visit.effects import DismissFace, Match, ReadPrint, ShowBoth, StopLooking, TakePhoto
from firmware.visit.events_face import FaceFaulted
from firmware.visit.findings import FaceFault

FaceEffect = ReadPrint | TakePhoto | Match | ShowBoth | StopLooking | DismissFace

NOT_CONFIGURED, EMULATED = "not-configured", "emulated-terminal"
"""Why a reader has no face way at all, as codes."""


class FaceWork(Protocol):
    """Carries out face effects; their events come through the inbox."""

    def available(self) -> bool:
        """Whether the face may be offered to whoever lays a card down now. May be called from any thread."""

    @property
    def health(self) -> FaceHealth:
        """For the reader's reports."""

    def do(self, effect: FaceEffect, take_photo: Callable[[], bytearray]) -> None:
        """Start a face effect; `take_photo` takes the photo out of the vault."""

    def tick(self) -> None:
        """Look after what runs; about once a second, also while nobody is served."""

    def close(self, longest: float) -> None:
        """End what runs; wait for it, at most so many seconds."""


class NoFace:
    """A reader without a face way, for a reason: no camera is ever used."""

    def __init__(self, post: Post, reason: str, detail: str) -> None:
        self._post = post
        self._health = FaceHealth(None, False, 0, 0, reason, detail, "")

    def available(self) -> bool:
        """Never."""
        return False

    @property
    def health(self) -> FaceHealth:
        """Nothing runs, and why."""
        return self._health

    def do(self, effect: FaceEffect, take_photo: Callable[[], bytearray]) -> None:
        """Say that it cannot be done; there is nothing to stop."""
        if not isinstance(effect, StopLooking | DismissFace):
            self._post(Happened(FaceFaulted(effect.look, FaceFault.ENGINE)))

    def tick(self) -> None:
        """There is nothing to look after."""

    def close(self, longest: float) -> None:
        """There is nothing to end."""
