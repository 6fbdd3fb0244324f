"""How visits ended, told to the centre exactly once each: kept by link until the centre's signed word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from firmware.link.ipc import Arrived, Forget, NotStored, Store, Stored, Why
from firmware.messages.errors import MessageError
from firmware.messages.schema import Acknowledgement, RecordRefusal, UsageRecord
from firmware.reader.centre_desk import Send
from firmware.reader.journal import Journal
from firmware.reader.post_office import PostOffice
from firmware.reader.spool import Spool
from firmware.reader.worker import Worker
from firmware.visit.effects import RecordUsage
from hal.clock import Clock

RECORD_LIFE = timedelta(days=30)
"""As long as a record may wait in an outbox; the centre keeps old decryption keys for the same time."""

LONGEST_MS = 24 * 60 * 60 * 1000
"""The longest step that a record holds (`firmware.messages.schema`)."""

MAX_UNSAVED = 1000
"""Records held here while link is away: several busy days of one reader."""

IN_FLIGHT = 16
"""Records offered to link at a time; it refuses more than 64, and a visit's questions go before them."""

SPOOL_AFTER_S = 2.0
"""Link answers within milliseconds. A record that waits longer goes to our own disk, or a power cut would lose it."""

ANSWER_S = 30.0
"""A record that link has not answered for so long is offered again."""

BUSY_S, FULL_S = 1.0, 30.0
"""Pause after link could not keep a record: its disk was behind, or is full or failing."""

HOPELESS = frozenset({Why.BAD_BRANCH, Why.TOO_LARGE})
"""Reasons that stay true however often a record is offered."""


@dataclass(slots=True)
class _Waiting:
    store: Store
    since: float
    not_before: float
    spooled: bool
    offered_at: float | None = None

    def in_flight(self, now: float) -> bool:
        return self.offered_at is not None and now - self.offered_at < ANSWER_S


class Ledger:
    """Seals usage records, hands them to link, and orders them forgotten when the centre has them.

    Owned by the reader's loop; the spool is only touched on the disk's thread. `lost` counts records that could not
    be kept at all.
    """

    def __init__(
        self, office: PostOffice, send: Send, clock: Clock, journal: Journal, spool: Spool, disk: Worker
    ) -> None:
        """Raises OSError when the spool cannot be read."""
        self._office = office
        self._send = send
        self._clock = clock
        self._journal = journal
        self._spool = spool
        self._disk = disk
        self.lost = 0
        now = clock.monotonic()
        kept = spool.load(MAX_UNSAVED)
        self._waiting = {store.id: _Waiting(store, now, now, spooled=True) for store in kept}

    @property
    def unsaved(self) -> int:
        """Records that link has not put on its disk yet."""
        return len(self._waiting)

    def record(self, effect: RecordUsage, visit_id: str, steps_ms: dict[str, int], seconds: float) -> None:
        """Seal how the visit ended, which began so many seconds ago, and hand it to link."""
        now = self._office.now()
        usage = UsageRecord(
            outcome=effect.outcome.value,
            method=effect.method,
            started=now - timedelta(seconds=seconds),
            steps_ms={name: min(milliseconds, LONGEST_MS) for name, milliseconds in steps_ms.items()},
        )
        try:
            letter = self._office.write(usage, visit_id, RECORD_LIFE)
        except MessageError as error:
            self._lose(f"usage record not sealed: {type(error).__name__}")
            return
        if len(self._waiting) >= MAX_UNSAVED:
            self._remove(next(iter(self._waiting)))
            self._lose("usage record dropped: link has been away too long")
        store = Store(letter.id, "usage", now.timestamp(), "up/evt", letter.body)
        moment = self._clock.monotonic()
        self._waiting[letter.id] = _Waiting(store, moment, moment, spooled=False)
        self._journal.message("up", letter.name, len(letter.body))
        self._offer(moment)

    def tick(self) -> None:
        """Offer what waits, and keep on the own disk what has waited for long."""
        if not self._waiting:
            return
        now = self._clock.monotonic()
        self._offer(now)
        self._keep_waiting(now - SPOOL_AFTER_S)

    def link_is_away(self) -> None:
        """What link was told and did not answer has to be told again."""
        for waiting in self._waiting.values():
            waiting.offered_at = None

    def stored(self, message: Stored) -> None:
        """Link has it on its disk."""
        self._remove(message.id)

    def not_stored(self, message: NotStored) -> None:
        """Link could not keep it: it is offered again after a pause, where that can help."""
        waiting = self._waiting.get(message.id)
        if waiting is None:
            return
        if message.why in HOPELESS:
            self._remove(message.id)
            self._lose(f"usage record refused by link: {message.why}")
            return
        self._journal.refused(f"usage record not stored: {message.why}")
        waiting.offered_at = None
        waiting.not_before = self._clock.monotonic() + (BUSY_S if message.why == Why.BUSY else FULL_S)

    def acknowledged(self, message: Arrived) -> None:
        """The centre's signed word that it has a record, or never will: only that lets it be forgotten."""
        try:
            envelope, answer = self._office.read(message.body)
        except MessageError as error:
            self._journal.refused(f"acknowledgement {type(error).__name__}")
            return
        if not isinstance(answer, Acknowledgement) or envelope.correlationid is None:
            self._journal.refused("acknowledgement of nothing")
            return
        self._journal.message("down", type(answer).__name__, len(message.body))
        self._remove(envelope.correlationid)
        self._send(Forget(envelope.correlationid))
        if answer.refused is RecordRefusal.UNKNOWN:
            self._lose("usage record refused by the centre: unknown to it")

    def close(self) -> None:
        """Keep on the own disk what link does not have."""
        self._keep_waiting(self._clock.monotonic())

    def _offer(self, now: float) -> None:
        under_way = sum(waiting.in_flight(now) for waiting in self._waiting.values())
        for waiting in self._waiting.values():
            if under_way >= IN_FLIGHT:
                return
            if waiting.in_flight(now) or now < waiting.not_before:
                continue
            if not self._send(waiting.store):
                return
            waiting.offered_at = now
            under_way += 1

    def _keep_waiting(self, since: float) -> None:
        for waiting in self._waiting.values():
            if not waiting.spooled and waiting.since <= since:
                waiting.spooled = True
                self._disk.submit(partial(self._on_disk, partial(self._spool.keep, waiting.store)))

    def _remove(self, record_id: str) -> None:
        waiting = self._waiting.pop(record_id, None)
        if waiting is not None and waiting.spooled:
            self._disk.submit(partial(self._on_disk, partial(self._spool.drop, record_id)))

    def _on_disk(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError:
            # Kept in memory all the same; the count tells a technician of the disk.
            self._journal.lose(1)

    def _lose(self, why: str) -> None:
        self.lost += 1
        self._journal.refused(why)
