"""The promises of the visit core, each checked on every state, every step and every refusal that is reached.

`docs/visit.md` lists them in words. They use what the ghost knows, not what the visit says about itself.
"""

from typing import get_args

from firmware.visit import places as at
from firmware.visit.effects import Holding, Match, ReadPrint, TakePhoto
from firmware.visit.events import (
    Action,
    AnyEvent,
    CardFailed,
    CardLeft,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    LinkChanged,
    Pressed,
    Timer,
    TimeUp,
)
from firmware.visit.model import Challenge, Language, Outcome, Phase, Photo, Place, State, Visit
from firmware.visit.offers import DIGIT_KEYS, DIGITS_WANTED, PATIENT, SERVING, WAITS_FOR_PERSON, offers
from tests.firmware.visit.ghost import (
    ANSWERS_TO,
    ANSWERS_TO_LOOK,
    WITH_CAMERA,
    CardEvent,
    CentreEvent,
    FaceEvent,
    Ghost,
    demand,
)

ENDED_WITHOUT_RESULT = {State.REFUSED, State.REMOVE_CARD}
NOBODY_SERVED = {State.STARTING, State.IDLE, State.MAINTENANCE, State.OUT_OF_SERVICE}
TYPED_AT = {
    Holding.DIGITS: (at.ENTERING,),
    Holding.STAFF_ID: tuple(
        Place(State.STAFF_CHECK, phase)
        for phase in (
            Phase.STAFF_ID,
            Phase.PASSCODE,
            Phase.CHECKING,
            Phase.COMPARING,
            Phase.NUMBER_B,
            Phase.PHOTO,
            Phase.LOADING,
            Phase.NOTING,
            Phase.AWAITING_CHALLENGE,
            Phase.CHALLENGING,
            Phase.AUTHORISING,
        )
    ),
    Holding.PASSCODE: (at.PASSCODE,),
    Holding.NUMBER_B: (at.NUMBER_B,),
}
"""Where each is typed, and where it still has to be held."""

TWELVE_KEYS = {*DIGIT_KEYS, "*", "#"}
QUESTION_OF_CENTRE_EVENT = {
    "TerminalAuthorised": {"authorise"},
    "IdentifiedReceived": {"identify", "register"},
    "AnswerReceived": {"inquire"},
}


def check_state(visit: Visit, ghost: Ghost) -> None:
    """What must hold wherever a visit stands."""
    _cameras_are_off(visit, ghost)
    _nothing_personal_stays(visit, ghost)
    _result_is_earned(visit, ghost)
    _visit_knows_what_is_true(visit, ghost)
    _deadlines_run(visit, ghost)
    _keys_have_one_meaning(visit)


def _cameras_are_off(visit: Visit, ghost: Ghost) -> None:
    promise = "no camera where it is not needed, above all not where the PIN is typed"
    seen = visit.state is State.FACE or visit.place == at.COMPARING
    demand(ghost.look not in WITH_CAMERA or seen, promise, ghost.look, "in", visit.place)
    demand(ghost.look is None or not ghost.digits(Holding.DIGITS), promise, "while a PIN is held")
    promise = "nothing of a person's picture stays where it is not needed"
    demand(not {Holding.PHOTO, Holding.NUMBER_B} & ghost.vault or visit.place == at.NUMBER_B, promise, ghost.vault)
    needed = visit.state in {State.CHOOSING, State.FACE, State.PIN, State.STAFF_CHECK} and ghost.method is None
    demand(not ghost.photo or needed, promise, "a photo in", visit.place)
    promise = "the visit knows what is outstanding"
    demand((visit.look is not None) is (ghost.look is not None), promise, "a look", visit.look, ghost.look)
    demand((visit.photo is Photo.HELD) <= ghost.photo, promise, "a photo", visit.photo)


def awaited_kinds(visit: Visit, ghost: Ghost) -> frozenset[type]:
    """Kinds of events of which one might be awaited now, so that `check_refusal` has to look at it."""
    kinds: set[type] = {LinkChanged, Pressed}
    if ghost.timers:
        kinds.add(TimeUp)
    if ghost.card:
        kinds.add(CardLeft)
    if ghost.command is not None:
        kinds |= {ANSWERS_TO[ghost.command], CardFailed}
    if ghost.look is not None:
        kinds |= set(ANSWERS_TO_LOOK[ghost.look])
    if ghost.challenge_asked or ghost.question is not None:
        kinds |= set(get_args(CentreEvent))
    return frozenset(kinds)


def check_refusal(visit: Visit, ghost: Ghost, event: AnyEvent) -> None:
    """What must never be refused."""
    promise = "what is awaited is never refused"
    if isinstance(event, CardEvent) and event.operation == visit.operation:
        awaited = ghost.command is not None and isinstance(event, (ANSWERS_TO[ghost.command], CardFailed))
        demand(not awaited, promise, event, "in", visit.place)
    elif isinstance(event, FaceEvent) and event.look == visit.look:
        awaited = ghost.look is not None and isinstance(event, ANSWERS_TO_LOOK[ghost.look])
        demand(not awaited, promise, event, "in", visit.place)
    elif isinstance(event, CentreEvent):
        demand(not awaited_of_centre(visit, ghost, event), promise, event, "in", visit.place)
    elif isinstance(event, Pressed):
        offered = {offer.action for offer in offers(visit)}
        demand(event.action not in offered, "every offer can be taken", event.action, "in", visit.place)
    elif isinstance(event, TimeUp):
        demand(event.timer not in ghost.timers, promise, event, "in", visit.place)
    elif isinstance(event, CardLeft):
        demand(not ghost.card, promise, "the card left", visit.place)
    elif isinstance(event, LinkChanged):
        demand(False, promise, event, "in", visit.place)


def awaited_of_centre(visit: Visit, ghost: Ghost, event: AnyEvent) -> bool:
    if ghost.challenge_asked and getattr(event, "request", None) == visit.challenge_request:
        return isinstance(event, ChallengeReceived | CentreRefused | CentreUnreachable)
    if ghost.question is None or getattr(event, "request", None) != visit.request:
        return False
    kinds = QUESTION_OF_CENTRE_EVENT.get(type(event).__name__)
    return isinstance(event, CentreRefused | CentreUnreachable) or (kinds or set()) >= {ghost.question.value}


def _nothing_personal_stays(visit: Visit, ghost: Ghost) -> None:
    promise = "nothing personal without a card"
    demand(ghost.card or not ghost.vault, promise, ghost.vault, "held though the card is gone")
    if visit.state in NOBODY_SERVED | ENDED_WITHOUT_RESULT:
        demand(not ghost.vault, promise, ghost.vault, "held in", visit.place)
        told = (visit.items, visit.answers)
        demand(told == ((), ()), promise, told, "known in", visit.place)
        to_be_taken = visit.state is State.REMOVE_CARD and visit.outcome is Outcome.COMPLETED
        demand(visit.validity is None or to_be_taken, promise, visit.validity, "known in", visit.place)
    if visit.state is State.DONE:
        demand(ghost.vault <= {Holding.DETAILS}, promise, ghost.vault, "held beside the result")
    promise = "digits are held only while entering"
    for holding, places in TYPED_AT.items():
        held = ghost.digits(holding)
        demand(held == 0 or visit.place in places, promise, holding, "in", visit.place)
        demand((holding in ghost.vault) is (held > 0), promise, holding)
    now = next((holding for holding, places in TYPED_AT.items() if visit.place == places[0]), None)
    held = 0 if now is None else ghost.digits(now)
    demand(visit.digits == held <= DIGITS_WANTED.get(visit.place, 0), promise, visit.digits, "shown,", held, "held")


def _result_is_earned(visit: Visit, ghost: Ghost) -> None:
    if visit.state is not State.DONE and Holding.DETAILS not in ghost.vault:
        return
    promise = "no result without PIN, face or staff's yes, and every answer, in this visit"
    if ghost.begun:
        demand(ghost.proved and ghost.inquired and ghost.answered, promise, visit.place)
    else:
        # The record of the visit closed the truth about it; the step into DONE was checked with the truth before.
        demand(visit.state is State.DONE, promise, "details held in", visit.place, "after the visit")


def _visit_knows_what_is_true(visit: Visit, ghost: Ghost) -> None:
    promise = "the visit knows what is outstanding"
    demand((visit.card is not None) is ghost.card, promise, "card", visit.card, ", truly", ghost.card)
    demand((visit.operation is not None) is (ghost.command is not None), promise, "command", ghost.command)
    demand((visit.request is not None) is (ghost.question is not None), promise, "question", ghost.question)
    demand((visit.challenge is Challenge.ASKED) is ghost.challenge_asked, promise, visit.challenge)
    demand((visit.challenge_request is not None) is ghost.challenge_asked, promise, "number of the challenge")
    demand((visit.check is not None) is ghost.checking, promise, "a check", visit.check)
    held = visit.challenge is Challenge.HELD
    demand(not held or Holding.NONCE in ghost.vault, promise, "a challenge that the vault does not have")
    promise = "exactly one usage record a visit"
    demand(visit.running is ghost.begun is (visit.state in SERVING), promise, visit.place, ", begun", ghost.begun)
    demand(not visit.failed or visit.state in NOBODY_SERVED - {State.IDLE}, "no service on a broken device", "served")
    asking = visit.state is State.CONSENTING
    demand(not asking or visit.answers == ghost.said, "the screen shows what was said", visit.answers)
    demand(not asking or visit.items == ghost.items, "the screen shows what was offered", visit.items)


def _deadlines_run(visit: Visit, ghost: Ghost) -> None:
    needed = {
        Timer.PATIENCE: visit.place in WAITS_FOR_PERSON,
        Timer.CARD: ghost.command is not None,
        Timer.CENTRE: ghost.question is not None,
        Timer.CHALLENGE: ghost.challenge_asked,
        Timer.SHOWN: visit.state in {State.DONE, State.REFUSED}
        or (visit.state is State.IDLE and visit.language is not Language.JAPANESE),
        Timer.STAFF: visit.place in at.STAFF_ANSWERS,
        Timer.FACE: ghost.look in (ReadPrint, TakePhoto, Match) or str(visit.place) in {"face/paused", "face/again"},
        Timer.REMINDER: visit.state is State.REMOVE_CARD,
    }
    running = {timer for timer, runs in needed.items() if runs}
    names = {timer.value for timer in ghost.timers}
    demand(ghost.timers == running, "every wait has its deadline", names, "run in", visit.place)
    demand(visit.state not in PATIENT or bool(running), "no place without a way on", "nothing runs in", visit.place)


def _keys_have_one_meaning(visit: Visit) -> None:
    promise = "each key has at most one meaning"
    now = offers(visit)
    keys = [offer.key for offer in now if offer.key is not None]
    demand(len(keys) == len(set(keys)) and set(keys) <= TWELVE_KEYS, promise, keys, "in", visit.place)
    actions = {offer.action for offer in now}
    if visit.warned:
        more = any(offer.action is Action.MORE_TIME and offer.key for offer in now)
        demand(more, "warned, then more time by a key", "none in", visit.place)
    if visit.menu and visit.state in SERVING:
        calm = actions <= {
            Action.CLOSE_MENU,
            Action.CALL_STAFF,
            Action.CANCEL,
            Action.PIN_UNKNOWN,
            Action.STAFF_CHECK,
            Action.USE_PIN,
            Action.OTHER_WAY,
            Action.BACK,
            Action.LANGUAGE,
            Action.MORE_TIME,
        }
        demand(calm, "an open menu hides every answer", actions)
