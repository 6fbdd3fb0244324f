"""From a planned person to a virtual card: certificates, surface, PIN, counters."""

from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from hal.card.profile import CardProfile
from hal.virtual.card.contents import CardContents, Counters, Kind, SurfaceFiles, fresh_counters
from hal.virtual.card.surface import Attributes, Municipality, build_surface
from tools.issue import identity
from tools.issue.authorities import Authority
from tools.issue.certificates import new_certificate
from tools.issue.dates import before, card_expiry, certificate_time, era_digits
from tools.issue.keys import pem
from tools.issue.lettering import text_image
from tools.issue.persons import PersonPlan, has_pin
from tools.issue.photo import photo_of
from tools.issue.registry import SEX_CODES, CertificateRecord

_KINDS: dict[str, Kind] = {
    "my-number": "my-number",
    "face": "my-number",
    "no-certificate": "my-number",
    "juki": "juki",
    "licence": "licence",
    "phone": "phone",
    "other": "felica",
}
_SERIAL_BITS = 40
_DAMAGED_BYTES = 1500  # of a photo: its headers are whole, its picture is not
# Points of the printed pictures; those of the security code are the real card's.
_NAME_SIZE, _ADDRESS_SIZE, _CODE_SIZE = (360, 40), (480, 40), (24, 12)


@dataclass(frozen=True, slots=True)
class CardOffice:
    """All that cards are made with. Signature and surface keys are shared between cards: nothing compares them."""

    day: date
    profile: CardProfile
    authentication: dict[str, Authority]
    signature: Authority
    municipality: Municipality
    shared_sign_key: rsa.RSAPrivateKey
    shared_own_key: rsa.RSAPrivateKey
    terminal_authority: str

    def __repr__(self) -> str:
        return f"<CardOffice of {self.day}>"


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A card, its counters, and the certificate by which the centre knows its holder (none for other cards)."""

    contents: CardContents
    counters: Counters
    certificate: CertificateRecord | None


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on the face side that 照合番号B is made of. Never shown in a repr, as a real one must not be."""

    birth: date
    expiry: date
    code: str

    def __repr__(self) -> str:
        return "<Print>"

    @property
    def number_b(self) -> str:
        """照合番号B: era birth date, expiry year, security code."""
        return f"{era_digits(self.birth)}{self.expiry.year:04}{self.code}"


def print_of(plan: PersonPlan, day: date) -> Print:
    """What is printed on this person's card in a demo of `day`."""
    birth = before(day, plan.born)
    return Print(birth, card_expiry(birth, before(day, plan.issued)), identity.security_code(plan.id))


def has_surface(plan: PersonPlan) -> bool:
    """Whether this is a My Number Card, of this or that kind."""
    return _KINDS[plan.card] == "my-number"


def has_certificate(plan: PersonPlan) -> bool:
    """Whether this card carries an authentication certificate, and so needs a key of its own."""
    return plan.card in ("my-number", "face", "phone")


def make_card(plan: PersonPlan, office: CardOffice, key: rsa.RSAPrivateKey | None) -> MadeCard:
    """The card of one person. `key` is its authentication key, None exactly where there is no certificate."""
    contents = CardContents(
        kind=_KINDS[plan.card],
        profile=office.profile,
        pin=plan.pin if has_pin(plan) else "",
        serial=_token_serial(plan),
    )
    record = None
    if key is not None:
        contents, record = _with_authentication(contents, plan, office, key)
    if plan.card == "my-number":
        contents = _with_signature(contents, plan, office)
    if contents.kind == "my-number":
        contents = replace(contents, surface=_surface(plan, office), terminal_authority=office.terminal_authority)
    counters = fresh_counters(contents)
    counters.auth_pin = min(counters.auth_pin, plan.tries)
    return MadeCard(contents, counters, record)


def _with_authentication(
    contents: CardContents, plan: PersonPlan, office: CardOffice, key: rsa.RSAPrivateKey
) -> tuple[CardContents, CertificateRecord]:
    authority = office.authentication[plan.generation]
    certificate = _certificate(authority, key, plan, office.day)
    made = replace(
        contents,
        auth_certificate=certificate.public_bytes(Encoding.DER),
        auth_key=pem(key).decode("ascii"),
        auth_ca=authority.der(),
    )
    return made, CertificateRecord(authority.aki, f"{certificate.serial_number:x}")


def _with_signature(contents: CardContents, plan: PersonPlan, office: CardOffice) -> CardContents:
    key = office.shared_sign_key
    return replace(
        contents,
        sign_certificate=_certificate(office.signature, key, plan, office.day).public_bytes(Encoding.DER),
        sign_key=pem(key).decode("ascii"),
        sign_ca=office.signature.der(),
        sign_password=identity.sign_password(plan.id),
    )


def _certificate(authority: Authority, key: rsa.RSAPrivateKey, plan: PersonPlan, day: date) -> x509.Certificate:
    first, last = certificate_time(before(day, plan.born), before(day, plan.issued))
    holder = identity.holder_code(f"{plan.id} {authority.purpose}")
    serial = 1 + identity.number_of(f"{plan.id} {day}", f"serial {authority.purpose}") % 2**_SERIAL_BITS
    return new_certificate(authority, key, holder, serial, first, last)


def _surface(plan: PersonPlan, office: CardOffice) -> SurfaceFiles:
    printed = print_of(plan, office.day)
    attributes = Attributes(
        birth_date=f"{printed.birth:%Y%m%d}",
        sex=SEX_CODES[plan.sex],
        expiry=f"{printed.expiry:%Y%m%d}",
        name_image=text_image(plan.name, _NAME_SIZE),
        address_image=text_image(plan.address, _ADDRESS_SIZE),
        photo=photo_of(plan)[: _DAMAGED_BYTES if plan.photo_damaged else None],
        security_code_image=text_image(printed.code, _CODE_SIZE),
    )
    number_a = identity.invalid_number(plan.id)
    return build_surface(attributes, office.municipality, office.shared_own_key, number_a, printed.number_b)


def _token_serial(plan: PersonPlan) -> str:
    return f"{identity.number_of(plan.id, 'token') % 10**12:012}"
