"""An exclusive connection to a card over PC/SC. It ends with UNPOWER in every path.

A card that is left powered, or only warm-started, keeps its PIN verified: whoever connects next could sign.
"""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from smartcard import scard

from hal.errors import CardMute, CardRemoved
from hal.real.pcsc_codes import Code, connect_error, transmit_error, unsigned
from hal.real.pcsc_features import passes_extended_length
from hal.real.pcsc_service import PcscService

STATUS_WORD_BYTES = 2

log = logging.getLogger(__name__)


class Stopwatch:
    """How long the command under way has been running. A blocked transmit cannot be ended, only noticed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None

    def start(self) -> None:
        """A command is sent."""
        with self._lock:
            self._since = time.monotonic()

    def stop(self) -> None:
        """Its answer is there."""
        with self._lock:
            self._since = None

    def seconds(self) -> float:
        """Seconds since the command under way was sent; 0.0 when there is none."""
        with self._lock:
            return 0.0 if self._since is None else time.monotonic() - self._since


class PcscConnection:
    """Made by PcscReader.connect."""

    def __init__(self, service: PcscService, counter: int, stopwatch: Stopwatch, extended_length: bool | None) -> None:
        """Raises NoCard, CardRemoved, CardMute, DeviceBusy, DeviceMissing; owns `service` only once made."""
        self._service = service
        self._counter = counter
        self._stopwatch = stopwatch
        self._closed = False
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, self._card, protocol = self._timed(
            scard.SCardConnect, service.context, service.reader, scard.SCARD_SHARE_EXCLUSIVE, protocols
        )
        if unsigned(code) != Code.SUCCESS:
            raise connect_error(unsigned(code), service.reader)
        self._pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        self._atr = self._read_atr()
        self._extended = passes_extended_length(self._card) if extended_length is None else extended_length

    def _read_atr(self) -> bytes:
        code, _, _, _, atr = scard.SCardStatus(self._card)
        if unsigned(code) != Code.SUCCESS:
            self._power_down()
            raise connect_error(unsigned(code), self._service.reader)
        return bytes(atr)

    @property
    def counter(self) -> int:
        """The presence counter under which this connection was opened."""
        return self._counter

    @property
    def atr(self) -> bytes:
        """Answer to reset; readers make it up for contactless cards."""
        return self._atr

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length APDUs, by its own word or by the configuration's."""
        return self._extended

    def transmit(self, command: bytes) -> bytes:
        """Send one command APDU. Raises CardRemoved, CardMute.

        Blocks for as long as reader and card like; `PcscReader.blocked_for` tells a watchdog.
        """
        if self._closed:
            raise CardRemoved("the connection was closed")
        code, answer = self._timed(scard.SCardTransmit, self._card, self._pci, list(command))
        if unsigned(code) != Code.SUCCESS:
            raise transmit_error(unsigned(code))
        if not answer:
            # how a card that was torn off shows first: success with nothing in it
            raise CardRemoved("the card was taken away (empty answer)")
        if len(answer) < STATUS_WORD_BYTES:
            raise CardMute("the card answered without a status word")
        return bytes(byte & 0xFF for byte in answer)

    def close(self) -> None:
        """Cut the card's power and let the reader go; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._power_down()
            self._service.release()

    def _power_down(self) -> None:
        code = self._timed(scard.SCardDisconnect, self._card, scard.SCARD_UNPOWER_CARD)
        if unsigned(code) != Code.SUCCESS:
            # the usual reason is that the card is gone already, and with it its power
            log.info("disconnect: %08X", unsigned(code))

    def _timed(self, call: Callable[..., Any], *arguments: object) -> Any:
        self._stopwatch.start()
        try:
            return call(*arguments)
        finally:
            self._stopwatch.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
