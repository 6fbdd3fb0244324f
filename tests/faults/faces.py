"""Visits of the face way for the whole reader: what a scripted face child says, and how the visit ends."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from firmware.face.child.words import (
    AnyOrder,
    AnyReport,
    Decided,
    Faulted,
    Match,
    Noticed,
    PhotoTaken,
    PrintRead,
    ReadPrint,
    TakePhoto,
)
from hal.virtual.card.files import load_card
from tests.support.face_child import FaceChildren, willing
from tests.support.scripted import Script

Say = Callable[[AnyOrder], Iterable[AnyReport] | None]
"""What a child says to an order; None for what a willing one says."""


def _usual(_: AnyOrder) -> None:
    return None


def _in_doubt(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (PrintRead(order.look, None, "conflict"),) if isinstance(order, ReadPrint) else None


def _wrong_number(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (PrintRead(order.look, "55021720352286"),) if isinstance(order, ReadPrint) else None


def _damaged(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (PhotoTaken(order.look, "unreadable"),) if isinstance(order, TakePhoto) else None


def _stranger(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (Decided(order.look, "no-match", 0.8),) if isinstance(order, Match) else None


def _print(order: AnyOrder) -> Iterable[AnyReport] | None:
    if not isinstance(order, Match):
        return None
    return (Noticed(order.look, "turn", "nothing", "right"), Decided(order.look, "not-turned"))


def _liar(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (Decided(order.look, "match", 0.9, True),) if isinstance(order, Match) else None


def _black(order: AnyOrder) -> Iterable[AnyReport] | None:
    return (Faulted(order.look, "camera", "black"),) if isinstance(order, Match) else None


@dataclass(frozen=True, slots=True)
class FaceScript:
    """One visit, and what the child says in it."""

    script: Script
    say: Say = _usual
    failures: int = 0

    def children(self, issued: Path) -> FaceChildren:
        """Children who can read this person's card."""
        surface = load_card(issued / "cards" / f"{self.script.person}.card").contents.surface
        number = surface.number_b if surface is not None else "0" * 14

        def speak(order: AnyOrder) -> Iterable[AnyReport]:
            said = self.say(order)
            if said is not None:
                return said
            if isinstance(order, ReadPrint):
                return (PrintRead(order.look, number),)
            return willing(order)

        return FaceChildren(script=speak)


def _face(name: str, person: str, keys: str, outcome: str, say: Say = _usual, failures: int = 0) -> FaceScript:
    return FaceScript(Script(name, person, keys, outcome), say, failures)


SCRIPTS = (
    _face("face", "asagao", "1", "completed"),
    _face("card without a PIN", "kaoru", "1", "completed"),
    _face("PIN locked", "lockmaru", "1", "completed"),
    _face("card without a photo, then the PIN", "mutsuki", "1P#1", "completed"),
    _face("small child asked first", "mutsuki", "*3", "cancelled"),
    _face("number in doubt, then the PIN", "asagao", "1P#1", "completed", _in_doubt),
    _face("wrong number, then the PIN", "asagao", "1P#1", "completed", _wrong_number),
    _face("damaged photo, then the PIN", "asagao", "1P#1", "completed", _damaged),
    _face("stranger, then the PIN", "asagao", "22P#1", "completed", _stranger, failures=1),
    _face("stranger five times", "asagao", "1111~~", "timed_out", _stranger, failures=5),
    _face("stranger five times, then the PIN", "asagao", "1111~1P#1", "completed", _stranger, failures=5),
    _face("print, then the PIN", "asagao", "22P#1", "completed", _print, failures=1),
    _face("a child that lies is none", "asagao", "1P#1", "completed", _liar),
    _face("camera black, then the PIN", "asagao", "1P#1", "completed", _black),
    _face("revoked certificate", "shikkou", "", "certificate_revoked"),
    _face("another card", "menkyo", "", "driving_licence"),
)
