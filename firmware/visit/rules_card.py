"""Rules: the card comes, is told apart, proves its holder by PIN, and goes."""

from dataclasses import replace

from firmware.messages.schema import Consent, ConsentAnswer, Method
from firmware.visit import places as at
from firmware.visit import rules_face
from firmware.visit.effects import (
    AskCentre,
    BeginVisit,
    Cue,
    EraseDigit,
    Forget,
    Holding,
    Keep,
    Question,
    ReadCard,
    ReadTries,
    Signal,
    VerifyPin,
)
from firmware.visit.events import (
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    ChallengeReceived,
    PinChecked,
    Pressed,
    Signed,
    TimeUp,
    TriesRead,
)
from firmware.visit.findings import CardFault, CardFinding, PinVerdict
from firmware.visit.model import Challenge, Outcome, Phase, Place, State, Visit, Way
from firmware.visit.moves import (
    Move,
    ask,
    end,
    give_up,
    go,
    number,
    open_or_sign,
    prove,
    refuse,
    settle,
    then,
    unopened,
)
from firmware.visit.offers import face_open

_REFUSED_FINDINGS = {
    CardFinding.OLD_RESIDENT_CARD: Outcome.OLD_RESIDENT_CARD,
    CardFinding.DRIVING_LICENCE: Outcome.DRIVING_LICENCE,
    CardFinding.PHONE: Outcome.PHONE,
    CardFinding.NO_CERTIFICATE: Outcome.NO_CERTIFICATE,
    CardFinding.OTHER: Outcome.NOT_MY_NUMBER_CARD,
}


def begin(visit: Visit, event: CardPlaced) -> Move:
    """A card in an idle reader begins a visit; the challenge is fetched while the card is read."""
    visit = replace(visit, card=event.counter, ways=event.ways, face_end=event.face, running=True)
    visit, operation = number(visit)
    visit, request = number(visit)
    visit = replace(visit, operation=operation, challenge=Challenge.ASKED, challenge_request=request)
    return go(
        visit,
        at.DETECTING,
        BeginVisit(),
        Signal(Cue.CARD_SEEN),
        ReadCard(operation),
        AskCentre(request, Question.CHALLENGE),
    )


def note_card(visit: Visit, event: CardPlaced) -> Move:
    """A card in a reader that does not serve is only remembered."""
    return replace(visit, card=event.counter), ()


def card_left(visit: Visit, _: CardLeft) -> Move:
    """Without the card nothing goes on and nothing personal stays."""
    ended, effects = end(visit, Outcome.CARD_REMOVED)
    return then(settle(replace(ended, card=None)), *effects)


def card_left_at_consent(visit: Visit, event: CardLeft) -> Move:
    """By policy the eligibility alone is delivered, every item as not asked; the reader shows none of it."""
    if not visit.policy.eligibility_on_removal:
        return card_left(visit, event)
    visit, request = number(visit)
    unasked = tuple(ConsentAnswer(item, Consent.NOT_ASKED) for item in visit.items)
    last_word = AskCentre(request, Question.INQUIRE, unasked)
    ended, effects = end(visit, Outcome.ELIGIBILITY_ONLY)
    rested, wiped = settle(replace(ended, card=None))
    return rested, (last_word, *wiped, *effects)


def forget_card(visit: Visit, _: CardLeft) -> Move:
    """The field of a reader that does not serve is empty again."""
    return replace(visit, card=None), ()


def card_read(visit: Visit, event: CardRead) -> Move:
    """Only a My Number Card with a certificate goes on; first the tries are asked for."""
    if event.finding in _REFUSED_FINDINGS:
        return refuse(visit, _REFUSED_FINDINGS[event.finding])
    visit, operation = number(visit)
    return go(
        replace(visit, operation=operation),
        at.COUNTING,
        Keep(Holding.CERTIFICATE),
        ReadTries(operation),
    )


def tries_read(visit: Visit, event: TriesRead) -> Move:
    """The face comes first where it is open. No PIN is asked for before the tries are known."""
    visit = replace(visit, operation=None, tries=event.tries)
    if Way.FACE in visit.ways:
        return rules_face.begin(visit)
    if event.tries > 0:
        return ask_for_pin(visit)
    return _without_pin(visit, Outcome.PIN_LOCKED if event.pin_set else Outcome.PIN_NOT_SET)


def enter_digit(visit: Visit, _: Pressed) -> Move:
    """One more digit; which one only the vault knows."""
    return replace(visit, digits=visit.digits + 1, warned=False), (Keep(Holding.DIGITS), Signal(Cue.KEY))


def erase_digit(visit: Visit, _: Pressed) -> Move:
    """Take the last digit back."""
    return replace(visit, digits=visit.digits - 1, warned=False), (EraseDigit(Holding.DIGITS), Signal(Cue.KEY))


def accept_last_try(visit: Visit, _: Pressed) -> Move:
    """The person wants to spend the last try."""
    return go(replace(visit, last_try_accepted=True), at.ENTERING, Signal(Cue.KEY))


def decline_last_try(visit: Visit, _: Pressed) -> Move:
    """The person keeps the last try."""
    return _without_pin(visit, Outcome.LAST_TRY_DECLINED)


def pin_unknown(visit: Visit, _: Pressed) -> Move:
    """Not knowing the PIN spends no try."""
    return _without_pin(replace(visit, menu=False), Outcome.PIN_UNKNOWN)


def submit_pin(visit: Visit, _: Pressed) -> Move:
    """Send the PIN once."""
    visit, operation = number(visit)
    return go(
        replace(visit, operation=operation, digits=0, last_try_accepted=False),
        at.VERIFYING,
        Signal(Cue.KEY),
        VerifyPin(operation),
        Forget(Holding.DIGITS),
    )


def pin_checked(visit: Visit, event: PinChecked) -> Move:
    """Right: sign as soon as the challenge is there. Wrong: ask again while tries are left."""
    visit = replace(visit, operation=None, tries=event.tries)
    if event.verdict is PinVerdict.ACCEPTED:
        return prove(replace(visit, proof=Method.PIN))
    if event.verdict is PinVerdict.LOCKED or event.tries <= 0:
        return _without_pin(replace(visit, tries=0), Outcome.PIN_LOCKED)
    return then(ask_for_pin(replace(visit, wrong_before=True)), Signal(Cue.REFUSED))


def challenge_received(visit: Visit, _: ChallengeReceived) -> Move:
    """The challenge waits until the card may sign, or the card has been waiting for it."""
    held = replace(visit, challenge=Challenge.HELD, challenge_request=None)
    if visit.phase is Phase.AWAITING_CHALLENGE:
        after, effects = open_or_sign(held)
        return after, (Keep(Holding.NONCE), *effects)
    return held, (Keep(Holding.NONCE),)


def signed(visit: Visit, _: Signed) -> Move:
    """Show the signature to the centre."""
    asking, effects = ask(replace(visit, operation=None), Question.IDENTIFY)
    return go(asking, Place(visit.state, Phase.IDENTIFYING), Keep(Holding.SIGNATURE), *effects)


def card_failed(visit: Visit, event: CardFailed) -> Move:
    """A card that cannot be read, or that stays closed, is said so; one that is gone is treated as taken away."""
    if event.fault is CardFault.GONE:
        return give_up(visit, Outcome.CARD_REMOVED)
    closed = event.fault is CardFault.STAYS_CLOSED
    return refuse(visit, unopened(visit) if closed else Outcome.CARD_UNREADABLE)


def card_silent(visit: Visit, _: TimeUp) -> Move:
    """A card that does not answer in time. Whether a PIN was counted is unknown, so nothing is asked again."""
    return refuse(visit, Outcome.CARD_UNREADABLE)


def ask_for_pin(visit: Visit) -> Move:
    """The PIN is asked for; the last try only after a yes."""
    phase = Phase.LAST_TRY if visit.tries == 1 else Phase.ENTERING
    return go(replace(visit, digits=0, last_try_accepted=False), Place(State.PIN, phase))


def use_pin(visit: Visit, _: Pressed) -> Move:
    """The person chooses the PIN."""
    return then(ask_for_pin(replace(visit, menu=False, wrong_before=False)), Signal(Cue.KEY))


def _without_pin(visit: Visit, outcome: Outcome) -> Move:
    if face_open(visit):
        chosen = replace(visit, digits=0, face_end=None)
        return go(chosen, at.CHOOSING, Forget(Holding.DIGITS))
    if Way.STAFF not in visit.ways:
        return refuse(visit, outcome)
    called = replace(visit, digits=0, staff_called=True, staff_wrong=False)
    place = at.STAFF_ID
    return go(called, place, Forget(Holding.DIGITS), Signal(Cue.CALL_STAFF))
