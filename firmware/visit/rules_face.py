"""Rules: the face opens the visit. The number on the card opens the photo, the person before the camera matches it."""

from dataclasses import replace

from firmware.messages.schema import Method
from firmware.visit import places as at
from firmware.visit.effects import Cue, Forget, Holding, Keep, Match, ReadPhoto, ReadPrint, ShowBoth, Signal, TakePhoto
from firmware.visit.events import Pressed, TimeUp
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoFinding, PhotoVerdict
from firmware.visit.model import FaceEnd, Hint, Outcome, Phase, Photo, Place, State, Visit
from firmware.visit.moves import Move, go, number, prove, refuse, then
from firmware.visit.offers import ways_left

_PHOTO_ENDS = {
    PhotoFinding.MISSING: FaceEnd.NO_PHOTO,
    PhotoFinding.UNREADABLE: FaceEnd.PHOTO_UNREADABLE,
    PhotoFinding.NUMBER_REFUSED: FaceEnd.NUMBER_REFUSED,
}
_VERDICT_ENDS = {
    PhotoVerdict.MISSING: FaceEnd.NO_PHOTO,
    PhotoVerdict.UNREADABLE: FaceEnd.PHOTO_UNREADABLE,
    PhotoVerdict.POOR: FaceEnd.PHOTO_UNREADABLE,
}


def begin(visit: Visit) -> Move:
    """The face is the first way: read what is printed on the card, so that nobody has to type it."""
    visit, look = number(visit)
    reading = replace(visit, look=look)
    return go(reading, at.PRINT, ReadPrint(look, visit.policy.face_print))


def print_read(visit: Visit, event: PrintRead) -> Move:
    """A number that is sure opens the photo, once; one in doubt costs the card no try."""
    if not event.sure:
        return other_ways(visit, FaceEnd.PRINT_UNSURE)
    return then_spend(visit, at.PHOTO, Keep(Holding.NUMBER_B))


def print_overdue(visit: Visit, _: TimeUp) -> Move:
    """What takes too long to read is in doubt."""
    return other_ways(visit, FaceEnd.PRINT_UNSURE)


def then_spend(visit: Visit, place: Place, *before: Keep | Signal) -> Move:
    """Show the card the number; known staff may spend a try that nobody else may."""
    visit, operation = number(visit)
    reading = ReadPhoto(operation, by_staff=place.state is State.STAFF_CHECK)
    return go(replace(visit, operation=operation), place, *before, reading, Forget(Holding.NUMBER_B))


def photo_read(visit: Visit, event: PhotoRead) -> Move:
    """The photo goes to the face child; what could not be opened is said as what it is."""
    visit = replace(visit, operation=None)
    if event.finding is not PhotoFinding.READ:
        return _without_photo(visit, _PHOTO_ENDS[event.finding])
    visit, look = number(visit)
    loading = replace(visit, look=look, face_first=event.first)
    place = Place(visit.state, Phase.LOADING)
    return go(loading, place, Keep(Holding.PHOTO), TakePhoto(look), Forget(Holding.PHOTO))


def photo_taken(visit: Visit, event: PhotoTaken) -> Move:
    """With a usable photo the person is looked at. A poor one may still serve staff who compare."""
    if event.verdict is PhotoVerdict.USABLE:
        held = replace(visit, photo=Photo.HELD)
        if visit.state is State.STAFF_CHECK:
            return show_both(held)
        return look_at(held) if visit.face_first else other_ways(held, FaceEnd.ASKED_FIRST)
    poor = event.verdict is PhotoVerdict.POOR
    visit = replace(visit, photo=Photo.HELD if poor else Photo.NONE, face_closed=True)
    return _without_photo(visit, _VERDICT_ENDS[event.verdict])


def look_at(visit: Visit) -> Move:
    """One attempt before the camera."""
    visit, look = number(visit)
    looking = replace(visit, look=look, hint=Hint.NOTHING, side=None)
    return go(looking, at.LOOKING, Match(look))


def use_face(visit: Visit, _: Pressed) -> Move:
    """The person chooses the face."""
    return then(look_at(replace(visit, menu=False)), Signal(Cue.KEY))


def noticed(visit: Visit, event: FaceNoticed) -> Move:
    """The person is told what to do; the turn of the head is asked for once somebody looks straight."""
    told = replace(visit, hint=event.hint, side=event.side)
    if visit.phase is Phase.LOOKING and event.side is not None:
        return go(told, at.TURNING)
    return told, ()


def decided(visit: Visit, event: FaceDecided) -> Move:
    """A match goes on to the signature; anything else is told, and is never the way back to the start."""
    if event.verdict is FaceVerdict.MATCH:
        if visit.phase is not Phase.TURNING:
            # Nobody was asked to turn the head, so nothing shows that this is no picture.
            return _engine_failed(visit)
        return then_prove(visit)
    failures = visit.failures + 1
    end = FaceEnd.NOT_TURNED if event.verdict is FaceVerdict.NOT_TURNED else FaceEnd.NO_MATCH
    failed = replace(visit, failures=failures, face_end=end, hint=Hint.NOTHING, side=None)
    if failures >= visit.policy.face_failures:
        paused = replace(failed, face_closed=True, face_end=FaceEnd.TOO_OFTEN)
        return go(paused, at.PAUSED, Signal(Cue.REFUSED))
    return go(failed, at.AGAIN, Signal(Cue.REFUSED))


def look_again(visit: Visit, _: TimeUp) -> Move:
    """The next attempt begins by itself: nobody has to press anything."""
    return look_at(visit)


def then_prove(visit: Visit) -> Move:
    """The person is who the card says."""
    proved, effects = prove(replace(visit, proof=Method.FACE, hint=Hint.NOTHING, side=None, face_end=None))
    return proved, (Keep(Holding.MATCH), *effects, Signal(Cue.ACCEPTED))


def nobody_there(visit: Visit, _: TimeUp) -> Move:
    """Nobody could be seen well enough: no failure, but no reason to wait on."""
    return other_ways(visit, FaceEnd.NOBODY)


def overdue(visit: Visit, _: TimeUp) -> Move:
    """The face child should have answered long ago."""
    return _engine_failed(visit)


def pause_over(visit: Visit, _: TimeUp) -> Move:
    """After too many failures only the other ways are left."""
    return other_ways(visit, FaceEnd.TOO_OFTEN)


def faulted(visit: Visit, event: FaceFaulted) -> Move:
    """Without camera or child the face is no way in this visit; staff goes on with what is printed on the card."""
    if event.fault is FaceFault.ENGINE:
        return _engine_failed(visit)
    if event.fault is FaceFault.CARD_CAMERA and visit.phase is Phase.PRINT:
        # Staff may still type what this camera could not read.
        return other_ways(visit, FaceEnd.CAMERA)
    closed = replace(visit, face_closed=True)
    if visit.state is State.STAFF_CHECK:
        # Half a comparison is none: staff looks at the photo on the card.
        return _without_photo(replace(closed, photo=Photo.NONE), FaceEnd.CAMERA)
    return _without_photo(closed, FaceEnd.CAMERA)


def other_way(visit: Visit, _: Pressed) -> Move:
    """The person wants another way; the face stays one of them.

    Who goes away once the side of the turn is known has failed an attempt: else it could be drawn again for nothing.
    """
    gone = replace(visit, menu=False, digits=0)
    if visit.phase is Phase.TURNING:
        failures = visit.failures + 1
        gone = replace(gone, failures=failures, face_closed=failures >= visit.policy.face_failures)
    return then(other_ways(gone, FaceEnd.CHOSEN), Signal(Cue.KEY))


def other_way_than_staff(visit: Visit, event: Pressed) -> Move:
    """Back from the keypad of staff; what was typed is forgotten."""
    return then(other_way(visit, event), Forget(Holding.STAFF_ID), Forget(Holding.PASSCODE))


def cannot_turn(visit: Visit, _: Pressed) -> Move:
    """Who cannot turn the head is not asked again."""
    closed = replace(visit, face_closed=True, menu=False)
    return then(other_ways(closed, FaceEnd.CANNOT_TURN), Signal(Cue.KEY))


def other_ways(visit: Visit, why: FaceEnd) -> Move:
    """Offer what is left, and say why; where nothing is left the visit is over."""
    ended = replace(visit, face_end=why, hint=Hint.NOTHING, side=None)
    return go(ended, at.CHOOSING) if ways_left(ended) else refuse(ended, Outcome.FACE_NOT_POSSIBLE)


def show_both(visit: Visit) -> Move:
    """Staff compares: the chip's photo beside the camera's view where there is one, else the photo on the card."""
    if visit.photo is Photo.NONE:
        return go(visit, at.COMPARING)
    visit, look = number(visit)
    return go(replace(visit, look=look), at.COMPARING, ShowBoth(look))


def _without_photo(visit: Visit, why: FaceEnd) -> Move:
    if visit.state is State.STAFF_CHECK:
        return go(replace(visit, look=None, face_end=why), at.COMPARING)
    return other_ways(visit, why)


def _engine_failed(visit: Visit) -> Move:
    return _without_photo(replace(visit, photo=Photo.NONE, face_closed=True), FaceEnd.ENGINE)
