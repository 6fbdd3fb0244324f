"""The centre without its network: sealed bytes and a topic in, sealed bytes and a topic out.

Whatever is wrong with a message ends as a Refusal to a device that is known, or as a counted drop. Logs carry codes.
"""

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firmware.messages.codec import decode_data, encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.errors import BadTopic, MessageError
from firmware.messages.ids import RANDOM_BYTES, uuid7
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.schema import Acknowledgement, Message, Refusal, RefusalReason, UsageRecord
from firmware.messages.sealing import open_sealed, seal
from firmware.messages.topics import TopicParts, device_topic, parse_topic
from hal.clock import Clock
from tools.central.book import DeviceBook, KnownDevice
from tools.central.chance import Chance
from tools.central.errors import Dropped, StoreError
from tools.central.fleet import keep_clear
from tools.central.reception import Reception, Request
from tools.central.store import FleetKind, Repository, StoredAnswer

log = logging.getLogger(__name__)

_CLEAR: dict[str, FleetKind] = {"state": "state", "info": "info", "tel": "tel"}
_EVENTS = "up/evt"
_REQUESTS = "up/elig"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be published: a topic of the device that asked, and sealed bytes."""

    topic: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The centre's own keys: one to sign with, all that senders may still encrypt to, by their kid."""

    signing: SigningKey
    decryption: dict[str, DecryptionKey]


@dataclass(frozen=True, slots=True)
class Lives:
    """How long an answer may be used by a reader, and how long a request's answer is kept."""

    answer: timedelta = timedelta(seconds=60)
    inbox: timedelta = timedelta(hours=24)


@dataclass(slots=True)
class Service:
    """Opens, answers once, seals. `counts` has how many messages ended in which way, by code."""

    repository: Repository
    reception: Reception
    keys: Keys
    clock: Clock
    chance: Chance
    lives: Lives = Lives()
    counts: Counter[str] = field(default_factory=Counter)
    _book: DeviceBook = field(default_factory=DeviceBook)

    def handle(self, topic: str, body: bytes) -> Outgoing | None:
        """Take one message. What is returned is already committed; None means that nothing is to be sent."""
        try:
            return self._handle(parse_topic(topic), body)
        except Dropped as error:
            self._count(f"dropped.{error.code}")
        except BadTopic:
            self._count("dropped.bad_topic")
        except MessageError as error:
            self._count(f"dropped.{type(error).__name__}")
        except StoreError as error:
            self._count(f"dropped.store.{error.code}")
        return None

    def tidy(self) -> None:
        """Forget what has ended; called now and then."""
        now = self.clock.now()
        try:
            with self.repository.transaction() as work:
                work.tidy(now, now - self.lives.inbox)
        except StoreError as error:
            self._count(f"tidy.{error.code}")

    def _handle(self, parts: TopicParts, body: bytes) -> Outgoing | None:
        now = self.clock.now()
        with self.repository.transaction() as work:
            known = self._book.find(work, parts.region, parts.device)
            if parts.branch in _CLEAR:
                keep_clear(work, parts.device, _CLEAR[parts.branch], body, now)
                return None
        if parts.branch not in (_REQUESTS, _EVENTS):
            raise Dropped("branch_not_served")
        # A usage record may have waited for weeks beside a wrong clock; its id alone says whether it is new.
        sure = now if parts.branch == _REQUESTS else None
        envelope = open_sealed(body, own=self.keys.decryption, signers=known.signer, audience=CENTRE, now=sure)
        if envelope.device != parts.device:
            raise Dropped("device_not_sender")
        if parts.branch == _EVENTS:
            return self._keep(known, envelope, now)
        return self._answer(known, envelope, now)

    def _answer(self, known: KnownDevice, envelope: Envelope, now: datetime) -> Outgoing:
        device = known.record
        try:
            message, version = decode_data(envelope)
        except MessageError as error:
            self._count(f"refused.{type(error).__name__}")
            return self._refuse(known, envelope, RefusalReason.CENTRE_FAILED, now)
        if not envelope.subject:
            self._count("refused.no_visit")
            return self._refuse(known, envelope, RefusalReason.VISIT_UNKNOWN, now)
        topic, digest = _answer_topic(known, "dn/elig"), _digest(envelope)
        try:
            with self.repository.transaction() as work:
                before = work.answer(device.device, envelope.id)
                if before is not None and before.digest == digest:
                    self._count("repeated")
                    return Outgoing(topic, before.sealed)
                if before is not None:
                    self._count("refused.id_reused")
                    return self._refuse(known, envelope, RefusalReason.CENTRE_FAILED, now)
                request = Request(device.device, envelope.subject, envelope.id, now)
                answer = self.reception.answer(work, request, message)
                sealed = self._seal(known, envelope, answer, version, now)
                work.keep_answer(device.device, envelope.id, StoredAnswer(digest, sealed), now)
        except StoreError as error:
            self._count(f"failed.{error.code}")
            return self._refuse(known, envelope, RefusalReason.CENTRE_FAILED, now)
        self._count(_outcome(message, answer))
        return Outgoing(topic, sealed)

    def _keep(self, known: KnownDevice, envelope: Envelope, now: datetime) -> Outgoing:
        message, version = decode_data(envelope)
        if not isinstance(message, UsageRecord):
            raise Dropped("event_not_served")
        device = known.record.device
        with self.repository.transaction() as work:
            if not work.keep_usage(device, envelope.id, _digest(envelope), envelope.data, now):
                raise Dropped("id_reused")
        self._count("usage")
        sealed = self._seal(known, envelope, Acknowledgement(), version, now)
        return Outgoing(_answer_topic(known, "dn/ack"), sealed)

    def _refuse(self, known: KnownDevice, envelope: Envelope, reason: RefusalReason, now: datetime) -> Outgoing:
        """A refusal that is not kept: the same request may be answered when it comes again."""
        sealed = self._seal(known, envelope, Refusal(reason), None, now)
        return Outgoing(_answer_topic(known, "dn/elig"), sealed)

    def _seal(
        self, known: KnownDevice, request: Envelope, answer: Message, version: int | None, now: datetime
    ) -> bytes:
        """The answer, signed by the centre for the one device; in the version asked in, where that is known."""
        speak = {} if version is None else {"version": version}
        envelope = Envelope(
            id=uuid7(now, self.chance(RANDOM_BYTES)),
            source=CENTRE,
            type=type_name(answer, **speak),
            time=now,
            audience=known.record.device,
            device=known.record.device,
            kid=self.keys.signing.kid,
            subject=request.subject,
            data=encode_data(answer, **speak),
            correlationid=request.id,
            expirytime=now + self.lives.answer,
        )
        return seal(envelope, self.keys.signing, known.encryption)

    def _count(self, code: str) -> None:
        self.counts[code] += 1
        log.info("%s", code)


def _answer_topic(known: KnownDevice, branch: str) -> str:
    """Always the device's own, whatever response topic a message asks for."""
    return device_topic(known.record.region, known.record.device, branch)


def _digest(envelope: Envelope) -> bytes:
    """What makes two messages of one id the same: type, visit and data; time and sealing differ when repeated."""
    parts = (envelope.type.encode(), envelope.subject.encode(), bytes(envelope.data))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def _outcome(message: Message, answer: Message) -> str:
    ending = answer.reason.value if isinstance(answer, Refusal) else type(answer).__name__
    return f"{type(message).__name__}.{ending}"
