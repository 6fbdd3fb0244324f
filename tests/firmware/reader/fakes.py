"""Small stand-ins around the desks: a clock moved by hand, what was posted, a centre that answers with real keys."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firmware.link.ipc import Arrived, ToLink
from firmware.messages.codec import decode_data, encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import uuid7
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.keyset import KeyEntry, KeySet
from firmware.messages.schema import Message
from firmware.messages.sealing import open_sealed, seal
from firmware.reader.identity import Identity
from firmware.reader.inbox import Happened, Item
from firmware.reader.journal import Journal
from firmware.visit.events import AnyEvent

DEVICE = "reader-7"
START = datetime(2026, 4, 1, 9, tzinfo=UTC)


class HandClock:
    """Both clocks stand still until a test moves them, together or apart."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = START
        self.is_sure = True

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def sure(self) -> bool:
        return self.is_sure

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


class LaterWorker:
    """Keeps what it is given until a test lets it do it; `taken` is how long the work under way has taken."""

    def __init__(self, at_once: bool = True) -> None:
        self.at_once = at_once
        self.waiting: deque[Callable[[], None]] = deque()
        self.taken = 0.0
        self.closed: float | None = None

    def submit(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)
        if self.at_once:
            self.work()

    def work(self) -> None:
        while self.waiting:
            self.waiting.popleft()()

    def busy_for(self) -> float:
        return self.taken

    def close(self, longest: float) -> None:
        self.work()
        self.closed = longest


class Posted(list[Item]):
    """What a desk posted."""

    def post(self, item: Item) -> None:
        self.append(item)

    @property
    def events(self) -> list[AnyEvent]:
        return [item.event for item in self if isinstance(item, Happened)]


@dataclass
class LinkSpy:
    """Takes what is sent to link; `away` as if link were not there."""

    away: bool = False
    sent: list[ToLink] = field(default_factory=list)

    def send(self, message: ToLink) -> bool:
        if not self.away:
            self.sent.append(message)
        return not self.away

    def of(self, kind: type[ToLink]) -> list[ToLink]:
        return [message for message in self.sent if isinstance(message, kind)]


class FakeCentre:
    """The centre's private keys: opens what the reader sealed, and answers."""

    def __init__(self, not_before: datetime | None = None, not_after: datetime | None = None) -> None:
        self._signing, self._decryption = SigningKey.generate(CENTRE), DecryptionKey.generate(CENTRE)
        self._reader, self._device = DecryptionKey.generate(DEVICE), SigningKey.generate(DEVICE)
        begin, end = not_before or START - timedelta(days=30), not_after or START + timedelta(days=30)
        keys = (self._signing.public(), self._decryption.public())
        keyset = KeySet(1, tuple(KeyEntry.of(key, begin, end) for key in keys))
        self.identity = Identity("13", DEVICE, self._device, self._reader, keyset)

    def open(self, body: bytes) -> tuple[Envelope, Message]:
        own, signers = {self._decryption.kid: self._decryption}, {self._device.kid: self._device.public()}
        envelope = open_sealed(body, own=own, signers=signers, audience=CENTRE, now=None)
        return envelope, decode_data(envelope)[0]

    def answer(self, message: Message, subject: str, correlation: str | None, branch: str = "dn/elig") -> Arrived:
        envelope = Envelope(
            id=uuid7(START, bytes(10)),
            source=CENTRE,
            type=type_name(message),
            time=START,
            audience=DEVICE,
            device=DEVICE,
            kid=self._signing.kid,
            subject=subject,
            data=encode_data(message),
            correlationid=correlation,
        )
        return Arrived(branch, seal(envelope, self._signing, self._reader.public()))


def journal_in(directory: Path, clock: HandClock) -> Journal:
    """A journal that writes when it is flushed."""
    return Journal(directory, clock, "1.2.3", LaterWorker())
