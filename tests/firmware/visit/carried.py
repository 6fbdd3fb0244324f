"""What the effects of a visit do to the truth about it, and which of them may never happen."""

from collections.abc import Iterable

from firmware.messages.schema import Consent, Method
from firmware.visit.effects import (
    AskCentre,
    BeginVisit,
    ChallengeTerminal,
    CheckStaff,
    ConfirmCard,
    DismissFace,
    Effect,
    EraseDigit,
    Forget,
    Holding,
    Keep,
    Match,
    OpenKey,
    Question,
    ReadCard,
    ReadPhoto,
    ReadPrint,
    ReadTries,
    RecordStaffCheck,
    RecordUsage,
    ReleaseCard,
    ShowBoth,
    Sign,
    Signal,
    StartTimer,
    StopLooking,
    StopTimer,
    TakePhoto,
    VerifyPin,
    Wipe,
)
from firmware.visit.events import Action, AnyEvent, CardLeft, Pressed
from firmware.visit.events_face import FaceDecided, PrintRead
from firmware.visit.findings import FaceVerdict
from firmware.visit.model import PIN_DIGITS, State, Visit
from firmware.visit.offers import DIGITS_WANTED
from firmware.visit.places import COMPARING, NUMBER_B, PASSCODE, STAFF_ID
from tests.firmware.visit.ghost import (
    TYPED,
    Ghost,
    Violation,
    close_face,
    demand,
    hear,
)


def follow(ghost: Ghost, before: Visit, event: AnyEvent, effects: Iterable[Effect]) -> Ghost:
    """The truth after an accepted event and the effects that it had, in their order."""
    told = hear(ghost, before, event)
    for effect in effects:
        told = _carry_out(told, before, event, effect)
    return told


def _carry_out(ghost: Ghost, before: Visit, event: AnyEvent, effect: Effect) -> Ghost:
    match effect:
        case StartTimer(timer=timer):
            return ghost._replace(timers=ghost.timers | {timer})
        case StopTimer(timer=timer):
            return ghost._replace(timers=ghost.timers - {timer})
        case Keep() | Forget() | EraseDigit() | Wipe():
            return _use_vault(ghost, event, effect)
        case BeginVisit():
            demand(not ghost.begun, "one visit at a time", "a visit began inside another")
            demand(not ghost.vault, "nothing personal without a card", "a visit began with a full vault")
            return Ghost(card=ghost.card, timers=ghost.timers, begun=True)
        case RecordUsage(method=method):
            demand(ghost.begun, "exactly one usage record a visit", "a second record")
            demand(method is ghost.method, "exactly one usage record a visit", method, "is not true")
            return _closed(ghost)._replace(begun=False)
        case CheckStaff():
            return _check_staff(ghost, event)
        case RecordStaffCheck(same=same):
            promise = "what staff says is recorded once, as said"
            said = event in (Pressed(Action.YES), Pressed(Action.NO)) and before.place == COMPARING
            demand(said and same is (event == Pressed(Action.YES)) and not ghost.checking, promise, event)
            # A no ends the visit, and with it what is known of it.
            return ghost._replace(checking=same)
        case ReleaseCard():
            return ghost._replace(command=None)
        case ReadPrint() | TakePhoto() | Match() | ShowBoth():
            return _look(ghost, before, effect)
        case StopLooking():
            return ghost._replace(look=None, turn_asked=False)
        case DismissFace():
            # Nobody is looked at any more, and no number spent without staff.
            return close_face(ghost)._replace(photo=False, number_spent=True)
        case ReadPhoto(by_staff=by_staff):
            return _spend_number(_command(ghost, before, event, effect), event, by_staff)
        case ReadCard() | ReadTries() | VerifyPin() | Sign() | ChallengeTerminal() | OpenKey() | ConfirmCard():
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
    return Ghost(
        card=ghost.card,
        timers=ghost.timers,
        vault=ghost.vault,
        typed=ghost.typed,
        begun=ghost.begun,
        look=ghost.look,
        photo=ghost.photo,
    )


def _use_vault(ghost: Ghost, event: AnyEvent, effect: Keep | Forget | EraseDigit | Wipe) -> Ghost:
    match effect:
        case Keep(holding=Holding.NUMBER_B) if isinstance(event, PrintRead):
            demand(event.sure, "a number in doubt costs no try", event)
            return ghost.with_digits(Holding.NUMBER_B, DIGITS_WANTED[NUMBER_B])
        case Keep(holding=Holding.MATCH):
            told = isinstance(event, FaceDecided) and event.verdict is FaceVerdict.MATCH
            demand(told and ghost.matched, "a match counts only with the head turned as asked", event)
            return ghost._replace(vault=ghost.vault | {Holding.MATCH})
        case Keep(holding=holding) if holding in TYPED:
            return ghost.with_digits(holding, ghost.digits(holding) + 1)
        case Keep(holding=holding):
            return ghost._replace(vault=ghost.vault | {holding})
        case EraseDigit(holding=holding):
            count = ghost.digits(holding)
            demand(count > 0, "digits are held only while entering", "a digit erased that is not there")
            return ghost.with_digits(holding, count - 1)
        case Forget(holding=holding) if holding in TYPED:
            return ghost.with_digits(holding, 0)
        case Forget(holding=holding):
            return ghost._replace(vault=ghost.vault - {holding})
        case Wipe():
            return ghost._replace(typed=(0, 0, 0, 0), vault=frozenset())


def _command(ghost: Ghost, before: Visit, event: AnyEvent, effect: Effect) -> Ghost:
    demand(ghost.begun and ghost.card, "card commands only in a visit", type(effect).__name__, "without a visit")
    demand(ghost.command is None, "one card command at a time", type(effect).__name__, "while another runs")
    if isinstance(effect, VerifyPin):
        return _verify(ghost, before, event)._replace(command=VerifyPin)
    if isinstance(effect, Sign):
        promise = "sign only after PIN, face or staff's yes, and only this visit's challenge"
        demand(ghost.proved, promise, "none in this visit")
        demand(Holding.NONCE in ghost.vault and ghost.nonce_unused, promise, "no unused challenge is held")
        return ghost._replace(command=Sign, nonce_unused=False)
    if isinstance(effect, OpenKey):
        demand(Holding.AUTHORISATION in ghost.vault, "the key is opened by face or staff only", "nothing to show")
    if isinstance(effect, ChallengeTerminal | OpenKey):
        demand(ghost.looked_at, "the key is opened by face or staff only", effect)
    return ghost._replace(command=type(effect))


def _look(ghost: Ghost, before: Visit, effect: ReadPrint | TakePhoto | Match | ShowBoth) -> Ghost:
    demand(ghost.begun and ghost.card, "looks only in a visit", type(effect).__name__, "without a visit")
    demand(ghost.look is None, "one look at a time", type(effect).__name__, "while", ghost.look)
    match effect:
        case TakePhoto():
            demand(Holding.PHOTO in ghost.vault, "the face is compared with the card's photo", "no photo is held")
        case Match():
            demand(ghost.photo, "the face is compared with the card's photo", "none is there")
            promise = "so many failures, and no attempt more"
            demand(not ghost.face_closed and ghost.failures < before.policy.face_failures, promise, ghost.failures)
            return ghost._replace(look=Match, turn_asked=False)
        case ShowBoth():
            demand(ghost.photo and ghost.staff_known, "only known staff sees the photo", ghost.photo)
        case _:
            pass
    return ghost._replace(look=type(effect))


def _spend_number(ghost: Ghost, event: AnyEvent, by_staff: bool) -> Ghost:
    promise = "the number is spent once without staff, and once by staff"
    whole = ghost.digits(Holding.NUMBER_B) == DIGITS_WANTED[NUMBER_B]
    demand(whole, promise, ghost.digits(Holding.NUMBER_B), "digits")
    if by_staff:
        demand(event == Pressed(Action.SUBMIT) and ghost.staff_known, promise, "by staff on", event)
        return ghost
    demand(isinstance(event, PrintRead) and not ghost.number_spent, promise, "on", event)
    return ghost._replace(number_spent=True)


def _check_staff(ghost: Ghost, event: AnyEvent) -> Ghost:
    promise = "a passcode is compared once for each submit"
    demand(event == Pressed(Action.SUBMIT) and not ghost.checking, promise, "compared on", event)
    whole = (DIGITS_WANTED[STAFF_ID], DIGITS_WANTED[PASSCODE])
    demand((ghost.digits(Holding.STAFF_ID), ghost.digits(Holding.PASSCODE)) == whole, promise, ghost.typed)
    return ghost._replace(checking=True, staff_known=False)


def _verify(ghost: Ghost, before: Visit, event: AnyEvent) -> Ghost:
    demand(event == Pressed(Action.SUBMIT), "a PIN is sent once for each submit", "sent on", event)
    digits = ghost.digits(Holding.DIGITS)
    demand(digits == PIN_DIGITS, "a PIN is sent with exactly four digits", digits, "digits")
    promise = "a PIN is sent only after the tries were told in this card session"
    demand(ghost.tries is not None and ghost.tries > 0, promise, ghost.tries, "tries known in", before.place)
    yes = ghost.tries != 1 or ghost.last_try_yes
    demand(yes, "the last try is sent only after an explicit yes for it", "no yes was said")
    # What the card counted is unknown until it says so: the next PIN needs a new number of tries.
    return ghost._replace(tries=None, last_try_yes=False)


def _ask(ghost: Ghost, before: Visit, event: AnyEvent, effect: AskCentre) -> Ghost:
    question = effect.question
    demand(ghost.question is None, "one question at a time", question.value, "while another is open")
    if question is Question.AUTHORISE:
        attested = Holding.MATCH if ghost.matched else Holding.STAFF_ID
        may = ghost.begun and ghost.looked_at and {Holding.CARD_CHALLENGE, Holding.NONCE, attested} <= ghost.vault
        by = effect.method is ghost.method is not Method.PIN
        demand(may and by, "the key is opened by face or staff only", question.value)
        return ghost._replace(question=question)
    demand(ghost.begun and ghost.proved, "questions only after PIN, face or staff's yes", question.value, "without it")
    match question:
        case Question.IDENTIFY:
            needed = {Holding.CERTIFICATE, Holding.SIGNATURE, Holding.NONCE}
            demand(needed <= ghost.vault, "identify carries what it needs", "only", ghost.vault)
            demand(effect.method is ghost.method, "identify carries what it needs", effect.method, "is not true")
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
