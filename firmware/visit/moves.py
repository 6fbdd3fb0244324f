"""The small moves that all rules are made of. A move is the visit afterwards and what has to be done."""

from dataclasses import replace

from firmware.messages.schema import Method
from firmware.visit import places as at
from firmware.visit.effects import (
    AskCentre,
    ChallengeTerminal,
    Cue,
    DismissFace,
    Effect,
    Forget,
    Holding,
    Question,
    RecordUsage,
    ReleaseCard,
    Sign,
    Signal,
    StopLooking,
    Wipe,
)
from firmware.visit.model import Challenge, Hint, Outcome, Phase, Photo, Place, State, Visit
from firmware.visit.offers import SERVING

Move = tuple[Visit, tuple[Effect, ...]]

_NAME_THE_PROOF = frozenset({Question.AUTHORISE, Question.IDENTIFY})


WITH_LOOK = frozenset(
    {
        at.PRINT,
        at.LOADING,
        at.LOOKING,
        at.TURNING,
        at.STAFF_LOADING,
        at.COMPARING,
    }
)
"""Places where the face child may be at work; nowhere else is a camera on, above all not where the PIN is typed."""


def go(visit: Visit, place: Place, *effects: Effect) -> Move:
    """Stand at another place.

    What the face child does ends where the place does not need it.

    A menu that is open when the card or the centre moves the visit on stays open: its keys must not turn into answers
    under the person's finger. It closes where the visit has ended.
    """
    menu = visit.menu and place.state in SERVING
    look = visit.look if place in WITH_LOOK else None
    return replace(visit, state=place.state, phase=place.phase, look=look, menu=menu, warned=False), effects


def looking_changes(before: Visit, after: Visit) -> tuple[Effect, ...]:
    """The face child stops what is no longer wanted, whichever rule led away from it; rules need not think of it."""
    return (StopLooking(),) if before.look is not None and after.look != before.look else ()


def then(move: Move, *effects: Effect) -> Move:
    """The same move with more to do."""
    visit, before = move
    return visit, (*before, *effects)


def number(visit: Visit) -> tuple[Visit, int]:
    """The next number for a card command or a question."""
    return replace(visit, next_number=visit.next_number + 1), visit.next_number


def ask(visit: Visit, question: Question) -> Move:
    """Ask the centre and wait for the answer."""
    visit, request = number(visit)
    method = visit.proof if question in _NAME_THE_PROOF else None
    return replace(visit, request=request), (AskCentre(request, question, method=method),)


def end(visit: Visit, outcome: Outcome) -> Move:
    """Close the running visit with its outcome: stop asking, let the card go, tell the centre; once."""
    if not visit.running:
        return visit, ()
    ended = replace(
        visit,
        running=False,
        outcome=outcome,
        operation=None,
        request=None,
        challenge=Challenge.NONE,
        challenge_request=None,
        check=None,
        digits=0,
        key_open=False,
    )
    return without_face(ended), (ReleaseCard(), DismissFace(), RecordUsage(outcome, visit.proof))


def unopened(visit: Visit) -> Outcome:
    """How a visit ends whose card does not open without its PIN."""
    return Outcome.FACE_NOT_POSSIBLE if visit.proof is Method.FACE else Outcome.STAFF_UNAVAILABLE


def without_face(visit: Visit) -> Visit:
    """A visit that needs no face any more, and knows nothing of what was seen."""
    return replace(
        visit,
        look=None,
        photo=Photo.NONE,
        face_first=True,
        face_closed=False,
        failures=0,
        hint=Hint.NOTHING,
        side=None,
        face_end=None,
        number_typed=False,
    )


def prove(visit: Visit) -> Move:
    """The person is identified: go on to the signature as soon as the centre's challenge is there.

    The face child and its photo have served their purpose.
    """
    visit = without_face(visit)
    proved = open_or_sign(visit) if visit.challenge is Challenge.HELD else _await(visit)
    return then(proved, DismissFace())


def open_or_sign(visit: Visit) -> Move:
    """Sign, or where no PIN was given let the centre's authority open the key first."""
    if visit.proof is Method.PIN or visit.key_open:
        return sign(visit)
    visit, operation = number(visit)
    opening = replace(visit, operation=operation)
    return go(opening, Place(visit.state, Phase.CHALLENGING), ChallengeTerminal(operation))


def sign(visit: Visit) -> Move:
    """The card signs the challenge."""
    visit, operation = number(visit)
    return go(replace(visit, operation=operation), Place(visit.state, Phase.SIGNING), Sign(operation))


def _await(visit: Visit) -> Move:
    return go(visit, Place(visit.state, Phase.AWAITING_CHALLENGE))


def forget(visit: Visit) -> Visit:
    """Without what the person said and what the centre answered."""
    return replace(visit, items=(), answers=(), validity=None)


def refuse(visit: Visit, outcome: Outcome) -> Move:
    """End the visit and say why."""
    ended, effects = end(visit, outcome)
    return go(forget(ended), at.REFUSED, Wipe(), *effects, Signal(Cue.REFUSED))


def give_up(visit: Visit, outcome: Outcome) -> Move:
    """End the visit without a reason to explain; the card has to be taken."""
    ended, effects = end(visit, outcome)
    return go(forget(ended), at.REMOVE_CARD, Wipe(), *effects, Signal(Cue.TAKE_CARD))


def finish(visit: Visit) -> Move:
    """Show the result. Of all that the vault held, only the details of the answer stay, until the card is taken."""
    ended, effects = end(visit, Outcome.COMPLETED)
    gone = tuple(Forget(holding) for holding in Holding if holding is not Holding.DETAILS)
    return go(ended, at.DONE, *gone, *effects, Signal(Cue.ACCEPTED))


def rest(visit: Visit) -> Visit:
    """A visit that knows nothing but the state of the devices, the site's policy and the card that lies there."""
    return Visit(
        policy=visit.policy,
        online=visit.online,
        failed=visit.failed,
        card=visit.card,
        next_number=visit.next_number,
        state=State.IDLE,
    )


def settle(visit: Visit) -> Move:
    """Where the reader stands when nobody is served: broken, waiting for a card to be taken, or idle."""
    calm = rest(visit)
    take = () if calm.card is None else (Signal(Cue.TAKE_CARD),)
    if calm.failed:
        return go(calm, at.OUT_OF_SERVICE, Wipe(), *take)
    return go(calm, Place(State.IDLE if calm.card is None else State.REMOVE_CARD), Wipe(), *take)
