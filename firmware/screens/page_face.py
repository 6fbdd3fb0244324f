"""Pages of the face way: getting ready, what to do before the camera, and the choice between the ways that are left."""

from collections.abc import Mapping
from types import MappingProxyType

from firmware.screens.model import Arrangement, Mood, Phrase, Picture
from firmware.screens.page import PERSON_STEP, Page, phrases, waiting
from firmware.screens.prompts import HINT, TURN, TURN_LEFT, TURN_RIGHT
from firmware.visit.events import Action
from firmware.visit.model import FaceEnd, Hint, Side, Visit
from firmware.visit.offers import offers

SIGNS: Mapping[Hint, Picture] = MappingProxyType(
    {
        Hint.NOTHING: Picture.CAMERA,
        Hint.CLOSER: Picture.CLOSER,
        Hint.FARTHER: Picture.FARTHER,
        Hint.LEFT: Picture.ARROW_LEFT,
        Hint.RIGHT: Picture.ARROW_RIGHT,
        Hint.UP: Picture.ARROW_UP,
        Hint.DOWN: Picture.ARROW_DOWN,
        Hint.HOLD_STILL: Picture.STILL,
        Hint.MORE_LIGHT: Picture.MORE_LIGHT,
        Hint.LESS_LIGHT: Picture.LESS_LIGHT,
        Hint.LOOK_STRAIGHT: Picture.STRAIGHT,
        Hint.ONLY_ONE: Picture.ONLY_ONE,
        Hint.TURN_BACK: Picture.STRAIGHT,
    }
)
"""What is drawn beside the words of a hint."""

_TURNS = {Side.LEFT: (TURN_LEFT, Picture.TURN_LEFT), Side.RIGHT: (TURN_RIGHT, Picture.TURN_RIGHT)}

_TRIED = frozenset({FaceEnd.NO_MATCH, FaceEnd.NOT_TURNED, FaceEnd.NOBODY})
"""Somebody stood before the camera; of a card that could not be read nothing is said about a face."""
_BY_CHOICE = frozenset({None, FaceEnd.CHOSEN, FaceEnd.ASKED_FIRST})

_WAYS = {Action.USE_FACE: "face", Action.USE_PIN: "pin", Action.STAFF_CHECK: "staff"}


def reading_print(_: Visit) -> Page:
    """The face side of the card is read: birth date, year and security code, never the My Number."""
    return waiting("face.print", "face.print", PERSON_STEP, "number_not_used")


def opening_photo(_: Visit) -> Page:
    """The chip gives its photo, and the face child looks at it."""
    return waiting("face.photo", "face.photo", PERSON_STEP, "face.not_kept")


def looking(visit: Visit) -> Page:
    """One thing to do, large; after a failed comparison also how often it can be tried again."""
    left = visit.policy.face_failures - visit.failures if visit.failures else 0
    title, prompt = _to_do(visit.hint)
    if visit.hint is Hint.NOTHING and left > 0:
        title, prompt = Phrase("face.look.again"), f"face.again.{left}"
    return Page(
        Arrangement.LOOK,
        title,
        prompt,
        picture=SIGNS[visit.hint],
        step=PERSON_STEP,
        lines=(_again(left),) if left > 0 else (),
        assurance=Phrase("face.not_kept"),
    )


def turning(visit: Visit) -> Page:
    """The head is to be turned, and back; without a side (which the visit never shows) it is a look."""
    if visit.hint is not Hint.NOTHING or visit.side is None:
        title, prompt = _to_do(visit.hint)
        spoken = TURN if visit.hint is Hint.NOTHING else prompt
        return Page(Arrangement.LOOK, title, spoken, picture=SIGNS[visit.hint], step=PERSON_STEP)
    name, picture = _TURNS[visit.side]
    return Page(Arrangement.LOOK, Phrase(name), name, picture=picture, step=PERSON_STEP)


def again(visit: Visit) -> Page:
    """It did not work, and what comes next by itself; nobody is blamed."""
    # One has failed, or nobody would be here.
    left = visit.policy.face_failures - max(1, visit.failures)
    why = FaceEnd.NO_MATCH if visit.face_end is None else visit.face_end
    return Page(
        Arrangement.CHOICE,
        Phrase(f"face.end.{why.value}"),
        f"face.failed.{left}",
        mood=Mood.CARE,
        step=PERSON_STEP,
        lines=(Phrase("face.failed.next"), _again(left)),
    )


def paused(visit: Visit) -> Page:
    """After too many failed comparisons a wait, then other ways."""
    seconds = (("seconds", f"{visit.policy.face_pause:.0f}"),)
    return Page(
        Arrangement.MESSAGE,
        Phrase("face.paused", seconds),
        "face.paused",
        picture=Picture.WAIT,
        step=PERSON_STEP,
        lines=phrases("face.paused.then"),
        assurance=Phrase("leave_card"),
    )


def choosing(visit: Visit) -> Page:
    """Why one is here, and the ways that are left."""
    why = "face.end.none" if visit.face_end is None else f"face.end.{visit.face_end.value}"
    return Page(
        Arrangement.CHOICE,
        Phrase("choosing.title"),
        _choice_spoken(visit),
        step=PERSON_STEP,
        lines=phrases(why),
    )


def _choice_spoken(visit: Visit) -> str:
    """Names the ways in their order; before that, in few words, why the face is one again, or none any more."""
    ways = [_WAYS[offer.action] for offer in offers(visit) if offer.action in _WAYS]
    if not ways:
        return "choosing"
    closed = "face" not in ways and visit.face_end not in _BY_CHOICE
    tried = ways[0] == "face" and visit.face_end in _TRIED
    why = ("other",) if closed else ("again",) if tried else ()
    return ".".join(("choosing", *why, *ways))


def _again(left: int) -> Phrase:
    return Phrase("face.again.1") if left == 1 else Phrase("face.again", (("n", str(left)),))


def _to_do(hint: Hint) -> tuple[Phrase, str]:
    """What is shown and what is said."""
    key = "face.look" if hint is Hint.NOTHING else f"{HINT}{hint.value}"
    return Phrase(key), key
