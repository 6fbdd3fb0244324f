"""One connection to the broker. The only file of the firmware that imports the MQTT library.

A new object for each attempt: nothing that the library may have queued outlives its connection, so no message of an
old visit can come out late. The library's thread only hands events over to the loop; it decides nothing.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from firmware.link.events import Accepted, Acknowledged, BrokerEvent, Came, Lost, Refused, Subscribed
from firmware.link.ipc import MAX_BODY_BYTES, Reason
from firmware.link.tcp import cut, prepare

_log = logging.getLogger(__name__)

MAX_PACKET_BYTES = MAX_BODY_BYTES + 1_024
"""What the broker may send in one packet: the largest body, its topic and properties."""

MAX_WAITING = 256
"""Messages from the broker that may wait for the loop; more are thrown away instead of filling the memory."""

CONNECT_LIMIT_S = 10.0
"""For TCP and again for TLS. The session gives up an attempt by its own clock as well."""

CLOSE_LIMIT_S = 1.0

SESSION_TAKEN_OVER = 0x8E


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and who we are; `keepalive` in seconds."""

    host: str
    port: int
    client_id: str
    keepalive: int
    tls: ssl.SSLContext


class _Client(Client):
    """Says when its network thread has ended, also when an error of its own ended it."""

    on_end: Callable[[], None]

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        try:
            return super().loop_forever(timeout, retry_first_connection)
        finally:
            self.on_end()


class _Errors(logging.Logger):
    """Keeps what the library said last of an error. Of less it is not told: formatting every packet takes time."""

    def __init__(self) -> None:
        super().__init__("paho", logging.ERROR)
        self.last = ""

    def handle(self, record: logging.LogRecord) -> None:
        """Called by the library's threads."""
        self.last = record.getMessage()


class BrokerConnection:
    """Connection `number`. Made, used and closed on the loop; `on_event` is called there too."""

    def __init__(self, broker: Broker, number: int, will: tuple[str, bytes], on_event: Callable[[BrokerEvent], None]):
        """`will` is topic and body of what the broker says, retained, when the connection breaks."""
        self._broker = broker
        self._number = number
        self._on_event = on_event
        self._loop = asyncio.get_running_loop()
        self._tokens: dict[int, int] = {}
        self._slots = threading.BoundedSemaphore(MAX_WAITING)
        self._guard = threading.Lock()
        self._closed = False
        self._started = False
        self._ended = threading.Event()
        self._greeted = False
        self._errors = _Errors()
        self._expiring: dict[int | None, Properties] = {}
        self._client = self._make_client(will)

    def open(self) -> None:
        """Begin the attempt. Name service, TCP and TLS block, so they have a thread."""
        threading.Thread(target=self._connect, name=f"connect-{self._number}", daemon=True).start()

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a filter; answered by Subscribed. Retained messages are not wanted."""
        options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
        self._client.subscribe(topic_filter, options=options)

    def publish(self, topic: str, body: bytes, token: int | None, retain: bool, expiry_s: int | None) -> None:
        """Hand a message over. When the connection is gone already, Lost is under way and says so."""
        qos = 0 if token is None else 1
        info = self._client.publish(topic, body, qos=qos, retain=retain, properties=self._expiry(expiry_s))
        if token is not None:
            self._tokens[info.mid] = token

    def close(self, in_order: bool) -> None:
        """Say goodbye, or cut with everything unsent thrown away. No event comes after this."""
        with self._guard:
            self._closed = True
            started = self._started
        if started and in_order:
            self._client.disconnect()
        elif started:
            self._cut()

    def join(self) -> None:
        """Wait until the network thread is gone; blocks for seconds at most. After `close`."""
        if self._started and not self._ended.wait(CLOSE_LIMIT_S):
            self._cut()
            self._ended.wait(CLOSE_LIMIT_S)

    def _make_client(self, will: tuple[str, bytes]) -> _Client:
        client = _Client(
            CallbackAPIVersion.VERSION2, self._broker.client_id, protocol=MQTTv5, reconnect_on_failure=False
        )
        client.connect_timeout = CONNECT_LIMIT_S
        client.tls_set_context(self._broker.tls)
        client.will_set(will[0], will[1], qos=1, retain=True)
        client.on_socket_open = lambda _, __, connection: prepare(connection)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_publish = self._published
        client.on_message = self._message
        client.on_disconnect = self._disconnected
        client.enable_logger(self._errors)
        client.on_end = self._thread_ended
        return client

    def _expiry(self, seconds: int | None) -> Properties:
        """Made once for each life that messages have: there are two, and the library only reads them."""
        if seconds not in self._expiring:
            expiry = {} if seconds is None else {"MessageExpiryInterval": seconds}
            self._expiring[seconds] = _properties(PacketTypes.PUBLISH, **expiry)
        return self._expiring[seconds]

    def _connect(self) -> None:
        properties = _properties(PacketTypes.CONNECT, MaximumPacketSize=MAX_PACKET_BYTES)
        broker = self._broker
        try:
            self._client.connect(broker.host, broker.port, broker.keepalive, clean_start=True, properties=properties)
        except ssl.SSLCertVerificationError as error:
            self._refuse(Reason.BROKER_UNTRUSTED, f"its certificate is not good: {error.verify_message}")
        except ssl.SSLError as error:
            self._refuse(Reason.BROKER_REFUSED, f"no TLS with it: {error.reason}")
        except (OSError, UnicodeError) as error:
            self._refuse(Reason.BROKER_UNREACHABLE, str(error))
        else:
            with self._guard:
                self._started = True
                self._client.loop_start()
                if self._closed:
                    self._cut()

    def _cut(self) -> None:
        connection: Any = self._client.socket()
        if connection is not None:
            cut(connection)

    # Called by the library's threads from here on.

    def _hand_over(self, event: BrokerEvent) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(self._deliver, event)

    def _refuse(self, reason: Reason, detail: str) -> None:
        _log.warning("no connection to the broker at %s:%d: %s", self._broker.host, self._broker.port, detail)
        self._hand_over(Refused(self._number, reason))

    def _connected(
        self, _: Client, __: Any, ___: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        self._greeted = True
        if code.is_failure:
            self._refuse(Reason.BROKER_REFUSED, f"it says {code}")
            return
        receive_maximum = getattr(properties, "ReceiveMaximum", 65_535)
        retain = bool(getattr(properties, "RetainAvailable", 1))
        self._hand_over(Accepted(self._number, receive_maximum, retain))

    def _subscribed(self, _: Client, __: Any, ___: int, codes: list[ReasonCode], ____: Properties | None) -> None:
        granted = bool(codes) and not any(code.is_failure for code in codes)
        self._hand_over(Subscribed(self._number, granted))

    def _published(self, _: Client, __: Any, message_id: int, code: ReasonCode, ___: Properties | None) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(self._acknowledge, message_id, code.value)

    def _message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        if self._slots.acquire(blocking=False):
            self._hand_over(Came(self._number, topic, bytes(message.payload), bool(message.retain)))

    def _disconnected(
        self, _: Client, __: Any, flags: DisconnectFlags, code: ReasonCode, ___: Properties | None
    ) -> None:
        taken_over = flags.is_disconnect_packet_from_server and code.value == SESSION_TAKEN_OVER
        if taken_over:
            _log.error("the broker gave our place to another connection: somebody else has this device's certificate")
        elif not self._closed and not self._greeted:
            # With TLS 1.3 the client has ended its part before the broker looks at its certificate.
            _log.warning("the broker hung up without a greeting: it may not accept this device's certificate")
        elif not self._closed:
            _log.warning("the broker is gone: %s %s", code, self._errors.last)
        self._hand_over(Lost(self._number, Reason.TAKEN_OVER if taken_over else Reason.CONNECTION_LOST))

    def _thread_ended(self) -> None:
        self._hand_over(Lost(self._number, Reason.CONNECTION_LOST))
        self._ended.set()

    # On the loop again.

    def _deliver(self, event: BrokerEvent) -> None:
        if isinstance(event, Came):
            self._slots.release()
        if not self._closed:
            self._on_event(event)

    def _acknowledge(self, message_id: int, code: int) -> None:
        token = self._tokens.pop(message_id, None)
        if token is not None and not self._closed:
            self._on_event(Acknowledged(self._number, token, code))


def _properties(kind: int, **values: int) -> Properties:
    properties = Properties(kind)  # type: ignore[no-untyped-call]  # the library types all but this constructor
    for name, value in values.items():
        setattr(properties, name, value)
    return properties
