"""The tray of a bench as a card in vsmartcard's virtual PC/SC reader: pcscd and everything above it are real.

    python -m hal.virtual.card.vpcd --port 35963 --bench SOCKET

The card is connected while one lies on the tray. `--bench` is where to insert, remove and tear it (BenchClient).
"""

import argparse
import contextlib
import enum
import logging
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

from hal.errors import CardMute, CardRemoved, HalError
from hal.virtual.bench import Bench
from hal.virtual.remote import serve

PORT = 0x8C7B  # where vpcd listens unless its configuration says otherwise
RETRY_SECONDS = 0.05  # pcscd takes about 0.3 s to start
# pcscd polls every 0.4 s; a card that came back sooner would never have been away, which no real reader believes
AWAY_SECONDS = 0.5
_LENGTH_BYTES = 2

log = logging.getLogger(__name__)


class Control(enum.IntEnum):
    """Messages of one byte."""

    POWER_OFF = 0x00
    POWER_ON = 0x01
    RESET = 0x02
    ATR = 0x04


class Slot:
    """One side of vpcd's protocol: lengths of two bytes, control messages of one byte, else APDUs."""

    def __init__(self, bench: Bench, connection: socket.socket) -> None:
        self._bench = bench
        self._socket = connection
        self._handle: int | None = None

    def run(self) -> None:
        """Serve until the card or the other end is gone. Raises OSError, HalError."""
        try:
            while (message := self._receive()) is not None:
                answer = self._answer(message)
                if answer is not None:
                    self._socket.sendall(len(answer).to_bytes(_LENGTH_BYTES, "big") + answer)
        finally:
            self._power_off()

    def _answer(self, message: bytes) -> bytes | None:
        tray = self._bench.tray
        if len(message) != 1:
            return self._transmit(message)
        match message[0]:
            case Control.ATR:
                return tray.atr() or b""
            case Control.POWER_ON:
                self._power_off()
                self._handle, _, _ = tray.open()
            case Control.RESET if self._handle is not None:
                tray.reset(self._handle)
            case Control.POWER_OFF:
                self._power_off()
        return None

    def _transmit(self, command: bytes) -> bytes:
        if self._handle is None:
            raise CardRemoved("a command to a card without power")
        with contextlib.suppress(CardMute):
            return self._bench.tray.transmit(self._handle, command)
        # a mute card: the reader waits, and so does everything above it, until the card is taken away
        counter = self._bench.tray.presence().counter
        self._bench.changes.wait_until(lambda: self._bench.tray.presence().counter != counter, None)
        raise CardRemoved("the mute card was taken away")

    def _power_off(self) -> None:
        if self._handle is not None:
            self._bench.tray.close(self._handle)
            self._handle = None

    def _receive(self) -> bytes | None:
        head = self._exactly(_LENGTH_BYTES)
        return None if head is None else self._exactly(int.from_bytes(head, "big"))

    def _exactly(self, length: int) -> bytes | None:
        data = b""
        while len(data) < length:
            # vpcd sends length and body apart; without quick acknowledgement each APDU takes 44 ms
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._socket.recv(length - len(data))
            if not part:
                return None
            data += part
        return data


class VpcdCard:
    """Connects to vpcd whenever a card lies on the tray, until it is stopped."""

    def __init__(self, bench: Bench, host: str, port: int) -> None:
        self._bench = bench
        self._address = (host, port)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Serve one card after the other until `stop`."""
        tray = self._bench.tray
        while not self._stopped.is_set():
            if self._bench.changes.wait_until(lambda: self._stopped.is_set() or tray.presence().present, 1.0):
                self._serve_one(tray.presence().counter)

    def _serve_one(self, counter: int) -> None:
        try:
            connection = socket.create_connection(self._address)
        except OSError:
            self._stopped.wait(RETRY_SECONDS)
            return
        gone = threading.Thread(target=self._hang_up_when_gone, args=(connection, counter), daemon=True)
        gone.start()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                Slot(self._bench, connection).run()
            except (OSError, HalError) as error:
                log.info("card off the reader: %s", error)
        self._bench.changes.note()  # ends the thread also where it was pcscd that went away
        self._stopped.wait(AWAY_SECONDS)

    def _hang_up_when_gone(self, connection: socket.socket, counter: int) -> None:
        def gone() -> bool:
            return self._stopped.is_set() or connection.fileno() < 0 or self._bench.tray.presence().counter != counter

        self._bench.changes.wait_until(gone, None)
        with contextlib.suppress(OSError):  # the connection is over already
            connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._stopped.set()
        self._bench.changes.note()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A virtual card in vsmartcard's virtual PC/SC reader.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--bench", type=Path, required=True, help="socket on which to insert and remove cards")
    options = parser.parse_args(arguments)
    bench = Bench()
    card = VpcdCard(bench, options.host, options.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: card.stop())
    server = serve(bench, options.bench)
    card.run()
    server.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
