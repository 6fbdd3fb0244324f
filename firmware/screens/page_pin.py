"""Pages of the PIN: how many tries are left is said before it is asked for and after it was wrong."""

from firmware.screens.model import Arrangement, Mood, Phrase, Picture
from firmware.screens.page import PERSON_STEP, Page, phrases, waiting
from firmware.visit.model import PIN_DIGITS, FaceEnd, Visit


def counting(_: Visit) -> Page:
    """The card is asked how many tries are left."""
    return waiting("reading.title", "reading", PERSON_STEP, "number_not_used")


def last_try(visit: Visit) -> Page:
    """One try is left; it is spent only by an explicit yes."""
    wrong = visit.wrong_before
    return Page(
        Arrangement.CHOICE,
        Phrase("last_try.title"),
        "last_try.wrong" if wrong else "last_try",
        mood=Mood.CARE,
        picture=Picture.LOCK,
        step=PERSON_STEP,
        kicker=Phrase("pin.wrong") if wrong else None,
        lines=phrases("last_try.locks", "last_try.unlock"),
        assurance=Phrase("last_try.counter"),
    )


def entering(visit: Visit) -> Page:
    """Four digits, of which only the number is known here."""
    wrong = visit.wrong_before
    return Page(
        Arrangement.PIN_PAD,
        Phrase("pin.wrong") if wrong else Phrase("pin.title"),
        _spoken(visit),
        mood=Mood.CARE if wrong else Mood.CALM,
        step=PERSON_STEP,
        lines=phrases("pin.again" if wrong else "pin.which", *_no_face(visit)),
        assurance=Phrase("number_not_used"),
        tries=_tries(visit.tries),
    )


def _no_face(visit: Visit) -> tuple[str, ...]:
    """Why nobody was asked to look into the camera, at a reader that has one."""
    return ("face.end.engine",) if visit.face_end is FaceEnd.ENGINE and not visit.wrong_before else ()


def verifying(_: Visit) -> Page:
    """The card judges the PIN."""
    return waiting("verifying.title", "verifying", PERSON_STEP)


def proving(_: Visit) -> Page:
    """The card signs, the centre looks at the signature."""
    return waiting("proving.title", "proving", PERSON_STEP)


def _tries(tries: int | None) -> Phrase | None:
    if tries is None:
        return None
    return Phrase("pin.tries.1") if tries == 1 else Phrase("pin.tries", (("n", str(tries)),))


def _spoken(visit: Visit) -> str:
    """Full sentences before the first digit, a short one while typing, the confirming key at the end."""
    if visit.digits == PIN_DIGITS:
        return "pin.full"
    if visit.digits:
        return "pin.typing"
    start = "pin.wrong" if visit.wrong_before else "pin"
    return f"{start}.{visit.tries}" if visit.tries in {1, 2, 3} else start
