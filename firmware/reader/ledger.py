"""How visits ended, told to the centre exactly once each: kept by link until the centre's signed word."""

from datetime import timedelta

from firmware.link.ipc import Arrived, Forget, NotStored, Store, Stored
from firmware.messages.errors import MessageError
from firmware.messages.schema import Acknowledgement, Method, UsageRecord
from firmware.reader.centre_desk import Send
from firmware.reader.journal import Journal
from firmware.reader.post_office import PostOffice
from firmware.visit.effects import RecordUsage
from hal.clock import Clock

RECORD_LIFE = timedelta(days=30)
"""As long as a record may wait in an outbox; the centre keeps old decryption keys for the same time."""

MAX_UNSAVED = 1000
"""Records held in memory while link is away: several busy days of one reader."""


class Ledger:
    """Seals usage records, hands them to link, and orders them forgotten when the centre has them."""

    def __init__(self, office: PostOffice, send: Send, clock: Clock, journal: Journal) -> None:
        self._office = office
        self._send = send
        self._clock = clock
        self._journal = journal
        self._unsaved: dict[str, Store] = {}

    @property
    def unsaved(self) -> int:
        """Records that link has not put on its disk yet."""
        return len(self._unsaved)

    def record(self, effect: RecordUsage, visit_id: str, steps_ms: dict[str, int]) -> None:
        """Seal how the visit ended and hand it to link."""
        usage = UsageRecord(
            outcome=effect.outcome.value,
            method=Method.PIN if effect.authenticated else None,
            started=self._clock.now(),
            steps_ms=steps_ms,
        )
        letter = self._office.write(usage, visit_id, RECORD_LIFE)
        store = Store(letter.id, "usage", self._clock.now().timestamp(), "up/evt", letter.body)
        if len(self._unsaved) >= MAX_UNSAVED:
            self._unsaved.pop(next(iter(self._unsaved)))
            self._journal.refused("usage record dropped: link has been away too long")
        self._unsaved[letter.id] = store
        self._journal.message("up", letter.name, len(letter.body))
        self._send(store)

    def link_is_back(self) -> None:
        """Hand over again what link may not have."""
        for store in self._unsaved.values():
            self._send(store)

    def stored(self, message: Stored) -> None:
        """Link has it on its disk."""
        self._unsaved.pop(message.id, None)

    def not_stored(self, message: NotStored) -> None:
        """Link could not keep it; it stays here and is offered again when link reconnects."""
        self._journal.refused(f"usage record not stored: {message.why}")

    def acknowledged(self, message: Arrived) -> None:
        """The centre's signed word that it has a record: only that lets it be forgotten."""
        try:
            envelope, answer = self._office.read(message.body)
        except MessageError as error:
            self._journal.refused(f"acknowledgement {type(error).__name__}")
            return
        if not isinstance(answer, Acknowledgement) or envelope.correlationid is None:
            self._journal.refused("acknowledgement of nothing")
            return
        self._journal.message("down", type(answer).__name__, len(message.body))
        self._unsaved.pop(envelope.correlationid, None)
        self._send(Forget(envelope.correlationid))
