"""Rules broken on purpose: each breaks one promise, so each shows that the proof can fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from firmware.messages.schema import Consent, ConsentAnswer
from firmware.visit import offers, step
from firmware.visit import places as at
from firmware.visit.effects import (
    AskCentre,
    Question,
    RecordUsage,
    ReleaseCard,
    Sign,
    VerifyPin,
    Wipe,
)
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardConfirmed,
    CardFailed,
    CardLeft,
    ChallengeReceived,
    PinChecked,
    Pressed,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.model import Outcome, Place, Visit
from firmware.visit.moves import Move, finish, go, number, then
from firmware.visit.offers import Offer
from firmware.visit.rules_centre import send
from firmware.visit.table import TABLE, Do, Rule, Trigger
from tests.firmware.visit.hostile import OPERATION

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A way to break the rules, the promise that must be found broken, and an event that only this one needs."""

    name: str
    promise: str
    break_: Break
    also: AnyEvent | None = None


def instead(place: Place, trigger: Trigger, do: Do) -> Break:
    """Another rule at one row."""
    rules = {**TABLE, (place, trigger): Rule(do, TABLE[place, trigger].to)}
    return lambda patch: patch.setattr("firmware.visit.step.TABLE", rules)


def without(place: Place, trigger: Trigger) -> Break:
    """A row taken out."""
    rules = {key: rule for key, rule in TABLE.items() if key != (place, trigger)}
    return lambda patch: patch.setattr("firmware.visit.step.TABLE", rules)


def less(place: Place, trigger: Trigger, effect: type) -> Break:
    """The rule of a row without one of its effects."""
    right = TABLE[place, trigger].do

    def do(visit: Visit, event: object) -> Move:
        after, effects = right(visit, event)
        return after, tuple(one for one in effects if not isinstance(one, effect))

    return instead(place, trigger, do)


def changed(place: Place, trigger: Trigger, change: Callable[[Visit], Visit]) -> Break:
    """The rule of a row with its visit changed afterwards."""
    right = TABLE[place, trigger].do

    def do(visit: Visit, event: object) -> Move:
        after, effects = right(visit, event)
        return change(after), effects

    return instead(place, trigger, do)


def _skip_last_try_question(visit: Visit, event: TriesRead) -> Move:
    return go(replace(visit, operation=None, tries=event.tries), at.ENTERING)


def _verify_again(visit: Visit, _: CardFailed) -> Move:
    visit, operation = number(visit)
    return replace(visit, operation=operation), (VerifyPin(operation),)


def _sign_at_once(visit: Visit, event: ChallengeReceived) -> Move:
    held, effects = TABLE[at.ENTERING, ChallengeReceived].do(visit, event)
    held, operation = number(held)
    return replace(held, operation=operation), (*effects, Sign(operation))


def _record_again(visit: Visit, event: object) -> Move:
    move = TABLE[at.ENTERING, Action.CANCEL].do(visit, event)
    return then(move, RecordUsage(Outcome.CANCELLED, None))


def _show_at_once(visit: Visit, event: AnswerReceived) -> Move:
    return finish(replace(visit, request=None, validity=event.validity))


def _any_card(visit: Visit, _: CardConfirmed) -> Move:
    return finish(replace(visit, operation=None))


def _inquire(visit: Visit, answers: tuple[ConsentAnswer, ...]) -> Move:
    visit, request = number(visit)
    asking = replace(visit, request=request)
    return go(asking, at.INQUIRY_ASKING, AskCentre(request, Question.INQUIRE, answers))


def _forget_an_answer(visit: Visit, _: object) -> Move:
    answers = tuple(ConsentAnswer(item, said) for item, said in zip(visit.items, visit.answers, strict=True))
    return _inquire(visit, answers[1:])


def _send_unasked(visit: Visit, _: object) -> Move:
    return _inquire(visit, tuple(ConsentAnswer(item, Consent.NOT_ASKED) for item in visit.items))


def _one_key_for_both(patch: pytest.MonkeyPatch) -> None:
    same = (Offer(Action.YES, "1"), Offer(Action.NO, "1"))
    patch.setitem(offers._CHOICES, at.REGISTER_ASKING, same)


def _one_digit_less(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(offers.DIGITS_WANTED, at.ENTERING, 3)


def _any_number(patch: pytest.MonkeyPatch) -> None:
    right = step._objection
    kept = Pressed | TimeUp
    patch.setattr(step, "_objection", lambda visit, event: right(visit, event) if isinstance(event, kept) else None)


def _no_timers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("firmware.visit.step.timer_changes", lambda before, after, event: ())


MUTANTS = (
    Mutant(
        "the last try is not asked about",
        "the last try is sent only after an explicit yes for it",
        instead(at.COUNTING, TriesRead, _skip_last_try_question),
        TriesRead(OPERATION, 1),
    ),
    Mutant(
        "a PIN is repeated after a torn card",
        "a PIN is sent once for each submit",
        instead(at.VERIFYING, CardFailed, _verify_again),
    ),
    Mutant("three digits are enough", "a PIN is sent with exactly four digits", _one_digit_less),
    Mutant(
        "a challenge is signed before the PIN",
        "sign only after PIN, face or staff's yes, and only this visit's challenge",
        instead(at.ENTERING, ChallengeReceived, _sign_at_once),
    ),
    Mutant(
        "the vault is not emptied when the card goes",
        "nothing personal without a card",
        less(at.ENTERING, CardLeft, Wipe),
    ),
    Mutant(
        "digits stay on a wrong PIN's screen",
        "digits are held only while entering",
        changed(at.VERIFYING, PinChecked, lambda visit: replace(visit, digits=1)),
    ),
    Mutant(
        "time-out sends what was said so far",
        "a time-out never becomes an answer",
        instead(at.CONSENT_REVIEW, Timer.PATIENCE, send),
        TimeUp(Timer.PATIENCE),
    ),
    Mutant(
        "an answer is left out",
        "inquire sends exactly one answer for each item offered",
        instead(at.CONSENT_REVIEW, Action.SEND, _forget_an_answer),
    ),
    Mutant(
        "a yes is sent as not asked",
        "not asked only on removal, by policy",
        instead(at.CONSENT_ALL, Action.ALL, _send_unasked),
    ),
    Mutant(
        "the result is shown without a look at the card",
        "no result without PIN, face or staff's yes, and every answer, in this visit",
        instead(at.INQUIRY_ASKING, AnswerReceived, _show_at_once),
    ),
    Mutant(
        "the result is shown for any card",
        "the result is for the card that lies there",
        instead(at.INQUIRY_CONFIRMING, CardConfirmed, _any_card),
    ),
    Mutant("any answer is taken", "late, doubled and foreign answers are refused", _any_number),
    Mutant(
        "a cancelled visit is recorded twice",
        "exactly one usage record a visit",
        instead(at.ENTERING, Action.CANCEL, _record_again),
    ),
    Mutant(
        "a cancelled visit is not recorded",
        "exactly one usage record a visit",
        less(at.ENTERING, Action.CANCEL, RecordUsage),
    ),
    Mutant(
        "the card is not released",
        "the card is released when the visit ends",
        less(at.ENTERING, Action.CANCEL, ReleaseCard),
    ),
    Mutant("no timer is started", "every wait has its deadline", _no_timers),
    Mutant(
        "another language begins the PIN anew",
        "a language change changes nothing else",
        changed(at.ENTERING, Action.LANGUAGE, lambda visit: replace(visit, digits=0)),
        Pressed(Action.LANGUAGE),
    ),
    Mutant(
        "the menu closes by itself",
        "an open menu hides every answer",
        changed(at.VERIFYING, PinChecked, lambda visit: replace(visit, menu=False)),
    ),
    Mutant("one key means yes and no", "each key has at most one meaning", _one_key_for_both),
    Mutant("a button does nothing", "every offer can be taken", without(at.CONSENT_EACH, Action.BACK)),
    Mutant(
        "a card taken away is overlooked",
        "what is awaited is never refused",
        without(at.REMOVE_CARD, CardLeft),
    ),
)
