"""Which timers a change of the visit starts and stops. Rules need not think of them."""

from dataclasses import dataclass

from firmware.visit import places as at
from firmware.visit.effects import Effect, StartTimer, StopTimer
from firmware.visit.events import Pressed, Timer
from firmware.visit.model import Language, Phase, State, Visit
from firmware.visit.offers import WAITS_FOR_PERSON

CHILD_MARGIN = 2.0
"""Seconds beyond the face child's own limit: it says in time what it could not read, if it lives."""

SHOWN_STATES = frozenset({State.DONE, State.REFUSED})

FOR_THE_PERSON = frozenset({Timer.PATIENCE, Timer.SHOWN})
"""Timers that begin anew whenever the person does something."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a timer waits for, told apart from what it waited for before, and for how long in seconds."""

    what: object
    seconds: float


def patience(visit: Visit) -> float:
    """Seconds in which whoever's turn it is has to do something."""
    if visit.place == at.STAFF_ID:
        return visit.policy.patience_staff
    return visit.policy.patience_consent if visit.state is State.CONSENTING else visit.policy.patience


def waits(visit: Visit) -> dict[Timer, Wait]:
    """The timers that run while the visit stands as it does."""
    policy = visit.policy
    running: dict[Timer, Wait] = {}
    if visit.place in WAITS_FOR_PERSON:
        running[Timer.PATIENCE] = Wait(visit.place, patience(visit) - policy.last_seconds)
    if visit.operation is not None:
        running[Timer.CARD] = Wait(visit.operation, policy.card)
    if visit.request is not None:
        running[Timer.CENTRE] = Wait(visit.request, policy.centre)
    if visit.challenge_request is not None:
        running[Timer.CHALLENGE] = Wait(visit.challenge_request, policy.centre)
    if visit.state in SHOWN_STATES or (visit.state is State.IDLE and visit.language is not Language.JAPANESE):
        running[Timer.SHOWN] = Wait(visit.place, policy.shown)
    if visit.place in at.STAFF_ANSWERS:
        # One wait for all of them: typing the card's number must not begin staff's time anew.
        running[Timer.STAFF] = Wait(at.STAFF_ANSWERS, policy.staff_answer)
    face = _face_seconds(visit)
    if face is not None:
        running[Timer.FACE] = Wait((visit.place, visit.look), face)
    if visit.state is State.REMOVE_CARD:
        running[Timer.REMINDER] = Wait(visit.place, policy.reminder)
    return running


def _face_seconds(visit: Visit) -> float | None:
    policy = visit.policy
    match visit.phase:
        case Phase.PRINT:
            return policy.face_print + CHILD_MARGIN
        case Phase.LOADING:
            return policy.card
        case Phase.LOOKING:
            return policy.face_look
        case Phase.TURNING:
            return policy.face_turn
        case Phase.AGAIN:
            return policy.face_again
        case Phase.PAUSED:
            return policy.face_pause
        case _:
            return None


def timer_changes(before: Visit, after: Visit, event: object) -> tuple[Effect, ...]:
    """Effects that bring the timers from what `before` needs to what `after` needs."""
    ran, running = waits(before), waits(after)
    anew = FOR_THE_PERSON if isinstance(event, Pressed) else frozenset()
    return (
        *(StopTimer(timer) for timer in ran if timer not in running),
        *(
            StartTimer(timer, wait.seconds)
            for timer, wait in running.items()
            if timer not in ran or ran[timer].what != wait.what or timer in anew
        ),
    )
