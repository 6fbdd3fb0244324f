"""The centre's connection to the broker: the only file here that knows gmqtt.

An incoming message is acknowledged only after it was handled and committed (optimistic_acknowledgement off); its
answer is handed to the broker before that. A lost connection loses nothing that matters: readers ask again with
the same id. gmqtt's own reconnecting is switched off, `Edge.run` is the one owner of it.
"""

import asyncio
import contextlib
import logging
import secrets
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gmqtt import Client, Message, Subscription
from gmqtt.mqtt.handler import MQTTConnectError

from firmware.messages.sealing import MAX_SEALED_BYTES
from firmware.messages.topics import CLEAR, centre_filter
from tools.central.errors import ConfigurationError, HandlerFailed
from tools.central.sealer import Outgoing
from tools.central.settings import BrokerSettings
from tools.central.window import Window

log = logging.getLogger(__name__)

# Requests and events are shared between the members of a centre; the clear topics go to each, because the broker
# gives retained messages to plain subscriptions only.
SHARE_GROUP = "elig"
_SHARED = ("up/elig", "up/evt")
# Room for topic and properties beside the largest sealed message.
_MAX_PACKET_BYTES = MAX_SEALED_BYTES + 4096
# Messages that the broker may push before the first is acknowledged: a bound on our memory, not on the rate.
_RECEIVE_MAXIMUM = 100
# An answer is useless once the reader gave up: seconds that the broker may hold it for an absent reader.
_ANSWER_EXPIRY_S = 10
# A broker that takes the connection and says nothing is as good as none.
_CONNECT_TIMEOUT_S = 10.0
_FIRST_DELAY_S = 0.2
_LONGEST_DELAY_S = 10.0
# gmqtt reconnects by itself unless this is below its count of failures, which starts at 0; -1 means for ever.
_NEVER_RECONNECT = -2
# What a broker allows that says nothing (MQTT 5, 3.2.2.3.3).
_MQTT_RECEIVE_MAXIMUM = 65535
# From here on a reason code of MQTT is a refusal.
_REFUSED = 0x80
_SUCCESS = 0

# Topic, body, and whether the broker had kept the message for whoever comes.
Handler = Callable[[str, bytes, bool], Outgoing | None]


@dataclass(slots=True)
class Edge:
    """Keeps one connection for as long as it runs.

    `handle` is called for every message, on the event loop; `on_change` with True when subscribed, False when not
    any more.
    """

    settings: BrokerSettings
    handle: Handler
    on_change: Callable[[bool], None]

    async def run(self) -> None:
        """Connect, serve, connect again with full jitter; ends only by cancellation.

        Raises ConfigurationError, and HandlerFailed after a fault nobody foresaw: then only a fresh start is to be
        trusted.
        """
        context = tls_context(self.settings)
        chance = secrets.SystemRandom()
        attempt = 0
        while True:
            served = await _Connection(self, context).serve()
            attempt = 0 if served else min(attempt + 1, 10)
            self.on_change(False)
            await asyncio.sleep(chance.uniform(0, min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2**attempt)))


@dataclass(slots=True)
class _Connection:
    """One connection from its begin to its end. gmqtt calls back on the event loop, never from a thread."""

    edge: Edge
    context: ssl.SSLContext
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _window: Window = field(default_factory=Window)
    _shared: bool = True
    _broken: str = ""
    _granted: bool = False
    _refused: bool = False

    async def serve(self) -> bool:
        """Connect, subscribe, answer until the connection is lost; whether the broker ever granted what we need.

        Raises HandlerFailed.
        """
        client = self._client()
        if not await self._connect(client):
            return False
        try:
            group = SHARE_GROUP if self._shared else ""
            filters = [centre_filter(branch, group) for branch in _SHARED]
            filters += [centre_filter(branch) for branch in sorted(CLEAR)]
            client.subscribe([Subscription(one, qos=1) for one in filters])
            await self._ended.wait()
            if self._broken:
                raise HandlerFailed(self._broken)
            log.warning("broker.lost")
        finally:
            self._window.close()
            if self._refused or not self._ended.is_set():
                # TLS complains of what the broker was still sending; the connection is gone all the same.
                with contextlib.suppress(OSError):
                    await client.disconnect()
        return self._granted

    def _client(self) -> Client:
        """A fresh client each time, so that nothing of an earlier connection can be sent in a later one."""
        client = Client(
            self.edge.settings.client,
            clean_session=True,
            optimistic_acknowledgement=False,
            session_expiry_interval=0,
            receive_maximum=_RECEIVE_MAXIMUM,
            maximum_packet_size=_MAX_PACKET_BYTES,
            persistent_storage=self._window,
        )
        client.set_config({"reconnect_retries": _NEVER_RECONNECT})
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_connect = self._on_connect
        return client

    async def _connect(self, client: Client) -> bool:
        """Connect, unless the broker refuses, hangs up before it said anything, or says nothing."""
        place = self.edge.settings
        # asyncio sets TCP_NODELAY on its sockets by itself; without it each answer would wait for 40 ms.
        connecting = asyncio.create_task(
            client.connect(place.host, place.port, ssl=self.context, keepalive=place.keepalive), name="connect"
        )
        hung_up = asyncio.create_task(self._ended.wait(), name="hung-up")
        try:
            done, _ = await asyncio.wait(
                {connecting, hung_up}, timeout=_CONNECT_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
            )
            if connecting in done:
                await connecting
                return True
            log.warning("broker.hung_up" if hung_up in done else "broker.silent")
        except (OSError, MQTTConnectError) as error:
            log.warning("broker.refused.%s", type(error).__name__)
        finally:
            hung_up.cancel()
            connecting.cancel()
        return False

    def _on_connect(self, client: Client, flags: int, code: int, _: object) -> None:
        # What gmqtt hands over here has our own receive maximum in place of the broker's; it keeps them apart inside.
        said: dict[str, Sequence[int]] = client._package_handler._connack_properties  # noqa: SLF001  nowhere else
        # A broker without shared subscriptions says so; one centre alone can do without them.
        self._shared = all(said.get("shared_subscription_available", (1,)))
        self._window.allow(*said.get("receive_maximum", (_MQTT_RECEIVE_MAXIMUM,)))

    def _on_disconnect(self, *_: object) -> None:
        self._ended.set()

    def _on_subscribe(self, client: Client, mid: int, codes: Sequence[int], properties: object) -> None:
        if any(code >= _REFUSED for code in codes):
            # Deaf with a good connection is worse than none: its rules may be mended, so `Edge.run` asks again.
            log.error("broker.subscription_refused")
            self._refused = True
            self._ended.set()
            return
        self._granted = True
        log.info("broker.connected")
        self.edge.on_change(True)

    async def _on_message(
        self, client: Client, topic: str | bytes, payload: bytes, qos: int, properties: dict[str, object]
    ) -> int:
        """Answer one message; returning acknowledges it."""
        retained = bool(properties.get("retain"))
        if isinstance(topic, bytes) or (retained and "/up/" in topic):
            # Not even text, or a request that somebody left lying on the broker: no reader asks like this.
            log.warning("dropped.retained_or_no_text")
            return _SUCCESS
        try:
            answer = self.edge.handle(topic, bytes(payload), retained)
        except Exception as error:  # noqa: BLE001 – gmqtt would swallow it and acknowledge nothing from then on
            self._broken = type(error).__name__
            self._ended.set()
            return _SUCCESS
        if answer is not None and await self._window.enter():
            expiry = {"message_expiry_interval": _ANSWER_EXPIRY_S}
            client.publish(Message(answer.topic, answer.body, qos=1, **expiry))
        return _SUCCESS


def tls_context(settings: BrokerSettings) -> ssl.SSLContext:
    """TLS 1.3 with our certificate, trusting the network's own authority only. Raises ConfigurationError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_verify_locations(settings.ca)
        context.load_cert_chain(settings.certificate, settings.key)
    except OSError as error:
        # ssl.SSLError is an OSError; which of the three files it was, it does not say.
        raise ConfigurationError(settings.certificate, "or its key or ca cannot be used for TLS") from error
    return context
