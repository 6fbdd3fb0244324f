"""One step of a visit: `step(visit, event) -> (visit, effects)`. Pure; a refused event changes nothing."""

from firmware.visit.errors import EventRefused
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardChallenged,
    CardConfirmed,
    CardFailed,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    IdentifiedReceived,
    KeyOpened,
    PinChecked,
    Pressed,
    Signed,
    StaffChecked,
    StaffNoted,
    TerminalAuthorised,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.model import Visit
from firmware.visit.moves import Move, looking_changes
from firmware.visit.offers import offers
from firmware.visit.table import TABLE, Trigger
from firmware.visit.timers import timer_changes, waits


def step(visit: Visit, event: AnyEvent) -> Move:
    """Apply an event.

    Raises EventRefused when the table has no rule for it here, when its number is not the outstanding one, or when
    the press was not on offer, or when the timer does not run.
    """
    trigger = trigger_of(event)
    rule = TABLE.get((visit.place, trigger))
    if rule is None:
        raise EventRefused(str(visit.place), name_of(trigger), "it has no rule here")
    objection = _objection(visit, event)
    if objection is not None:
        raise EventRefused(str(visit.place), name_of(trigger), objection)
    after, effects = rule.do(visit, event)
    return after, (*timer_changes(visit, after, event), *looking_changes(visit, after), *effects)


def trigger_of(event: AnyEvent) -> Trigger:
    """What the table knows the event by."""
    match event:
        case Pressed(action=action):
            return action
        case TimeUp(timer=timer):
            return timer
        case _:
            return type(event)


def name_of(trigger: Trigger) -> str:
    """The trigger in words: `pressed submit`, `time_up patience`, `CardLeft`."""
    match trigger:
        case Action():
            return f"pressed {trigger.value}"
        case Timer():
            return f"time_up {trigger.value}"
        case _:
            return trigger.__name__


def _objection(visit: Visit, event: AnyEvent) -> str | None:
    match event:
        case Pressed(action=action):
            return None if any(offer.action is action for offer in offers(visit)) else "it is not on offer"
        case StaffChecked() | StaffNoted():
            return None if event.check == visit.check else "it answers another check"
        case PrintRead() | PhotoTaken() | FaceNoticed() | FaceDecided() | FaceFaulted():
            return None if event.look == visit.look else "it answers another look"
        case CardRead() | TriesRead() | PinChecked() | CardChallenged() | KeyOpened() | Signed() | PhotoRead():
            return None if event.operation == visit.operation else "it answers another card command"
        case CardConfirmed() | CardFailed():
            return None if event.operation == visit.operation else "it answers another card command"
        case ChallengeReceived():
            return None if event.request == visit.challenge_request else "it answers another question"
        case TerminalAuthorised() | IdentifiedReceived() | AnswerReceived():
            return None if event.request == visit.request else "it answers another question"
        case CentreRefused() | CentreUnreachable():
            outstanding = {visit.request, visit.challenge_request}
            return None if event.request in outstanding else "it answers another question"
        case TimeUp(timer=timer):
            return None if timer in waits(visit) else "that timer does not run"
        case _:
            return None
