"""What a face child says, in the words of the visit and of the technician. Pure; the child is not trusted."""

from firmware.face.child import words
from firmware.face.printed.number import Doubt, PrintedNumber
from firmware.reader.face.matched import Matched
from firmware.reader.inbox import WELL, FaceFound, Happened
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoTaken, PrintRead
from firmware.visit.findings import FaceFault, FaceVerdict, PhotoVerdict
from firmware.visit.model import Hint, Side

Telling = words.PrintRead | words.PhotoTaken | words.Noticed | words.Decided | words.Faulted


def meaning(report: Telling, awake: words.Awake) -> Happened:
    """The event of the visit, with what comes along for the vault."""
    match report:
        case words.PrintRead(look=look, digits=digits):
            if digits is None:
                return Happened(PrintRead(look, sure=False))
            try:
                return Happened(PrintRead(look, sure=True), PrintedNumber(digits))
            except ValueError:
                return Happened(FaceFaulted(look, FaceFault.ENGINE))
        case words.PhotoTaken(look=look, finding=finding):
            return Happened(PhotoTaken(look, PhotoVerdict(finding)))
        case words.Noticed(look=look, stage="return"):
            return Happened(FaceNoticed(look, Hint.TURN_BACK))
        case words.Noticed(look=look, hint=hint, side=side):
            return Happened(FaceNoticed(look, Hint(hint), None if side is None else Side(side)))
        case words.Decided(look=look, verdict="match"):
            return _matched(look, report, awake)
        case words.Decided(look=look, verdict=verdict):
            return Happened(FaceDecided(look, FaceVerdict(verdict.replace("-", "_"))))
        case words.Faulted(look=look, what=what):
            return Happened(FaceFaulted(look, FaceFault(what)))


_DOUBTS = frozenset(doubt.name.lower() for doubt in Doubt)
_UNSEEN = Doubt.NO_CARD.name.lower()


def found(report: Telling) -> tuple[FaceFound, ...]:
    """What the technician is told beside the event. A camera is well once something was seen through it."""
    match report:
        case words.Faulted(what=what, fault=fault):
            return (FaceFound(what, fault),)
        case words.PrintRead(digits=None, doubt=doubt):
            # Any text may come from a child: only what is a code goes on.
            code = doubt if doubt in _DOUBTS else "unknown"
            seen = () if code == _UNSEEN else (FaceFound("card_camera", WELL),)
            return (*seen, FaceFound("print", code))
        case words.PrintRead():
            return (FaceFound("card_camera", WELL),)
        case words.Decided() | words.Noticed(stage="turn"):
            return (FaceFound("camera", WELL),)
        case _:
            return ()


def _matched(look: int, decided: words.Decided, awake: words.Awake) -> Happened:
    score = decided.score
    # The child decodes what a stranger brought: a match that does not add up is none.
    if score is None or not 0 <= score <= awake.threshold or not decided.alive:
        return Happened(FaceFaulted(look, FaceFault.ENGINE))
    matched = Matched(score, awake.threshold, awake.model, awake.calibration, decided.quality, decided.alive)
    return Happened(FaceDecided(look, FaceVerdict.MATCH), matched)
