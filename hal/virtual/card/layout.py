"""From the contents of a card to its applications, files and keys, laid out as the profile says."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from hal.card import names
from hal.card.profile import Signature
from hal.virtual.card.contents import CardContents, token_label
from hal.virtual.card.token import token_info


class UnsupportedKeyError(ValueError):
    """A key that no card holds."""

    def __init__(self, found: str) -> None:
        super().__init__(f"a card holds RSA and elliptic-curve keys, not {found}")


PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey

CERTIFICATE_FILE = 2048  # the size of the file, filled up with FF; the certificates in it take 1.3 to 1.6 kB
PRESENT = 0x8F
ABSENT = 0x00  # not known from a real card; the firmware takes anything but 8F as absent


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of bytes; one of the secrets in `opened_by` (short ids) must be verified, or none when it is free."""

    data: bytes
    opened_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A PIN, password or number; `counter` names its field in Counters."""

    counter: str
    secret: bytes
    tries: int

    def __repr__(self) -> str:
        return f"SecretFile({self.counter})"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key that signs once the secret `opened_by` is verified; None: without any (own key of a surface).

    `by_terminal`: also once a terminal proved itself.
    """

    key: PrivateKey
    opened_by: int | None
    signature: Signature
    by_terminal: bool = False


@dataclass(frozen=True, slots=True)
class TerminalAuthorityFile:
    """The root key of the authority that certifies terminals."""

    key: RSAPublicKey


Entry = DataFile | SecretFile | KeyFile | TerminalAuthorityFile


@dataclass(frozen=True, slots=True)
class Application:
    """One application: its entries by short id, and the key that signs under reference 00, if any."""

    aid: bytes
    entries: Mapping[int, Entry]
    own_key: KeyFile | None = None


def lay_out(contents: CardContents) -> tuple[Application, ...]:
    """All applications of a card. Raises ValueError for a key that cannot be loaded."""
    if contents.kind == "licence":
        return (Application(names.DRIVING_LICENCE_AID, {}),)
    if contents.kind in ("felica", "other"):
        return ()
    applications = [_authentication(contents)]
    if contents.kind == "juki":
        applications.append(Application(names.RESIDENT_AID, {}))
    if contents.surface is not None:
        applications.append(_surface(contents))
    return tuple(applications)


def _authentication(contents: CardContents) -> Application:
    place = contents.profile.authentication
    # a phone shows its certificate only after the PIN, the plastic card to everybody
    reader = frozenset((place.pin.file,)) if contents.kind == "phone" else frozenset[int]()
    password = frozenset((place.sign_password.file,))
    presence = bytes((_presence(contents.sign_certificate), _presence(contents.auth_certificate), 0))
    entries: dict[int, Entry] = {
        place.token_info: DataFile(token_info(token_label(contents), contents.serial)),
        place.presence: DataFile(presence),
        place.certificate: DataFile(_filled(contents.auth_certificate), reader),
        place.certificate_ca: DataFile(_filled(contents.auth_ca)),
        place.sign_certificate: DataFile(_filled(contents.sign_certificate), password),
        place.sign_certificate_ca: DataFile(_filled(contents.sign_ca)),
        place.pin.file: SecretFile("auth_pin", contents.pin.encode("ascii"), place.pin.tries),
        place.sign_password.file: SecretFile(
            "sign_password", contents.sign_password.encode("ascii"), place.sign_password.tries
        ),
    }
    if "certificate-file-missing" in contents.quirks:
        del entries[place.certificate]
    if contents.auth_key:
        entries[place.key] = KeyFile(_load(contents.auth_key), place.pin.file, place.signature, by_terminal=True)
    if contents.sign_key:
        entries[place.sign_key] = KeyFile(_load(contents.sign_key), place.sign_password.file, place.signature)
    if contents.terminal_authority and place.terminal_authority is not None:
        entries[place.terminal_authority] = TerminalAuthorityFile(_load_public(contents.terminal_authority))
    return Application(bytes.fromhex(place.aid), entries)


def _surface(contents: CardContents) -> Application:
    place, files = contents.profile.surface, contents.surface
    if files is None:
        raise ValueError("the card has no surface files")
    numbers = frozenset((place.number_a.file, place.number_b.file))
    entries: dict[int, Entry] = {
        place.face: DataFile(files.face, numbers),
        place.info: DataFile(files.info),
        place.issuer_certificate: DataFile(files.issuer_certificate),
        place.number_a.file: SecretFile("number_a", files.number_a.encode("ascii"), place.number_a.tries),
        place.number_b.file: SecretFile("number_b", files.number_b.encode("ascii"), place.number_b.tries),
    }
    own = KeyFile(_load(files.own_key), None, contents.profile.authentication.signature)
    return Application(bytes.fromhex(place.aid), entries, own)


def _presence(certificate: bytes) -> int:
    return PRESENT if certificate else ABSENT


def _filled(certificate: bytes) -> bytes:
    return certificate.ljust(CERTIFICATE_FILE, b"\xff")


def _load(pem: str) -> PrivateKey:
    # the check of an RSA key takes 100 ms; a wrong key of a demo card harms nobody and shows in its first signature
    key = load_pem_private_key(pem.encode("ascii"), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise UnsupportedKeyError(type(key).__name__)
    return key


def _load_public(pem: str) -> RSAPublicKey:
    key = load_pem_public_key(pem.encode("ascii"))
    if not isinstance(key, RSAPublicKey):
        raise UnsupportedKeyError(type(key).__name__)
    return key
