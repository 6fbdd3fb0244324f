"""Which timers a change of the visit starts and stops. Rules need not think of them."""

from firmware.visit.effects import Effect, StartTimer, StopTimer
from firmware.visit.events import Pressed, Timer
from firmware.visit.model import Challenge, State, Visit
from firmware.visit.offers import WAITS_FOR_PERSON

SHOWN_STATES = frozenset({State.DONE, State.REFUSED})


def timer_changes(before: Visit, after: Visit, event: object) -> tuple[Effect, ...]:
    """Effects that bring the timers from what `before` needs to what `after` needs."""
    policy = after.policy
    pressed = isinstance(event, Pressed)
    moved = before.place != after.place
    patience = policy.patience_consent if after.state is State.CONSENTING else policy.patience
    challenge = after.challenge_request if after.challenge is Challenge.ASKED else None
    earlier_challenge = before.challenge_request if before.challenge is Challenge.ASKED else None
    return (
        *_change(
            Timer.PATIENCE,
            before.place in WAITS_FOR_PERSON,
            after.place in WAITS_FOR_PERSON,
            moved or pressed,
            patience - policy.last_seconds,
        ),
        *_change(
            Timer.CENTRE,
            before.request is not None,
            after.request is not None,
            before.request != after.request,
            policy.centre,
        ),
        *_change(
            Timer.CHALLENGE,
            earlier_challenge is not None,
            challenge is not None,
            earlier_challenge != challenge,
            policy.centre,
        ),
        *_change(
            Timer.SHOWN,
            before.state in SHOWN_STATES,
            after.state in SHOWN_STATES,
            moved or pressed,
            policy.shown,
        ),
        *_change(
            Timer.REMINDER,
            before.state is State.REMOVE_CARD,
            after.state is State.REMOVE_CARD,
            moved,
            policy.reminder,
        ),
    )


def _change(timer: Timer, ran: bool, runs: bool, again: bool, seconds: float) -> tuple[Effect, ...]:
    if runs and (again or not ran):
        return (StartTimer(timer, seconds),)
    return (StopTimer(timer),) if ran and not runs else ()
