"""What is on a virtual card, as plain data: made once by whoever issues it, never changed by the card.

Reprs are masked throughout: contents hold PINs, keys, names and photos (of invented persons, but a habit is a habit).
"""

from typing import Literal

import msgspec

from hal.card.profile import CardProfile

Kind = Literal["my-number", "juki", "licence", "phone", "felica", "other"]
Quirk = Literal["first-command-6f00", "wrong-le-6c", "answers-by-61", "certificate-file-missing"]

TOKEN_KIND = {"my-number": "my-number", "juki": "old-resident-card", "phone": "phone"}


class SurfaceFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The files of the card-surface application, ready made, and the card's own key (PKCS#8 PEM)."""

    face: bytes
    info: bytes
    issuer_certificate: bytes
    own_key: str
    number_a: str
    number_b: str

    def __repr__(self) -> str:
        return "SurfaceFiles()"


class CardContents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One card. Certificates are DER, keys PKCS#8 PEM; empty means that the card has none.

    An empty `auth_certificate` is a card whose holder asked for no certificate; an empty `pin` is one without a
    PIN (顔認証マイナンバーカード), whose PIN is blocked from the beginning. `terminal_authority` is the public key
    (SPKI PEM) whose terminals may have the authentication key used without the PIN; a card without one knows no
    terminals. `token_label` is taken from the profile where it is empty.
    """

    kind: Kind
    profile: CardProfile
    auth_certificate: bytes = b""
    auth_key: str = ""
    auth_ca: bytes = b""
    sign_certificate: bytes = b""
    sign_key: str = ""
    sign_ca: bytes = b""
    pin: str = ""
    sign_password: str = ""
    surface: SurfaceFiles | None = None
    terminal_authority: str = ""
    token_label: str = ""
    serial: str = "1"
    quirks: tuple[Quirk, ...] = ()

    def __repr__(self) -> str:
        return f"CardContents({self.kind})"


class Counters(msgspec.Struct, forbid_unknown_fields=True):
    """Tries left of each secret: the only thing on a card that changes and is kept."""

    auth_pin: int
    sign_password: int
    number_a: int
    number_b: int


def fresh_counters(contents: CardContents) -> Counters:
    """The counters of a card as it is handed out: full where a secret is set, 0 where there is none."""
    login, surface = contents.profile.authentication, contents.profile.surface
    return Counters(
        auth_pin=login.pin.tries if contents.pin else 0,
        sign_password=login.sign_password.tries if contents.sign_password else 0,
        number_a=surface.number_a.tries if contents.surface else 0,
        number_b=surface.number_b.tries if contents.surface else 0,
    )


def token_label(contents: CardContents) -> str:
    """The label of the token file: the card's own, else the first of its kind in the profile, else empty."""
    if contents.token_label:
        return contents.token_label
    wanted = TOKEN_KIND.get(contents.kind)
    return next((label for label, kind in contents.profile.token_labels.items() if kind == wanted), "")
