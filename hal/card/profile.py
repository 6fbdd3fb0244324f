"""Card profile: everything that differs by card generation, as data from `config/cards/*.toml`.

Both sides of the card use it: the firmware to find its way, the virtual card to be built from it.
"""

from typing import Annotated, Literal

import msgspec

Hex = Annotated[str, msgspec.Meta(pattern="^([0-9A-F]{2})*$")]
ShortId = Annotated[int, msgspec.Meta(ge=1, le=30)]
Byte = Annotated[int, msgspec.Meta(ge=0, le=255)]
TokenKind = Literal["my-number", "old-resident-card", "phone"]
ApplicationKind = Literal["driving-licence", "old-resident-card"]
NumberForm = Literal["era-birth-expiry-code", "six-digits"]


class ProfileError(ValueError):
    """A card profile that cannot be used; the sentence has the path of the bad entry."""


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A PIN, password or number that opens something: its place, its length, how often it may be wrong."""

    file: ShortId
    shortest: int
    longest: int
    tries: Annotated[int, msgspec.Meta(ge=1, le=15)]


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a key signs: `p1` of the command, `prefix` before the hash, length of the answer in bytes."""

    algorithm: Literal["rsa-pkcs1-sha256", "ecdsa-p384-sha384"]
    p1: Byte
    prefix: Hex
    length: int


class UserAuthentication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The application that identifies its holder (JPKI): files by short id and the two keys.

    `terminal_authority` is the key of the authority that certifies terminals (特定機関認証), where it is known.
    """

    aid: Hex
    token_info: ShortId
    presence: ShortId
    certificate: ShortId
    certificate_ca: ShortId
    key: ShortId
    pin: Secret
    sign_certificate: ShortId
    sign_certificate_ca: ShortId
    sign_key: ShortId
    sign_password: Secret
    signature: Signature
    terminal_authority: ShortId | None = None


class Surface(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The application that holds what is printed on the card, with the photo."""

    aid: Hex
    face: ShortId
    info: ShortId
    issuer_certificate: ShortId
    number_a: Secret
    number_b: Secret
    number_b_form: NumberForm


class CardProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One generation of the card. `assumed` names the entries for which no source is public yet."""

    name: str
    authentication: UserAuthentication
    surface: Surface
    token_labels: dict[str, TokenKind]
    other_applications: dict[Hex, ApplicationKind]
    extended_read: bool = False
    assumed: tuple[str, ...] = ()


def load_profile(text: str) -> CardProfile:
    """Read one profile. Raises ProfileError with the path of the first entry that is wrong."""
    try:
        return msgspec.toml.decode(text, type=CardProfile)
    except msgspec.DecodeError as error:
        raise ProfileError(str(error)) from error
