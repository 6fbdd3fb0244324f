"""Rigs: one reader with its surroundings, virtual or real, with the same verbs for the contract tests."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from hal.nfc import NfcReader, Presence
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.contents import CardContents
from hal.virtual.card.files import load_card, save_card
from hal.virtual.card.stack import READER_NAME, PcscStack
from hal.virtual.client import BenchClient
from hal.virtual.nfc import VirtualNfc
from hal.virtual.tray import When

SETTLE = 10.0  # seconds: the one generous limit against hanging; a poll of vpcd takes 0.4


class Rig(Protocol):
    """What a contract test may do."""

    reader: NfcReader

    def insert(self, contents: CardContents) -> None: ...
    def reinsert(self) -> None: ...
    def remove(self) -> None: ...
    def tear_after(self, apdus: int, when: When) -> None: ...
    def mute(self, muted: bool) -> None: ...
    def other_program(self) -> contextlib.AbstractContextManager[None]: ...
    def break_down(self) -> None: ...
    def mend(self) -> None: ...
    def card_lies_there(self) -> bool: ...
    def another_reader(self) -> NfcReader: ...
    def settled(self, reader: NfcReader) -> Presence: ...


class _Cards:
    """Cards live in files, so both rigs put the same ones on their trays."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "test.card"

    def write(self, contents: CardContents) -> Path:
        save_card(self._file, contents)
        return self._file

    @property
    def file(self) -> Path:
        return self._file


class VirtualRig:
    def __init__(self, directory: Path) -> None:
        self.bench = Bench()
        self.reader: NfcReader = VirtualNfc(self.bench, NfcSettings())
        self._cards = _Cards(directory)

    def insert(self, contents: CardContents) -> None:
        self.bench.insert(load_card(self._cards.write(contents)))

    def reinsert(self) -> None:
        self.bench.insert(load_card(self._cards.file))

    def remove(self) -> None:
        self.bench.remove()

    def tear_after(self, apdus: int, when: When) -> None:
        self.bench.tear_after(apdus, when)

    def mute(self, muted: bool) -> None:
        self.bench.mute(muted)

    @contextlib.contextmanager
    def other_program(self) -> Iterator[None]:
        self.bench.occupy(True)
        yield
        self.bench.occupy(False)

    def break_down(self) -> None:
        self.bench.fail("nfc")

    def mend(self) -> None:
        self.bench.mend("nfc")

    def card_lies_there(self) -> bool:
        return self.bench.snapshot().card_present

    def another_reader(self) -> NfcReader:
        return VirtualNfc(self.bench, NfcSettings())

    def settled(self, reader: NfcReader) -> Presence:
        return reader.presence()

    def close(self) -> None:
        self.reader.close()


class PcscRig:
    """The real driver on a real pcscd; the card in it is the virtual one."""

    def __init__(self, directory: Path, stack: PcscStack) -> None:
        # libpcsclite keeps the path of the first call, so all rigs of a run share one stack
        os.environ.update(stack.environment)
        from hal.real.pcsc import PcscReader

        settings = NfcSettings(driver="pcsc", reader=READER_NAME, extended_length=True)
        self.pcsc = PcscReader(settings)
        self.reader: NfcReader = self.pcsc
        self._stack = stack
        self._bench = BenchClient(stack.bench)
        self._cards = _Cards(directory)
        self._wait(present=False)

    def insert(self, contents: CardContents) -> None:
        self._bench.insert(self._cards.write(contents))
        self._wait(present=True)

    def reinsert(self) -> None:
        self._bench.insert(self._cards.file)
        self._wait(present=True)

    def remove(self) -> None:
        self._bench.remove()

    def tear_after(self, apdus: int, when: When) -> None:
        self._bench.tear_after(apdus, when)

    def mute(self, muted: bool) -> None:
        self._bench.mute(muted)

    @contextlib.contextmanager
    def other_program(self) -> Iterator[None]:
        from smartcard import scard

        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        code, card, _ = scard.SCardConnect(context, READER_NAME, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)
        assert code == 0
        yield
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)

    def break_down(self) -> None:
        self._stack.stop_service()

    def mend(self) -> None:
        self._stack.start_service()

    def card_lies_there(self) -> bool:
        return self._bench.snapshot().card_present

    def another_reader(self) -> NfcReader:
        from hal.real.pcsc import PcscReader

        return PcscReader(NfcSettings(driver="pcsc", reader=READER_NAME))

    def settled(self, reader: NfcReader) -> Presence:
        """The service may say "no card" up to one poll (0.4 s) before it counts the removal."""
        return reader.wait(reader.presence(), 0.5)

    def apdus(self) -> int:
        return self._bench.snapshot().apdus

    def _wait(self, present: bool) -> None:
        """Until pcscd noticed what the tray shows."""
        limit = time.monotonic() + SETTLE
        now = self.reader.presence()
        while now.present != present:
            assert time.monotonic() < limit, "pcscd did not notice the card"
            now = self.reader.wait(now, 1.0)

    def close(self) -> None:
        self._bench.mute(False)
        if self.card_lies_there():
            self._bench.remove()
        self._wait(present=False)
        self._bench.close()
        self.reader.close()
