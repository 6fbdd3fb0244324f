"""What really happened around a visit, followed apart from the visit's own fields.

The ghost sees events and effects only. It plays the vault, the card, the centre, the person and the clock, so that an
invariant can compare what the visit does with what was true.
"""

from collections.abc import Iterable
from typing import NamedTuple

from firmware.messages.schema import Consent, ConsentItem
from firmware.visit.effects import (
    AskCentre,
    BeginVisit,
    ConfirmCard,
    Effect,
    EraseDigit,
    Forget,
    Holding,
    Keep,
    Question,
    ReadCard,
    ReadTries,
    RecordUsage,
    ReleaseCard,
    Sign,
    Signal,
    StartTimer,
    StopTimer,
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
    CardPlaced,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    IdentifiedReceived,
    PinChecked,
    PinVerdict,
    Pressed,
    Signed,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.model import Phase, Place, State, Visit

LAST_TRY = Place(State.PIN, Phase.LAST_TRY)
CONSENT_ALL = Place(State.CONSENTING, Phase.ALL)
CONSENT_EACH = Place(State.CONSENTING, Phase.EACH)

ANSWERS_TO: dict[type[Effect], type] = {
    ReadCard: CardRead,
    ReadTries: TriesRead,
    VerifyPin: PinChecked,
    Sign: Signed,
    ConfirmCard: CardConfirmed,
}
"""Which event tells the end of which card command, when it ends well."""

CardEvent = CardRead | TriesRead | PinChecked | Signed | CardConfirmed | CardFailed
CentreEvent = ChallengeReceived | IdentifiedReceived | AnswerReceived | CentreRefused | CentreUnreachable


class Violation(AssertionError):
    """A promise of the visit core that does not hold; the first argument names the promise."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


def demand(holds: bool, promise: str, *facts: object) -> None:
    """Raise Violation unless it holds; the facts are put into words only then."""
    if not holds:
        raise Violation(promise, " ".join(map(str, facts)))


class Ghost(NamedTuple):
    """The truth so far; everything from `begun` on is about the running visit."""

    card: bool = False
    timers: frozenset[Timer] = frozenset()
    vault: frozenset[Holding] = frozenset()
    digits: int = 0
    begun: bool = False
    command: type[Effect] | None = None
    question: Question | None = None
    challenge_asked: bool = False
    tries: int | None = None
    last_try_yes: bool = False
    pin_accepted: bool = False
    nonce_unused: bool = False
    items: tuple[ConsentItem, ...] | None = None
    said: tuple[Consent, ...] = ()
    inquired: bool = False
    answered: bool = False


def follow(ghost: Ghost, before: Visit, event: AnyEvent, effects: Iterable[Effect]) -> Ghost:
    """The truth after an accepted event and the effects that it had, in their order."""
    told = _hear(ghost, before, event)
    for effect in effects:
        told = _carry_out(told, before, event, effect)
    return told


def _hear(ghost: Ghost, before: Visit, event: AnyEvent) -> Ghost:
    match event:
        case CardPlaced():
            return ghost._replace(card=True)
        case CardLeft():
            return ghost._replace(card=False)
        case TimeUp(timer=timer):
            return ghost._replace(timers=ghost.timers - {timer})
        case Pressed(action=action):
            return _hear_press(ghost, before, action)
        case CardRead() | CardConfirmed() | CardFailed() | Signed():
            return ghost._replace(command=None)
        case TriesRead(tries=tries):
            return ghost._replace(command=None, tries=tries, last_try_yes=False)
        case PinChecked(verdict=PinVerdict.ACCEPTED):
            return ghost._replace(command=None, pin_accepted=True)
        case PinChecked(tries=tries):
            return ghost._replace(command=None, tries=tries, last_try_yes=False)
        case ChallengeReceived():
            return ghost._replace(challenge_asked=False, nonce_unused=True)
        case IdentifiedReceived(registered=registered, items=items):
            offered = tuple(dict.fromkeys(items)) if registered else None
            return ghost._replace(question=None, items=offered, said=())
        case AnswerReceived():
            return ghost._replace(question=None, answered=True)
        case CentreRefused() | CentreUnreachable() if event.request == before.challenge_request:
            return ghost._replace(challenge_asked=False)
        case CentreRefused() | CentreUnreachable():
            return ghost._replace(question=None)
        case _:
            return ghost


def _hear_press(ghost: Ghost, before: Visit, action: Action) -> Ghost:
    items = ghost.items or ()
    match before.place, action:
        case place, Action.YES if place == LAST_TRY:
            return ghost._replace(last_try_yes=True)
        case place, Action.YES | Action.NO if place == CONSENT_EACH:
            consent = Consent.YES if action is Action.YES else Consent.NO
            return ghost._replace(said=(*ghost.said, consent))
        case _, Action.ALL:
            return ghost._replace(said=(Consent.YES,) * len(items))
        case _, Action.NOTHING:
            return ghost._replace(said=(Consent.NO,) * len(items))
        case _, Action.CHOOSE:
            return ghost._replace(said=())
        case _, Action.BACK:
            return ghost._replace(said=ghost.said[:-1])
        case _:
            return ghost


def _carry_out(ghost: Ghost, before: Visit, event: AnyEvent, effect: Effect) -> Ghost:
    match effect:
        case StartTimer(timer=timer):
            return ghost._replace(timers=ghost.timers | {timer})
        case StopTimer(timer=timer):
            return ghost._replace(timers=ghost.timers - {timer})
        case Keep() | Forget() | EraseDigit() | Wipe():
            return _use_vault(ghost, effect)
        case BeginVisit():
            demand(not ghost.begun, "one visit at a time", "a visit began inside another")
            demand(not ghost.vault, "nothing personal without a card", "a visit began with a full vault")
            return Ghost(card=ghost.card, timers=ghost.timers, begun=True)
        case RecordUsage(authenticated=authenticated):
            demand(ghost.begun, "exactly one usage record a visit", "a second record")
            demand(authenticated is ghost.pin_accepted, "exactly one usage record a visit", "authenticated is not true")
            return _closed(ghost)._replace(begun=False)
        case ReleaseCard():
            return ghost._replace(command=None)
        case ReadCard() | ReadTries() | VerifyPin() | Sign() | ConfirmCard():
            return _command(ghost, before, event, effect)
        case AskCentre(question=Question.CHALLENGE):
            return ghost._replace(challenge_asked=True)
        case AskCentre():
            return _ask(ghost, before, event, effect)
        case Signal():
            return ghost
        case _:
            raise Violation("every effect is known", type(effect).__name__)


def _closed(ghost: Ghost) -> Ghost:
    return Ghost(card=ghost.card, timers=ghost.timers, vault=ghost.vault, digits=ghost.digits, begun=ghost.begun)


def _use_vault(ghost: Ghost, effect: Keep | Forget | EraseDigit | Wipe) -> Ghost:
    match effect:
        case Keep(holding=Holding.DIGITS):
            return ghost._replace(vault=ghost.vault | {Holding.DIGITS}, digits=ghost.digits + 1)
        case Keep(holding=holding):
            return ghost._replace(vault=ghost.vault | {holding})
        case EraseDigit():
            demand(ghost.digits > 0, "digits are held only while entering", "a digit erased that is not there")
            held = ghost.vault if ghost.digits > 1 else ghost.vault - {Holding.DIGITS}
            return ghost._replace(digits=ghost.digits - 1, vault=held)
        case Forget(holding=Holding.DIGITS):
            return ghost._replace(digits=0, vault=ghost.vault - {Holding.DIGITS})
        case Forget(holding=holding):
            return ghost._replace(vault=ghost.vault - {holding})
        case Wipe():
            return ghost._replace(digits=0, vault=frozenset())


def _command(ghost: Ghost, before: Visit, event: AnyEvent, effect: Effect) -> Ghost:
    demand(ghost.begun and ghost.card, "card commands only in a visit", type(effect).__name__, "without a visit")
    demand(ghost.command is None, "one card command at a time", type(effect).__name__, "while another runs")
    if isinstance(effect, VerifyPin):
        return _verify(ghost, before, event)._replace(command=VerifyPin)
    if isinstance(effect, Sign):
        promise = "sign only after the PIN, and only this visit's challenge"
        demand(ghost.pin_accepted, promise, "no PIN was accepted in this visit")
        demand(Holding.NONCE in ghost.vault and ghost.nonce_unused, promise, "no unused challenge is held")
        return ghost._replace(command=Sign, nonce_unused=False)
    return ghost._replace(command=type(effect))


def _verify(ghost: Ghost, before: Visit, event: AnyEvent) -> Ghost:
    demand(event == Pressed(Action.SUBMIT), "a PIN is sent once for each submit", "sent on", event)
    demand(ghost.digits == 4, "a PIN is sent with exactly four digits", ghost.digits, "digits")
    promise = "a PIN is sent only after the tries were told in this card session"
    demand(ghost.tries is not None and ghost.tries > 0, promise, ghost.tries, "tries known in", before.place)
    yes = ghost.tries != 1 or ghost.last_try_yes
    demand(yes, "the last try is sent only after an explicit yes for it", "no yes was said")
    # What the card counted is unknown until it says so: the next PIN needs a new number of tries.
    return ghost._replace(tries=None, last_try_yes=False)


def _ask(ghost: Ghost, before: Visit, event: AnyEvent, effect: AskCentre) -> Ghost:
    question = effect.question
    demand(ghost.question is None, "one question at a time", question.value, "while another is open")
    demand(ghost.begun and ghost.pin_accepted, "questions only after the PIN", question.value, "without it")
    match question:
        case Question.IDENTIFY:
            needed = {Holding.CERTIFICATE, Holding.SIGNATURE, Holding.NONCE}
            demand(needed <= ghost.vault, "identify carries what it needs", "only", ghost.vault)
        case Question.REGISTER:
            demand(event == Pressed(Action.YES), "register only on a yes", "on", event)
        case _:
            _inquire(ghost, before, event, effect)
            return ghost._replace(question=question, inquired=True)
    return ghost._replace(question=question)


def _inquire(ghost: Ghost, before: Visit, event: AnyEvent, effect: AskCentre) -> None:
    promise = "inquire sends exactly one answer for each item offered"
    demand(ghost.items is not None, promise, "nobody was identified as registered")
    demand(not ghost.inquired, promise, "inquired twice")
    items = tuple(answer.item for answer in effect.answers)
    demand(items == ghost.items, promise, "offered", ghost.items, ", sent", items)
    answers = tuple(answer.answer for answer in effect.answers)
    if isinstance(event, CardLeft):
        promise = "not asked only on removal, by policy"
        demand(before.policy.eligibility_on_removal and before.state is State.CONSENTING, promise, "not by policy")
        demand(set(answers) == {Consent.NOT_ASKED}, promise, answers)
        return
    demand(Consent.NOT_ASKED not in answers, "not asked only on removal, by policy", "on", event)
    demand(answers == ghost.said, promise, "said", ghost.said, ", sent", answers)
