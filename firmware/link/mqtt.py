"""One connection to the broker. The only file of the firmware that imports the MQTT library.

A new object for each attempt: nothing that the library may have queued outlives its connection, so no message of an
old visit can come out late. Name service, TCP and TLS have a thread, because they block; from then on the library
works on the loop, without its own thread: a request that changes threads twice on its way waits twice for a processor.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from firmware.link.events import Accepted, Acknowledged, BrokerEvent, Came, Lost, Refused, Subscribed
from firmware.link.ipc import MAX_BODY_BYTES, Reason
from firmware.link.pump import Pump
from firmware.link.tcp import cut, prepare

_log = logging.getLogger(__name__)

MAX_PACKET_BYTES = MAX_BODY_BYTES + 1_024
"""What the broker may send in one packet: the largest body, its topic and properties."""

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


class _Errors(logging.Logger):
    """Keeps what the library said last of an error. Of less it is not told: formatting every packet takes time."""

    def __init__(self) -> None:
        super().__init__("paho", logging.ERROR)
        self.last = ""

    def handle(self, record: logging.LogRecord) -> None:
        """Called by the library."""
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
        self._closed = False
        self._greeted = False
        self._errors = _Errors()
        self._expiring: dict[int | None, Properties] = {}
        self._client = self._make_client(will)
        self._pump = Pump(self._loop, self._client, self._lost)

    def open(self) -> None:
        """Begin the attempt. Name service, TCP and TLS block, so they have a thread."""
        threading.Thread(target=self._connect, name=f"connect-{self._number}", daemon=True).start()

    def subscribe(self, topic_filter: str) -> None:
        """Ask for a filter; answered by Subscribed. Retained messages are not wanted."""
        options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
        self._client.subscribe(topic_filter, options=options)
        self._pump.write_the_rest()

    def publish(self, topic: str, body: bytes, token: int | None, retain: bool, expiry_s: int | None) -> None:
        """Hand a message over. When the connection is gone already, Lost is under way and says so."""
        qos = 0 if token is None else 1
        info = self._client.publish(topic, body, qos=qos, retain=retain, properties=self._expiry(expiry_s))
        if token is not None:
            self._tokens[info.mid] = token
        self._pump.write_the_rest()

    def close(self, in_order: bool) -> None:
        """Say goodbye, or cut with everything unsent thrown away. No event comes after this."""
        self._closed = True
        if self._pump.running and in_order:
            self._client.disconnect()
            self._pump.write_the_rest()
        elif self._pump.running:
            cut(self._pump.socket)

    def join(self) -> None:
        """Wait until the connection is gone; blocks for seconds at most, so not on the loop. After `close`."""
        if self._pump.running and not self._pump.ended.wait(CLOSE_LIMIT_S):
            self._loop.call_soon_threadsafe(cut, self._pump.socket)
            self._pump.ended.wait(CLOSE_LIMIT_S)

    def _make_client(self, will: tuple[str, bytes]) -> Client:
        client = Client(
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
        client.on_socket_close = lambda _, __, ___: self._pump.leave()
        return client

    def _expiry(self, seconds: int | None) -> Properties:
        """Made once for each life that messages have: there are two, and the library only reads them."""
        if seconds not in self._expiring:
            expiry = {} if seconds is None else {"MessageExpiryInterval": seconds}
            self._expiring[seconds] = _properties(PacketTypes.PUBLISH, **expiry)
        return self._expiring[seconds]

    def _connect(self) -> None:
        """In a thread of its own."""
        properties = _properties(PacketTypes.CONNECT, MaximumPacketSize=MAX_PACKET_BYTES)
        broker = self._broker
        try:
            self._client.connect(broker.host, broker.port, broker.keepalive, clean_start=True, properties=properties)
        except ssl.SSLCertVerificationError as error:
            self._fail(Reason.BROKER_UNTRUSTED, f"its certificate is not good: {error.verify_message}")
        except ssl.SSLError as error:
            self._fail(Reason.BROKER_REFUSED, f"no TLS with it: {error.reason}")
        except (OSError, UnicodeError) as error:
            self._fail(Reason.BROKER_UNREACHABLE, str(error))
        else:
            self._loop.call_soon_threadsafe(self._attach)

    def _fail(self, reason: Reason, detail: str) -> None:
        self._loop.call_soon_threadsafe(self._refuse, reason, detail)

    # All that follows is on the loop.

    def _attach(self) -> None:
        self._pump.attach()
        if self._closed and self._pump.running:
            cut(self._pump.socket)

    def _lost(self) -> None:
        self._say(Lost(self._number, Reason.CONNECTION_LOST))

    def _say(self, event: BrokerEvent) -> None:
        if not self._closed:
            self._on_event(event)

    def _refuse(self, reason: Reason, detail: str) -> None:
        _log.warning("no connection to the broker at %s:%d: %s", self._broker.host, self._broker.port, detail)
        self._say(Refused(self._number, reason))

    def _connected(
        self, _: Client, __: Any, ___: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        self._greeted = True
        if code.is_failure:
            self._refuse(Reason.BROKER_REFUSED, f"it says {code}")
            return
        receive_maximum = getattr(properties, "ReceiveMaximum", 65_535)
        retain = bool(getattr(properties, "RetainAvailable", 1))
        self._say(Accepted(self._number, receive_maximum, retain))

    def _subscribed(self, _: Client, __: Any, ___: int, codes: list[ReasonCode], ____: Properties | None) -> None:
        granted = bool(codes) and not any(code.is_failure for code in codes)
        self._say(Subscribed(self._number, granted))

    def _published(self, _: Client, __: Any, message_id: int, code: ReasonCode, ___: Properties | None) -> None:
        token = self._tokens.pop(message_id, None)
        if token is not None:
            self._say(Acknowledged(self._number, token, code.value))

    def _message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        self._say(Came(self._number, topic, bytes(message.payload), bool(message.retain)))

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
        self._say(Lost(self._number, Reason.TAKEN_OVER if taken_over else Reason.CONNECTION_LOST))


def _properties(kind: int, **values: int) -> Properties:
    properties = Properties(kind)  # type: ignore[no-untyped-call]  # the library types all but this constructor
    for name, value in values.items():
        setattr(properties, name, value)
    return properties
