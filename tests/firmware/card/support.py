"""Card sessions for tests: a virtual card under a session, or a connection that answers what it is told to."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from firmware.card.session import CardSession
from hal.nfc import Presence
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import CardContents, Counters
from hal.virtual.nfc import VirtualNfc
from tests.hal.virtual.card import cards

PROFILES = (cards.profile(), cards.profile("next-generation"))
MESSAGE = b"uketsuke-auth-v1 and what follows"


def open_card(contents: CardContents, counters: Counters | None = None) -> tuple[CardSession, Bench, VirtualCard]:
    bench, card = Bench(), VirtualCard(contents, counters)
    bench.insert(card)
    return CardSession(VirtualNfc(bench, NfcSettings()), PROFILES), bench, card


class Scripted:
    """A reader and its connection in one: each command is given to `answer`."""

    counter = 1
    atr = b"\x3b"
    extended_length = True

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self.sent: list[bytes] = []
        self.closed = 0

    def presence(self) -> Presence:
        return Presence(True, 1)

    def wait(self, known: Presence, timeout: float) -> Presence:
        return known

    def connect(self) -> Self:
        return self

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        return self._answer(command)

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def in_turn(*answers: str) -> Callable[[bytes], bytes]:
    """Answers in hex, one after the other; the last for ever."""
    waiting = [bytes.fromhex(answer) for answer in answers]
    return lambda _command: waiting.pop(0) if len(waiting) > 1 else waiting[0]
