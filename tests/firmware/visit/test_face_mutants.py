"""The rules of the face way broken on purpose: each fault is found with the promise that it breaks."""

from dataclasses import replace

import pytest

from firmware.messages.schema import Method
from firmware.visit import places as at
from firmware.visit import rules_face as face
from firmware.visit.effects import DismissFace, Forget, Holding, Keep, Match, ReadPhoto, ShowBoth
from firmware.visit.events import (
    Action,
    AnyEvent,
    CardPlaced,
    CardRead,
    ChallengeReceived,
    Pressed,
    Started,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import CardFinding, FaceFault, FaceVerdict, PhotoFinding, PhotoVerdict
from firmware.visit.model import Hint, Photo, Side, Visit, Way
from firmware.visit.moves import Move, go, number, prove, sign, then
from firmware.visit.rules_card import ask_for_pin
from tests.firmware.visit.ghost import Violation
from tests.firmware.visit.hostile import CARD, CHALLENGE, LOOK, OPERATION
from tests.firmware.visit.mutants import Mutant, changed, instead, less
from tests.firmware.visit.search import search


def _spend_in_doubt(visit: Visit, _: PrintRead) -> Move:
    return face.print_read(visit, PrintRead(LOOK, sure=True))


def _spend_again(visit: Visit, _: PhotoRead) -> Move:
    visit, operation = number(visit)
    return replace(visit, operation=operation), (ReadPhoto(operation),)


def _match_without_photo(visit: Visit, _: object) -> Move:
    visit, look = number(visit)
    return go(replace(visit, look=look), at.LOOKING, Match(look))


def _believe_without_a_turn(visit: Visit, _: object) -> Move:
    return face.then_prove(visit)


def _believe_anybody(visit: Visit, _: object) -> Move:
    proved, effects = prove(replace(visit, proof=Method.FACE))
    return proved, (Keep(Holding.MATCH), *effects)


def _sign_at_once(visit: Visit, _: object) -> Move:
    return then(sign(replace(visit, proof=Method.FACE, look=None)), DismissFace())


def _start_anew(visit: Visit, event: FaceDecided) -> Move:
    if event.verdict is FaceVerdict.MATCH:
        return face.decided(visit, event)
    return go(replace(visit, face_closed=True), at.CHOOSING)


def _once_more(visit: Visit, _: object) -> Move:
    return face.look_at(visit)


def _ask_with_camera(visit: Visit, _: object) -> Move:
    asked, effects = ask_for_pin(visit)
    return replace(asked, look=visit.look), effects


def _show_anybody(visit: Visit, _: object) -> Move:
    visit, look = number(visit)
    return go(replace(visit, look=look), at.COMPARING, ShowBoth(look))


MUTANTS = (
    Mutant(
        "a number in doubt is spent",
        "a number in doubt costs no try",
        instead(at.PRINT, PrintRead, _spend_in_doubt),
    ),
    Mutant(
        "the number is spent again by itself",
        "the number is spent once without staff, and once by staff",
        instead(at.PHOTO, PhotoRead, _spend_again),
    ),
    Mutant(
        "the number stays in the vault",
        "nothing of a person's picture stays where it is not needed",
        less(at.PRINT, PrintRead, Forget),
    ),
    Mutant(
        "the photo stays in the vault",
        "nothing of a person's picture stays where it is not needed",
        less(at.PHOTO, PhotoRead, Forget),
    ),
    Mutant(
        "somebody is compared with nothing",
        "the face is compared with the card's photo",
        instead(at.PHOTO, PhotoRead, _match_without_photo),
    ),
    Mutant(
        "no head was turned",
        "a match counts only with the head turned as asked",
        instead(at.LOOKING, FaceDecided, _believe_without_a_turn),
    ),
    Mutant(
        "whoever stands there matches",
        "a match counts only with the head turned as asked",
        instead(at.TURNING, FaceDecided, _believe_anybody),
    ),
    Mutant(
        "a face is enough for the card",
        "sign only after PIN, face or staff's yes, and only this visit's challenge",
        instead(at.TURNING, FaceDecided, _sign_at_once),
    ),
    Mutant(
        "a failed match throws the person back",
        "a failed match never throws the person back",
        instead(at.TURNING, FaceDecided, _start_anew),
    ),
    Mutant(
        "failures are not counted",
        "so many failures, and no attempt more",
        changed(at.TURNING, FaceDecided, lambda visit: replace(visit, failures=0)),
    ),
    Mutant(
        "after the pause the face is tried again",
        "so many failures, and no attempt more",
        instead(at.PAUSED, Timer.FACE, _once_more),
    ),
    Mutant(
        "the camera stays on where the PIN is typed",
        "no camera where it is not needed, above all not where the PIN is typed",
        instead(at.LOOKING, Action.OTHER_WAY, _ask_with_camera),
    ),
    Mutant(
        "anybody sees the chip's photo",
        "only known staff sees the photo",
        instead(at.LOOKING, Timer.FACE, _show_anybody),
    ),
    Mutant(
        "the face child outlives the match",
        "nothing of a person's picture stays where it is not needed",
        less(at.TURNING, FaceDecided, DismissFace),
    ),
    Mutant(
        "a photo is believed in that the child has not",
        "the visit knows what is outstanding",
        changed(at.LOADING, PhotoTaken, lambda visit: replace(visit, photo=Photo.HELD)),
    ),
)

FEW: tuple[AnyEvent, ...] = (
    Started(),
    CardPlaced(CARD, frozenset({Way.FACE})),
    CardRead(OPERATION, CardFinding.MY_NUMBER),
    TriesRead(OPERATION, 3),
    ChallengeReceived(CHALLENGE),
    *(PrintRead(LOOK, sure) for sure in (True, False)),
    *(PhotoRead(OPERATION, finding) for finding in PhotoFinding),
    *(PhotoTaken(LOOK, verdict) for verdict in PhotoVerdict),
    FaceNoticed(LOOK, Hint.NOTHING, Side.LEFT),
    *(FaceDecided(LOOK, verdict) for verdict in FaceVerdict),
    FaceFaulted(LOOK, FaceFault.CAMERA),
    TimeUp(Timer.FACE),
    Pressed(Action.USE_FACE),
    Pressed(Action.OTHER_WAY),
)


def test_without_a_fault_nothing_is_found() -> None:
    assert search(FEW).states > 20


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_is_found(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.break_(monkeypatch)
    with pytest.raises(Violation) as broken:
        search(FEW)
    assert broken.value.promise == mutant.promise
