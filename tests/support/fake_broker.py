"""A broker under the test's full control: speaks just enough MQTT 5 over TLS to be believed, and lies on demand."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import NamedTuple, Self

from tests.support.broker import LIMIT_S, free_port
from tests.support.certificates import Authority

CONNECT, PUBLISH, PUBACK, SUBSCRIBE, PINGREQ, DISCONNECT = 1, 3, 4, 8, 12, 14
CONNACK_OK = b"\x20\x03\x00\x00\x00"
QOS_1, NOT_AUTHORIZED = b"\x01", b"\x87"
TAKEN_OVER = b"\xe0\x02\x8e\x00"


class Packet(NamedTuple):
    """One MQTT packet: type, flags, and what follows the fixed header."""

    kind: int
    flags: int
    body: bytes


class Published(NamedTuple):
    """A PUBLISH of the device."""

    topic: str
    packet_id: int
    body: bytes


class FakeBroker:
    """Serves one connection at a time; `on_publish` decides what to answer, by default a plain acknowledgement."""

    def __init__(self, authority: Authority) -> None:
        self.port = free_port()
        self.authority = authority
        self.connections = 0
        self.greeting = CONNACK_OK
        self.granting = True
        self.published: list[Published] = []
        self.on_publish: Callable[[Published], None] = lambda said: self.acknowledge(said.packet_id)
        pair = authority.issue("broker")
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pair.certificate, pair.key)
        self._context.load_verify_locations(authority.certificate)
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._connection: ssl.SSLSocket | None = None
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="fake-broker")

    def send(self, raw: bytes) -> None:
        """Send any bytes to the device."""
        connection = self._connection
        assert connection is not None
        # OpenSSL takes one writer at a time, and both the test and the serving thread write.
        with self._writing:
            connection.sendall(raw)

    def acknowledge(self, packet_id: int, code: int = 0) -> None:
        """PUBACK."""
        self.send(struct.pack(">BBHBB", 0x40, 4, packet_id, code, 0))

    def publish(self, topic: str, body: bytes, retain: bool = False) -> None:
        """PUBLISH to the device at QoS 0."""
        name = topic.encode()
        rest = struct.pack(">H", len(name)) + name + b"\x00" + body
        self.send(bytes([0x31 if retain else 0x30]) + _length(len(rest)) + rest)

    def hang_up(self) -> None:
        """Break the connection."""
        if self._connection is not None:
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            try:
                raw.settimeout(LIMIT_S)
                with self._context.wrap_socket(raw, server_side=True) as connection:
                    connection.settimeout(None)
                    self._connection = connection
                    self._converse(connection)
            except OSError:
                continue

    def _converse(self, connection: ssl.SSLSocket) -> None:
        stream = connection.makefile("rb")
        while (packet := _read(stream.read)) is not None:
            if packet.kind == CONNECT:
                self.connections += 1
                self.send(self.greeting)
            elif packet.kind == SUBSCRIBE:
                self.send(b"\x90\x04" + packet.body[:2] + b"\x00" + (QOS_1 if self.granting else NOT_AUTHORIZED))
            elif packet.kind == PINGREQ:
                self.send(b"\xd0\x00")
            elif packet.kind == PUBLISH:
                said = _published(packet)
                self.published.append(said)
                if said.packet_id:
                    self.on_publish(said)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # shutdown, since close alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        try:
            self.hang_up()
        except OSError:
            self._connection = None
        self._thread.join(LIMIT_S)


def _read(read: Callable[[int], bytes]) -> Packet | None:
    first = read(1)
    if not first:
        return None
    length, shift = 0, 0
    while True:
        byte = read(1)[0]
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return Packet(first[0] >> 4, first[0] & 0x0F, read(length))


def _published(packet: Packet) -> Published:
    (size,) = struct.unpack_from(">H", packet.body)
    topic = packet.body[2 : 2 + size].decode()
    rest = packet.body[2 + size :]
    packet_id = 0
    if packet.flags & 0x06:
        (packet_id,) = struct.unpack_from(">H", rest)
        rest = rest[2:]
    # One byte of length is enough for the few properties that link sends.
    return Published(topic, packet_id, rest[1 + rest[0] :])


def _length(value: int) -> bytes:
    out = bytearray()
    while True:
        value, digit = divmod(value, 128)
        out.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(out)
