"""Which thing lies in the field: asked by SELECT and told by the token's label, never by the ATR."""

import enum

from firmware.card.channel import Channel
from firmware.card.errors import ApplicationMissing, StatusError
from firmware.card.files import read_by_short_id, select_application
from hal.card.profile import CardProfile

LABEL_BYTES = 32  # CK_TOKEN_INFO of PKCS#11 begins with a label of 32 bytes, filled up with spaces


class CardKind(enum.Enum):
    """What can be told apart before anybody is asked for a PIN."""

    MY_NUMBER = "my-number"
    OLD_RESIDENT_CARD = "old-resident-card"
    DRIVING_LICENCE = "driving-licence"
    PHONE = "phone"
    OTHER = "other"


def detect(channel: Channel, profiles: tuple[CardProfile, ...]) -> tuple[CardKind, CardProfile | None]:
    """The kind of the thing, and for a My Number Card the profile it follows.

    Afterwards the authentication application of that profile is selected. Raises what the card reader raises, and
    MalformedAnswer or BudgetSpent for a thing that answers nonsense.
    """
    for profile in profiles:
        if _has(channel, profile.authentication.aid):
            return _by_label(channel, profile)
    others = {aid: kind for profile in profiles for aid, kind in profile.other_applications.items()}
    for aid, kind in others.items():
        if _has(channel, aid):
            return CardKind(kind), None
    return CardKind.OTHER, None


def _by_label(channel: Channel, profile: CardProfile) -> tuple[CardKind, CardProfile | None]:
    try:
        raw = read_by_short_id(channel, profile.authentication.token_info, 0, LABEL_BYTES, "token information")
    except StatusError:
        return CardKind.OTHER, None
    label = raw.decode("ascii", errors="replace").rstrip(" \x00")
    kind = CardKind(profile.token_labels.get(label, "other"))
    return kind, profile if kind is CardKind.MY_NUMBER else None


def _has(channel: Channel, aid: str) -> bool:
    try:
        select_application(channel, aid)
    except ApplicationMissing:
        return False
    return True
