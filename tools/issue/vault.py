"""The private keys of a demo's authorities, kept beside what they signed so that fresh persons can follow later.

They certify invented people for one demo directory; nothing outside of it trusts them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from hal.card.profile import CardProfile
from hal.virtual.card.surface import Municipality
from tools.issue.authorities import Authority, Purpose, new_authority
from tools.issue.cards import CardOffice
from tools.issue.certificates import DEMO_MUNICIPALITY
from tools.issue.dates import before
from tools.issue.keys import pem, rsa_from_pem
from tools.issue.persons import Distance
from tools.issue.place import Place
from tools.issue.terminal import keep_anchors, public_pem

# File name, purpose, serial number, first and last day: two generations of the authentication authority, the older one
# past its end while holders' certificates of it still run, as in real life.
_AUTHORITIES: tuple[tuple[str, Purpose, int, Distance, Distance], ...] = (
    ("jpki-auth-ca", "authentication", 0x02C0DE01, Distance(years=6), Distance(years=-4)),
    ("jpki-auth-ca-old", "authentication", 0x01, Distance(years=11), Distance(years=1)),
    ("jpki-sign-ca", "signature", 0x02C0DE02, Distance(years=6), Distance(years=-4)),
)
_PLAIN_KEYS = ("municipality", "municipality-root", "terminal-root", "shared-sign", "shared-own")
KEYS_NEEDED = len(_AUTHORITIES) + len(_PLAIN_KEYS)
_NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Vault:
    """All authorities and shared keys of one demo, by the name of their file."""

    authorities: dict[str, Authority]
    keys: dict[str, rsa.RSAPrivateKey]

    def __repr__(self) -> str:
        return "<Vault>"

    def office(self, day: date, profile: CardProfile) -> CardOffice:
        """Whoever makes the cards of this demo."""
        generations = {
            "current": self.authorities["jpki-auth-ca"],
            "old": self.authorities["jpki-auth-ca-old"],
        }
        municipality = Municipality(DEMO_MUNICIPALITY, self.keys["municipality"], self.keys["municipality-root"])
        return CardOffice(
            day=day,
            profile=profile,
            authentication=generations,
            signature=self.authorities["jpki-sign-ca"],
            municipality=municipality,
            shared_sign_key=self.keys["shared-sign"],
            shared_own_key=self.keys["shared-own"],
            terminal_authority=public_pem(self.keys["terminal-root"]).decode("ascii"),
        )


def new_vault(day: date, keys: Iterator[rsa.RSAPrivateKey]) -> Vault:
    """Authorities whose times lie around `day`; takes KEYS_NEEDED keys."""
    authorities = {
        name: new_authority(purpose, next(keys), serial, _noon(before(day, first)), _noon(before(day, last)))
        for name, purpose, serial, first, last in _AUTHORITIES
    }
    return Vault(authorities, {name: next(keys) for name in _PLAIN_KEYS})


def keep_vault(vault: Vault, place: Place) -> None:
    """Write certificates for everybody and keys for the owner."""
    for name, authority in vault.authorities.items():
        place.write(f"ca/{name}.pem", authority.pem())
        place.write(f"ca/private/{name}.key", pem(authority.key), secret=True)
    for name, key in vault.keys.items():
        place.write(f"ca/private/{name}.key", pem(key), secret=True)
    keep_anchors(place, vault.keys["municipality-root"], vault.keys["terminal-root"])


def open_vault(place: Place) -> Vault:
    """The vault that was kept there. Raises PlaceRefused, IssueError."""
    authorities = {}
    for name, purpose, *_ in _AUTHORITIES:
        certificate = x509.load_pem_x509_certificate(place.read(f"ca/{name}.pem"))
        key = rsa_from_pem(place.read(f"ca/private/{name}.key"))
        authorities[name] = Authority(purpose, certificate, key)
    return Vault(authorities, {name: rsa_from_pem(place.read(f"ca/private/{name}.key")) for name in _PLAIN_KEYS})


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + _NOON
