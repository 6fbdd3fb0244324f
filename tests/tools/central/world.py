"""A small world for the centre's tests: one authority, one card, two readers, a clock that is moved by hand."""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from firmware.messages.challenge import to_be_signed
from firmware.messages.codec import decode_data, encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import uuid7
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.schema import (
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    ConsentItem,
    IdentifyRequest,
    Message,
    Method,
)
from firmware.messages.sealing import open_sealed, seal
from firmware.messages.topics import device_topic
from tools.central.anchors import Anchor, Anchors
from tools.central.challenge import Challenger
from tools.central.policy import Policy, load_policy
from tools.central.reception import Reception
from tools.central.register import CertificateName, Device, Insurance, Person
from tools.central.revocation import Revoked
from tools.central.sealer import Outgoing, Sealer
from tools.central.service import Service
from tools.central.sqlite import SqliteRepository
from tools.central.store import fill_register
from tools.issue.authorities import Authority, new_authority
from tools.issue.certificates import new_certificate

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
POLICY_FILE = Path(__file__).parents[3] / "config/policies/eligibility.toml"
VISIT = "0193f0a0-0000-7000-8000-000000000001"
OTHER_VISIT = VISIT[:-1] + "9"
HEALTH, MEDICINE = ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE
ANSWERS = (ConsentAnswer(HEALTH, Consent.YES), ConsentAnswer(MEDICINE, Consent.NO))
HOLDER = "997794E9AGCIEG"
SERIAL = 0x0ABC1234


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.at = now

    def monotonic(self) -> float:
        return self.at.timestamp()

    def now(self) -> datetime:
        return self.at

    def sure(self) -> bool:
        return True

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Dice:
    """Randomness that repeats on every run and never gives the same bytes twice."""

    def __init__(self) -> None:
        self.thrown = 0

    def __call__(self, count: int) -> bytes:
        self.thrown += 1
        return hashlib.shake_128(self.thrown.to_bytes(4, "big")).digest(count)


@dataclass
class RevokedNow:
    """A revocation list that a test changes."""

    names: set[CertificateName] = field(default_factory=set)

    def revoked(self) -> Revoked:
        return Revoked({name.aki: frozenset(one.serial for one in self.names) for name in self.names})


@dataclass
class Reader:
    """The reader's side of the wire: seals requests, opens answers."""

    device: str
    region: str
    centre_verifying: VerifyingKey
    centre_encryption: EncryptionKey
    clock: HandClock
    dice: Dice
    signing: SigningKey = field(init=False)
    decryption: DecryptionKey = field(init=False)

    def __post_init__(self) -> None:
        self.signing = SigningKey.generate(self.device)
        self.decryption = DecryptionKey.generate(self.device)

    def record(self) -> Device:
        return Device(
            self.device,
            self.region,
            self.signing.public().to_jwk(),
            self.decryption.public().to_jwk(),
        )

    def topic(self, branch: str = "up/elig") -> str:
        return device_topic(self.region, self.device, branch)

    def new_id(self) -> str:
        return uuid7(self.clock.now(), self.dice(10))

    def envelope(self, message: Message, visit: str = VISIT, **changes: object) -> Envelope:
        values: dict[str, object] = {
            "id": self.new_id(),
            "source": self.device,
            "type": type_name(message),
            "time": self.clock.now(),
            "audience": CENTRE,
            "device": self.device,
            "kid": self.signing.kid,
            "subject": visit,
            "data": encode_data(message),
        }
        return Envelope(**(values | changes))  # type: ignore[arg-type]  # a test may put anything into an envelope

    def sealed(self, message: Message, visit: str = VISIT, **changes: object) -> bytes:
        return seal(self.envelope(message, visit, **changes), self.signing, self.centre_encryption)

    def opened(self, answer: Outgoing | None) -> Envelope:
        assert answer is not None
        return open_sealed(
            answer.body,
            own={self.decryption.kid: self.decryption},
            signers={self.centre_verifying.kid: self.centre_verifying},
            audience=self.device,
            now=self.clock.now(),
        )

    def message(self, answer: Outgoing | None) -> Message:
        return decode_data(self.opened(answer))[0]


@dataclass
class Card:
    """A card with its certificate; signs like a real one."""

    certificate: bytes
    key: rsa.RSAPrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, padding.PKCS1v15(), SHA256())

    def identify(self, device: str, nonce: bytes, visit: str = VISIT) -> IdentifyRequest:
        signature = self.sign(to_be_signed(device, visit, nonce))
        return IdentifyRequest(Method.PIN, self.certificate, signature, nonce)


@dataclass
class World:
    """Everything together; `centre` is the service under test."""

    authority: Authority
    keys: Sequence[rsa.RSAPrivateKey]
    database: Path
    clock: HandClock = field(default_factory=HandClock)
    dice: Dice = field(default_factory=Dice)
    revocation: RevokedNow = field(default_factory=RevokedNow)

    def __post_init__(self) -> None:
        self.policy = load_policy(POLICY_FILE)
        self.anchors = anchors_of(self.authority)
        self.own = SigningKey.generate(CENTRE)
        self.decryption = DecryptionKey.generate(CENTRE)
        self.repository = SqliteRepository(self.database)
        self.reader = self.new_reader("demo-reader-1", "13")
        self.other = self.new_reader("demo-reader-2", "27")
        self.card = self.new_card()
        devices = (self.reader.record(), self.other.record())
        fill_register(self.repository, devices, (self.person(),))
        self.centre = self.new_service()

    def new_reader(self, device: str, region: str) -> Reader:
        return Reader(device, region, self.own.public(), self.decryption.public(), self.clock, self.dice)

    def new_service(self) -> Service:
        reception = Reception(
            self.anchors,
            self.revocation,
            self.policy,
            Challenger(bytes(range(32))),
            self.dice,
            challenge_life=timedelta(minutes=15),
            visit_life=timedelta(minutes=15),
        )
        sealer = Sealer(self.own, self.dice, timedelta(minutes=1))
        keys = {self.decryption.kid: self.decryption}
        return Service(self.repository, reception, sealer, keys, self.clock, timedelta(days=1))

    def new_card(
        self,
        *,
        authority: Authority | None = None,
        serial: int = SERIAL,
        first: datetime = NOW - timedelta(days=400),
        last: datetime = NOW + timedelta(days=900),
    ) -> Card:
        signer, key = authority or self.authority, self.keys[0]
        made = new_certificate(signer, key, HOLDER, serial, first, last)
        return Card(made.public_bytes(Encoding.DER), key)

    def name(self, serial: int = SERIAL) -> CertificateName:
        return CertificateName(self.authority.aki, f"{serial:x}")

    def person(self, **changes: object) -> Person:
        return person(**({"certificates": (self.name(),)} | changes))

    def put(self, *persons: Person) -> None:
        fill_register(self.repository, (), persons)

    def ask(self, message: Message, visit: str = VISIT, **changes: object) -> Message:
        """One request of the first reader and its answer, opened."""
        body = self.reader.sealed(message, visit, **changes)
        return self.reader.message(self.centre.handle(self.reader.topic(), body))

    def nonce(self, visit: str = VISIT) -> bytes:
        given = self.ask(ChallengeRequest(), visit)
        assert isinstance(given, ChallengeGiven)
        return given.nonce

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """All rows of a table, as another connection sees them."""
        connection = sqlite3.connect(self.database)
        found = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  a test's own word
        connection.close()
        return found

    def identified(self, visit: str = VISIT, card: Card | None = None) -> Message:
        """A challenge, signed and sent in."""
        nonce = self.nonce(visit)
        return self.ask((card or self.card).identify(self.reader.device, nonce, visit), visit)


def anchors_of(*authorities: Authority) -> Anchors:
    return Anchors("demo", {one.aki: Anchor(one.aki, one.certificate) for one in authorities})


def authority_of(key: rsa.RSAPrivateKey, serial: int = 1, years: tuple[int, int] = (-6, 4)) -> Authority:
    first, last = (NOW + timedelta(days=365 * year) for year in years)
    return new_authority("authentication", key, serial, first, last)


def insurance(**changes: object) -> Insurance:
    values: dict[str, object] = {
        "kind": "employee",
        "insurer_number": "01999913",
        "insurer_name": "見本けんぽ",
        "symbol": "見1",
        "number": "7300001",
        "acquired": date(2020, 4, 1),
    }
    return Insurance(**(values | changes))  # type: ignore[arg-type]  # values of the fields they are named after


def person(**changes: object) -> Person:
    values: dict[str, object] = {
        "id": "asagao",
        "name": "架空橋 朝顔",
        "kana": "カクウバシ アサガオ",
        "birth": date(1974, 7, 18),
        "sex": "2",
        "address": "東京都見本市架空町一丁目2番3号",
        "registered": True,
        "certificates": (),
        "insurances": (insurance(),),
    }
    return Person(**(values | changes))  # type: ignore[arg-type]  # values of the fields they are named after


def policy(**changes: object) -> Policy:
    return msgspec.structs.replace(load_policy(POLICY_FILE), **changes)
