"""Keys and configuration of broker, centre and reader for one demo."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath

from firmware.messages.envelope import CENTRE
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.keyset import KeyEntry, KeySet, sign_keyset
from tools.issue.authorities import ORGANISATION
from tools.issue.keys import pem
from tools.issue.place import Place
from tools.issue.registry import DeviceRecord
from tools.issue.terminal import TERMINAL_CERTIFICATE, TERMINAL_KEY
from tools.issue.transport import BROKER_ADDRESS, Credentials, TlsAuthority, new_tls_authority

CENTRAL_CLIENT = "central"
KEYSET_OWNER = "keyset-root"
_NONCE_KEY_BYTES = 32
# A demo directory stays usable for as long, then it is made again.
_LIFE = timedelta(days=3 * 365)

_CENTRAL_TOML = """\
# Written by uketsuke-issue; paths are relative to this file.
[central]
mode = "demo"
register = "register.sqlite"
policy = "policy.toml"
persons = "../persons.json"
devices = "../readers"
anchors = ["../ca/jpki-auth-ca.pem", "../ca/jpki-auth-ca-old.pem"]
revoked = "../ca/revoked.json"
signing = "signing.pem"
decryption = ["decryption.pem"]
challenge_key = "nonce.key"

[central.broker]
host = "{host}"
port = {port}
ca = "../ca/tls-ca.pem"
certificate = "tls.pem"
key = "tls.key"

# Whoever tries the demo plays visits faster than people come.
[central.limits]
requests_per_minute = 6000

[central.terminal]
key = "{terminal_key}"
certificate = "{terminal_certificate}"
policy = "terminal.toml"
"""

_TERMINAL_TOML = """\
# Written by uketsuke-issue: what readers may do without the PIN that have no "terminal" of their own in device.json.
# No opening hours: a demo is always open.
staff = true
per_minute = 600
per_day = 100000

# Any model: each machine converts its own. Real sites name it and their calibration, or a production centre refuses.
[[matchers]]
calibration = "demo"
threshold = 0.64
"""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when network keys are good: from the day before on, whatever time zone reads it."""

    first: datetime
    last: datetime


def span_of(day: date) -> Span:
    """The time of all network keys of a demo made for `day`."""
    first = datetime.combine(day, time(), UTC) - timedelta(days=1)
    return Span(first, first + _LIFE)


def make_network(place: Place, span: Span) -> TlsAuthority:
    """TLS authority and the broker's credentials."""
    authority = new_tls_authority(span.first, span.last)
    place.write("ca/tls-ca.pem", authority.pem())
    place.write("ca/private/tls-ca.key", pem(authority.key), secret=True)
    _keep(place, "broker/server", authority.server())
    return authority


def make_central(place: Place, authority: TlsAuthority, span: Span, policy: str, port: int) -> None:
    """The centre's keys, its signed key set, policy and configuration."""
    _keep(place, "central/tls", authority.client(CENTRAL_CLIENT))
    signing, decryption = SigningKey.generate(CENTRE), DecryptionKey.generate(CENTRE)
    place.write("central/signing.pem", signing.to_pem(), secret=True)
    place.write("central/decryption.pem", decryption.to_pem(), secret=True)
    place.write("central/nonce.key", secrets.token_bytes(_NONCE_KEY_BYTES), secret=True)
    place.write("central/policy.toml", policy.encode())
    terminal_key, terminal_certificate = (PurePosixPath(name).name for name in (TERMINAL_KEY, TERMINAL_CERTIFICATE))
    central = _CENTRAL_TOML.format(
        host=BROKER_ADDRESS, port=port, terminal_key=terminal_key, terminal_certificate=terminal_certificate
    )
    place.write("central/central.toml", central.encode())
    place.write("central/terminal.toml", _TERMINAL_TOML.encode())
    root = SigningKey.generate(KEYSET_OWNER)
    entries = (
        KeyEntry.of(signing.public(), span.first, span.last),
        KeyEntry.of(decryption.public(), span.first, span.last),
    )
    place.write("ca/private/keyset-root.key", root.to_pem(), secret=True)
    # A bare key has no name, and a reader in production must know a demo's anchor: PEM allows text before it.
    place.write("ca/keyset-root.pem", f"O={ORGANISATION}\n".encode() + root.public().to_pem())
    place.write("ca/keyset.jws", sign_keyset(KeySet(1, entries), root))


def make_reader(place: Place, authority: TlsAuthority, device: str, region: str) -> None:
    """One reader: sealing keys for the reader process, TLS for its link, public keys for the centre's register."""
    signing, decryption = SigningKey.generate(device), DecryptionKey.generate(device)
    place.write(f"readers/{device}/signing.pem", signing.to_pem(), secret=True)
    place.write(f"readers/{device}/decryption.pem", decryption.to_pem(), secret=True)
    _keep(place, f"readers/{device}/tls", authority.client(device))
    record = DeviceRecord(device, region, signing.public().to_jwk(), decryption.public().to_jwk())
    place.write_json(f"readers/{device}/device.json", record)


def _keep(place: Place, name: str, credentials: Credentials) -> None:
    place.write(f"{name}.pem", credentials.certificate)
    place.write(f"{name}.key", credentials.key, secret=True)
