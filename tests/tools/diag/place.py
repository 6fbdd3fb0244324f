"""A reader's files on disk as they are after some visits, and the shell called as a technician calls it."""

import io
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from firmware.messages.schema import ConsentItem, Validity
from firmware.visit import events as ev
from firmware.visit.model import State, Visit
from firmware.visit.recording import encode_event, encode_header
from hal.clock import Clock
from tools.diag.main import main
from tools.diag.site import Site, find_site

DEVICE = "demo-reader-1"
BOOT = "0197c5f2-6d2e-7a11-9c55-0123456789ab"
SINCE = "2026-04-01T00:00:00+00:00"

VISIT = (
    ev.CardPlaced(counter=1),
    ev.CardRead(operation=1, finding=ev.CardFinding.MY_NUMBER),
    ev.TriesRead(operation=3, tries=3),
    ev.ChallengeReceived(request=2),
    *(ev.Pressed(action=ev.Action.DIGIT) for _ in range(4)),
    ev.Pressed(action=ev.Action.SUBMIT),
    ev.PinChecked(operation=4, verdict=ev.PinVerdict.ACCEPTED, tries=3),
    ev.Signed(operation=5),
    ev.IdentifiedReceived(request=6, registered=True, items=(ConsentItem.MEDICINE,)),
    ev.Pressed(action=ev.Action.ALL),
    ev.AnswerReceived(request=7, validity=Validity.VALID),
    ev.CardConfirmed(operation=8, counter=1),
    ev.CardLeft(),
)


@dataclass
class Spoken:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)


class Place:
    """A directory with the configuration and state of a reader."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = root / "state"
        self.config = root / "reader.toml"
        (self.state / "recordings").mkdir(parents=True)
        self.bench = root / "bench.sock"
        self.link_socket = root / "link.sock"
        self.write_config()
        self.write_link()
        self.write_status()

    def write_config(self, nfc: str = "virtual", **more: str) -> None:
        """reader.toml; `more` replaces texts of its first section."""
        fields = {
            "region": "13",
            "device": DEVICE,
            "state": str(self.state),
            "link_socket": str(self.link_socket),
            "keys": str(self.root / "keys"),
            "keyset": str(self.root / "keyset.jws"),
            "keyset_root": str(self.root / "keyset-root.pem"),
            "texts": str(self.root / "texts"),
            "card_profiles": str(self.root / "cards"),
            **more,
        }
        lines = [f'{name} = "{value}"' for name, value in fields.items()]
        bench = f'bench = "{self.bench}"\n' if nfc == "virtual" else ""
        nfc_lines = f'[hardware.nfc]\ndriver = "{nfc}"\n'
        self.config.write_text("[reader]\n" + "\n".join(lines) + f"\n[hardware]\n{bench}{nfc_lines}")

    def write_link(self) -> None:
        """link.toml with a certificate of its own that ends in a year."""
        certificate, key = own_certificate()
        (self.root / "tls.pem").write_bytes(certificate)
        (self.root / "tls-ca.pem").write_bytes(certificate)
        (self.root / "tls.key").write_bytes(key)
        (self.root / "tls.key").chmod(0o600)
        (self.root / "link.toml").write_text(
            '[link]\nsocket = "link.sock"\noutbox = "outbox.sqlite"\nbroker_host = "127.0.0.1"\nbroker_port = 8883\n'
            f'region = "13"\ndevice = "{DEVICE}"\nca = "tls-ca.pem"\ncertificate = "tls.pem"\nkey = "tls.key"\n'
        )

    def write_status(self, age: float = 0.0, **changes: object) -> None:
        """status.json as the reader writes it, `age` seconds old."""
        status = {
            "version": "0.1.0",
            "boot": BOOT,
            "place": "idle",
            "ports": {"nfc": "ok", "display": "ok", "keypad": "ok", "sound": "ok"},
            "link": "connected",
            "outcomes": {"completed": 12, "cancelled": 1},
            "latency_ms": {"challenge_signed": {"p50": 90, "p95": 120}, "identified": {"p50": 140, "p95": 200}},
            "unsaved": 0,
            "journal_lost": 0,
            "since": SINCE,
            "at": SINCE,
            "clock_sure": True,
            **changes,
        }
        path = self.state / "status.json"
        path.write_text(json.dumps(status))
        then = time.time() - age
        os.utime(path, (then, then))

    def write_journal(self) -> None:
        """Some lines of every kind."""
        activity = [
            {"ms": 0.0, "kind": "state", "place": "pin/entering"},
            {"ms": 1.0, "kind": "step", "visit": 1, "name": "card_seen", "since_card_ms": 0.0},
            {"ms": 2.0, "kind": "message", "direction": "up", "name": "ChallengeRequest", "bytes": 1289},
            {"ms": 3.0, "kind": "refused", "what": "Signed in idle"},
        ]
        visit = {"visit": 1, "outcome": "completed", "steps": {"card_seen": 0.0}, "apdus": 12, "mqtt_messages": 8}
        visit |= {"tries_left": 3, "states": ["reading/detecting", "idle"], "version": "0.1.0"}
        self.append("activity.jsonl", *activity)
        self.append("visits.jsonl", visit)

    def append(self, name: str, *entries: object) -> None:
        """Add JSON lines to a file of the state directory."""
        with (self.state / name).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)

    def write_recording(self, number: int = 1, *more: bytes) -> Path:
        """A whole visit; `more` are raw lines after it."""
        path = self.state / "recordings" / f"{number:06}.jsonl"
        header = encode_header(Visit(state=State.IDLE, online=True), "0.1.0")
        path.write_bytes(b"\n".join([header, *map(encode_event, VISIT), *more]) + b"\n")
        return path

    @property
    def site(self) -> Site:
        return find_site(self.config, None, None)

    def diag(self, *words: str, typed: str = "", lang: str = "en") -> Spoken:
        """Run the shell on this place."""
        out, err = io.StringIO(), io.StringIO()
        status = main(["--config", str(self.config), "--lang", lang, *words], io.StringIO(typed), out, err)
        return Spoken(status, out.getvalue(), err.getvalue())


@cache
def own_certificate() -> tuple[bytes, bytes]:
    """A certificate that signed itself, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVICE)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365, hours=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), secret


def structs(data: bytes) -> list[dict[str, object]]:
    """JSON lines as plain data."""
    return [msgspec.json.decode(line) for line in data.splitlines()]


class StillClock:
    """A clock that moves by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 4, 1, 9, 0, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def sure(self) -> bool:
        return True


clock_is_a_clock: type[Clock] = StillClock
