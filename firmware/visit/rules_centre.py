"""Rules: what the centre says, registration, consent, and the answer."""

from dataclasses import replace

from firmware.messages.schema import Consent, ConsentAnswer, RefusalReason
from firmware.visit import places as at
from firmware.visit.effects import AskCentre, ConfirmCard, Cue, Holding, Keep, Question, Signal
from firmware.visit.events import (
    AnswerReceived,
    CardConfirmed,
    CentreRefused,
    CentreUnreachable,
    IdentifiedReceived,
    Pressed,
    TimeUp,
)
from firmware.visit.model import Challenge, Outcome, Phase, Place, State, Visit
from firmware.visit.moves import Move, ask, finish, give_up, go, number, refuse, unopened

_OUTCOME_OF_REASON = {
    RefusalReason.CERTIFICATE_EXPIRED: Outcome.CERTIFICATE_EXPIRED,
    RefusalReason.CERTIFICATE_REVOKED: Outcome.CERTIFICATE_REVOKED,
    RefusalReason.CERTIFICATE_NOT_TRUSTED: Outcome.CERTIFICATE_NOT_TRUSTED,
    RefusalReason.SIGNATURE_WRONG: Outcome.CERTIFICATE_NOT_TRUSTED,
    RefusalReason.CANNOT_BE_USED: Outcome.CANNOT_BE_USED,
}

_KEY_STAYS_CLOSED = frozenset(
    {
        RefusalReason.METHOD_NOT_ALLOWED,
        RefusalReason.ATTESTATION_REFUSED,
        RefusalReason.OUTSIDE_HOURS,
        RefusalReason.TERMINAL_AUTH_MISSING,
        RefusalReason.TERMINAL_AUTH_SPENT,
    }
)
"""The centre does not let its authority open the card's key."""


def identified(visit: Visit, event: IdentifiedReceived) -> Move:
    """Registered: ask for consent, or inquire at once where nothing is to be asked. Else offer to register."""
    visit = replace(visit, request=None)
    if not event.registered:
        if visit.state is State.REGISTERING:
            return refuse(visit, Outcome.NOT_REGISTERED)
        return go(visit, at.REGISTER_ASKING)
    visit = replace(visit, items=tuple(dict.fromkeys(event.items)), answers=())
    if visit.items:
        return go(visit, at.CONSENT_ALL)
    return _inquire(visit)


def register(visit: Visit, _: Pressed) -> Move:
    """The person wants the card registered."""
    asking, effects = ask(visit, Question.REGISTER)
    return go(asking, at.REGISTER_SENDING, Signal(Cue.KEY), *effects)


def decline_registration(visit: Visit, _: Pressed) -> Move:
    """The person does not want it registered."""
    return refuse(visit, Outcome.NOT_REGISTERED)


def consent_to_all(visit: Visit, _: Pressed) -> Move:
    """Yes to every item offered (包括同意)."""
    return _inquire(replace(visit, answers=(Consent.YES,) * len(visit.items)))


def consent_to_nothing(visit: Visit, _: Pressed) -> Move:
    """No to every item offered; the treatment is not touched by that."""
    return _inquire(replace(visit, answers=(Consent.NO,) * len(visit.items)))


def choose(visit: Visit, _: Pressed) -> Move:
    """Ask item by item."""
    return go(replace(visit, answers=()), at.CONSENT_EACH, Signal(Cue.KEY))


def say_yes(visit: Visit, _: Pressed) -> Move:
    """Yes to this item."""
    return _answer(visit, Consent.YES)


def say_no(visit: Visit, _: Pressed) -> Move:
    """No to this item."""
    return _answer(visit, Consent.NO)


def back(visit: Visit, _: Pressed) -> Move:
    """To the item before, or to the first question."""
    if not visit.answers:
        return go(visit, at.CONSENT_ALL, Signal(Cue.KEY))
    earlier = replace(visit, answers=visit.answers[:-1])
    return go(earlier, at.CONSENT_EACH, Signal(Cue.KEY))


def send(visit: Visit, _: Pressed) -> Move:
    """The person has seen all answers together and wants them sent."""
    return _inquire(visit)


def answer_received(visit: Visit, event: AnswerReceived) -> Move:
    """Before anything is shown, look whether the same card still lies there."""
    visit, operation = number(replace(visit, request=None, validity=event.validity))
    confirming = replace(visit, operation=operation)
    place = at.INQUIRY_CONFIRMING
    return go(confirming, place, Keep(Holding.DETAILS), ConfirmCard(operation))


def card_confirmed(visit: Visit, event: CardConfirmed) -> Move:
    """The result is for the holder of this card only."""
    visit = replace(visit, operation=None)
    return finish(visit) if event.counter == visit.card else give_up(visit, Outcome.CARD_CHANGED)


def centre_refused(visit: Visit, event: CentreRefused) -> Move:
    """Say what the centre said; what the person cannot act on is one sentence."""
    if event.reason in _KEY_STAYS_CLOSED:
        return refuse(visit, unopened(visit))
    return refuse(visit, _OUTCOME_OF_REASON.get(event.reason, Outcome.CENTRE_FAILED))


def answer_refused(visit: Visit, event: CentreRefused) -> Move:
    """A challenge that grew too old meanwhile is fetched and signed once more; the person stays identified."""
    if event.reason is not RefusalReason.CHALLENGE_NOT_VALID or visit.challenge_renewed:
        return centre_refused(visit, event)
    visit, request = number(replace(visit, request=None, challenge_renewed=True))
    waiting = replace(visit, challenge=Challenge.ASKED, challenge_request=request)
    question = AskCentre(request, Question.CHALLENGE)
    return go(waiting, Place(visit.state, Phase.AWAITING_CHALLENGE), question)


def centre_unreachable(visit: Visit, _: CentreUnreachable) -> Move:
    """The question could not be sent."""
    return refuse(visit, Outcome.CENTRE_UNREACHABLE)


def centre_silent(visit: Visit, _: TimeUp) -> Move:
    """The deadline for the answer has passed."""
    return refuse(visit, Outcome.CENTRE_SILENT)


def _answer(visit: Visit, consent: Consent) -> Move:
    visit = replace(visit, answers=(*visit.answers, consent))
    phase = Phase.EACH if len(visit.answers) < len(visit.items) else Phase.REVIEW
    return go(visit, Place(State.CONSENTING, phase), Signal(Cue.KEY))


def _inquire(visit: Visit) -> Move:
    visit, request = number(visit)
    answers = tuple(ConsentAnswer(item, said) for item, said in zip(visit.items, visit.answers, strict=True))
    question = AskCentre(request, Question.INQUIRE, answers)
    return go(replace(visit, request=request), at.INQUIRY_ASKING, Signal(Cue.KEY), question)
