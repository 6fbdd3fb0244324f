"""The centre without its network: sealed bytes and a topic in, sealed bytes and a topic out.

Whatever is wrong with a message ends as a Refusal to a device that is known, or as a counted drop. Logs carry codes.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firmware.messages.codec import CURRENT_VERSION, decode_data
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.errors import BadTopic, MessageError, UnknownType, UnknownVersion
from firmware.messages.keys import DecryptionKey
from firmware.messages.schema import (
    Acknowledgement,
    ChallengeRequest,
    Message,
    RecordRefusal,
    Refusal,
    RefusalReason,
    UsageRecord,
)
from firmware.messages.sealing import open_sealed
from firmware.messages.topics import TopicParts, parse_topic
from hal.clock import Clock
from tools.central.book import DeviceBook, KnownDevice
from tools.central.errors import Dropped, StoreError
from tools.central.fleet import keep_clear
from tools.central.meter import Meter, Taken
from tools.central.recent import RecentAnswers
from tools.central.reception import Reception
from tools.central.request import Request
from tools.central.sealer import Outgoing, Sealer, answer_topic
from tools.central.settings import LimitSettings, RetentionSettings
from tools.central.store import AlarmKind, FleetKind, Repository, StoredAnswer, Transaction

log = logging.getLogger(__name__)

_CLEAR: dict[str, FleetKind] = {"state": "state", "info": "info", "tel": "tel"}
_EVENTS = "up/evt"
_REQUESTS = "up/elig"
_PURGE_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long usage records and consents are kept."""

    usage: timedelta = timedelta(days=RetentionSettings().usage_days)
    consent: timedelta = timedelta(days=RetentionSettings().consent_days)


@dataclass(slots=True)
class Service:
    """Opens, answers once, seals.

    `decryption` has by their kid all keys that senders may still encrypt to; `inbox_life` says how long an answer is
    kept for the same request; `counts` has how many messages ended in which way, by code.
    """

    repository: Repository
    reception: Reception
    sealer: Sealer
    decryption: Mapping[str, DecryptionKey]
    clock: Clock
    inbox_life: timedelta
    meter: Meter = field(default_factory=lambda: Meter(LimitSettings().requests_per_minute))
    retention: Retention = Retention()
    counts: Counter[str] = field(default_factory=Counter)
    _book: DeviceBook = field(default_factory=DeviceBook)
    _recent: RecentAnswers = field(default_factory=RecentAnswers)
    _purged: datetime | None = None

    def handle(self, topic: str, body: bytes, retained: bool = False) -> Outgoing | None:
        """Take one message. What is returned is already committed; None means that nothing is to be sent.

        `retained`: the broker had kept it for whoever comes.
        """
        try:
            return self._handle(parse_topic(topic), body, retained)
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
        """Forget what has ended; called at the start and now and then. Once a day also what is kept for long."""
        now = self.clock.now()
        due = self._purged is None or now - self._purged >= _PURGE_EVERY
        try:
            with self.repository.transaction() as work:
                work.tidy(now, now - self.inbox_life)
                if due:
                    work.purge(now - self.retention.usage, now - self.retention.consent)
            self._purged = now if due else self._purged
        except StoreError as error:
            self._count(f"tidy.{error.code}")

    def _handle(self, parts: TopicParts, body: bytes, retained: bool) -> Outgoing | None:
        now = self.clock.now()
        with self.repository.transaction() as work:
            known = self._book.find(work, parts.region, parts.device)
            if parts.branch in _CLEAR:
                keep_clear(work, parts.device, _CLEAR[parts.branch], body, now, retained)
                return None
        if parts.branch not in (_REQUESTS, _EVENTS):
            raise Dropped("branch_not_served")
        # A usage record may have waited for weeks beside a wrong clock; its id alone says whether it is new.
        sure = now if parts.branch == _REQUESTS else None
        envelope = open_sealed(body, own=self.decryption, signers=known.signer, audience=CENTRE, now=sure)
        if envelope.device != parts.device:
            raise Dropped("device_not_sender")
        if parts.branch == _EVENTS:
            return self._keep(known, envelope, now)
        taken = self.meter.count(parts.device, self.clock.monotonic())
        if taken is not Taken.WITHIN:
            return self._over_rate(known, envelope, taken, now)
        return self._answer(known, envelope, now)

    def _over_rate(self, known: KnownDevice, envelope: Envelope, taken: Taken, now: datetime) -> Outgoing:
        """A refusal that costs no commit, but for one alarm a minute."""
        self._count("refused.over_rate")
        if taken is Taken.FIRST_OVER:
            with self.repository.transaction() as work:
                work.raise_alarm(known.record.device, AlarmKind.RATE, now)
        return self._refuse(known, envelope, RefusalReason.TOO_MANY_REQUESTS, now)

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
        topic, digest = answer_topic(known, "dn/elig"), _digest(envelope)
        try:
            with self.repository.transaction() as work:
                before = self._before(work, device.device, envelope.id)
                if before is not None and before.digest == digest:
                    self._count("repeated")
                    return Outgoing(topic, before.sealed)
                if before is not None:
                    self._count("refused.id_reused")
                    return self._refuse(known, envelope, RefusalReason.CENTRE_FAILED, now)
                request = Request(device, envelope.subject, envelope.id, now)
                answer = self.reception.answer(work, request, message)
                sealed = self.sealer.seal(known, envelope, answer, version, now)
                if isinstance(message, ChallengeRequest):
                    self._recent.keep(device.device, envelope.id, StoredAnswer(digest, sealed))
                else:
                    work.keep_answer(device.device, envelope.id, StoredAnswer(digest, sealed), now)
        except StoreError as error:
            self._count(f"failed.{error.code}")
            return self._refuse(known, envelope, RefusalReason.CENTRE_FAILED, now)
        self._count(_outcome(message, answer))
        return Outgoing(topic, sealed)

    def _before(self, work: Transaction, device: str, request: str) -> StoredAnswer | None:
        """What this request was answered before, if it was."""
        return self._recent.find(device, request) or work.answer(device, request)

    def _keep(self, known: KnownDevice, envelope: Envelope, now: datetime) -> Outgoing:
        try:
            message, version = decode_data(envelope)
        except (UnknownType, UnknownVersion) as error:
            return self._never_keep(known, envelope, type(error).__name__, now)
        if not isinstance(message, UsageRecord):
            raise Dropped("event_not_served")
        device = known.record.device
        with self.repository.transaction() as work:
            if not work.keep_usage(device, envelope.id, _digest(envelope), envelope.data, now):
                raise Dropped("id_reused")
        self._count("usage")
        sealed = self.sealer.seal(known, envelope, Acknowledgement(), version, now)
        return Outgoing(answer_topic(known, "dn/ack"), sealed)

    def _never_keep(self, known: KnownDevice, envelope: Envelope, code: str, now: datetime) -> Outgoing:
        """Tell the reader to let a record go that this centre does not know: it would be sent again for ever.

        One that is known and malformed gets no answer, for that is a fault to be found on the reader.
        """
        self._count(f"refused.record.{code}")
        answer = Acknowledgement(refused=RecordRefusal.UNKNOWN)
        sealed = self.sealer.seal(known, envelope, answer, CURRENT_VERSION, now)
        return Outgoing(answer_topic(known, "dn/ack"), sealed)

    def _refuse(self, known: KnownDevice, envelope: Envelope, reason: RefusalReason, now: datetime) -> Outgoing:
        """A refusal that is not kept: the same request may be answered when it comes again."""
        sealed = self.sealer.seal(known, envelope, Refusal(reason), CURRENT_VERSION, now)
        return Outgoing(answer_topic(known, "dn/elig"), sealed)

    def _count(self, code: str) -> None:
        self.counts[code] += 1
        log.info("%s", code)


def _digest(envelope: Envelope) -> bytes:
    """What makes two messages of one id the same: type, visit and data; time and sealing differ when repeated."""
    parts = (envelope.type.encode(), envelope.subject.encode(), bytes(envelope.data))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def _outcome(message: Message, answer: Message) -> str:
    ending = answer.reason.value if isinstance(answer, Refusal) else type(answer).__name__
    return f"{type(message).__name__}.{ending}"
