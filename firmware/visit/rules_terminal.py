"""Rules: after a face match or staff's yes the centre's authority opens the card's key (特定機関認証)."""

from dataclasses import replace

from firmware.messages.schema import Method
from firmware.visit.effects import Forget, Holding, Keep, OpenKey, Question
from firmware.visit.events import CardChallenged, KeyOpened, TerminalAuthorised
from firmware.visit.model import Phase, Place, Visit
from firmware.visit.moves import Move, ask, go, number, sign


def card_challenged(visit: Visit, _: CardChallenged) -> Move:
    """Ask the centre to have the card's challenge signed, for what is attested."""
    asking, effects = ask(replace(visit, operation=None), Question.AUTHORISE)
    place = Place(visit.state, Phase.AUTHORISING)
    return go(asking, place, Keep(Holding.CARD_CHALLENGE), *effects)


def terminal_authorised(visit: Visit, _: TerminalAuthorised) -> Move:
    """Show the card what the centre's authority signed."""
    visit, operation = number(replace(visit, request=None))
    opening = replace(visit, operation=operation)
    place = Place(visit.state, Phase.OPENING_KEY)
    attested = Holding.MATCH if visit.proof is Method.FACE else Holding.STAFF_ID
    return go(opening, place, Keep(Holding.AUTHORISATION), OpenKey(operation), Forget(attested))


def key_opened(visit: Visit, _: KeyOpened) -> Move:
    """The card signs for this visit as if its PIN had been typed."""
    return sign(replace(visit, operation=None, key_open=True))
