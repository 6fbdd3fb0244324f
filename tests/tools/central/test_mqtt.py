"""The edge's own decisions; the connection itself is tested beside a real broker in test_process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from tests.support.broker import LIMIT_S
from tests.support.certificates import Authority
from tests.support.fake_broker import CONNACK_OK, FakeBroker
from tools.central.errors import ConfigurationError, HandlerFailed
from tools.central.mqtt import Edge, Handler, _Connection, tls_context
from tools.central.sealer import Outgoing
from tools.central.settings import BrokerSettings

NOWHERE = BrokerSettings("127.0.0.1", 1, Path("/nowhere/ca"), Path("/nowhere/tls.pem"), Path("/nowhere/tls.key"))
TOPIC = "uketsuke/v1/13/demo-reader-1/up/elig"


class Broker:
    """Takes what is published."""

    def __init__(self) -> None:
        self.published: list[tuple[bytes, bytes, int, dict[str, object]]] = []

    def publish(self, message: object) -> None:
        self.published.append(
            (message.topic, message.payload, message.qos, message.properties)  # type: ignore[attr-defined]  # gmqtt's own
        )


def arrive(answer: Outgoing | None, topic: str | bytes = TOPIC, retain: int = 0) -> tuple[list[str], Broker, int]:
    """What became of one message: the topics handled, the broker, the acknowledgement."""
    handled: list[str] = []

    def handle(topic: str, body: bytes, retained: bool) -> Outgoing | None:
        assert retained == bool(retain)
        handled.append(topic)
        return answer

    changes: list[bool] = []
    edge = Edge(NOWHERE, handle, changes.append)
    broker = Broker()

    async def run() -> int:
        connection = _Connection(edge, None)  # type: ignore[arg-type]  # nothing connects here
        return await connection._on_message(broker, topic, b"body", 1, {"retain": retain})

    return handled, broker, asyncio.run(run())


def test_an_answer_is_published_before_the_request_is_acknowledged() -> None:
    handled, broker, code = arrive(Outgoing("uketsuke/v1/13/demo-reader-1/dn/elig", b"answer"))
    assert (handled, code) == ([TOPIC], 0)
    ((topic, payload, qos, properties),) = broker.published
    assert (topic, payload, qos) == (b"uketsuke/v1/13/demo-reader-1/dn/elig", b"answer", 1)
    assert properties == {"message_expiry_interval": 10}


def test_nothing_is_published_where_there_is_no_answer() -> None:
    assert arrive(None)[1].published == []


def test_an_unforeseen_fault_ends_the_connection_and_names_only_its_kind(mocker: MockerFixture) -> None:
    def handle(topic: str, body: bytes, retained: bool) -> Outgoing | None:
        raise RuntimeError("something personal")

    async def run() -> None:
        connection = _Connection(Edge(NOWHERE, handle, lambda _: None), None)  # type: ignore[arg-type]  # not connected
        mocker.patch.object(_Connection, "_connect", return_value=True)
        mocker.patch.object(_Connection, "_client")
        await connection._on_message(Broker(), TOPIC, b"body", 1, {})
        await connection.serve()

    with pytest.raises(HandlerFailed, match="RuntimeError") as failed:
        asyncio.run(run())
    assert "personal" not in str(failed.value)


@pytest.mark.parametrize(("topic", "retain", "count"), [(TOPIC, 1, 0), (b"\xff", 0, 0), (TOPIC[:-7] + "state", 1, 1)])
def test_requests_that_lay_about_and_topics_that_are_no_text_are_dropped(
    topic: str | bytes, retain: int, count: int
) -> None:
    handled, _, code = arrive(None, topic, retain)
    assert (len(handled), code) == (count, 0)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[FakeBroker]:
    with FakeBroker(Authority(tmp_path)) as running:
        yield running


async def beside(broker: FakeBroker, handle: Handler, play: Callable[[list[bool]], Awaitable[None]]) -> None:
    """Play while an edge serves; it is told what `on_change` was told."""
    pair, changes = broker.authority.issue("central"), list[bool]()
    settings = BrokerSettings("127.0.0.1", broker.port, broker.authority.certificate, pair.certificate, pair.key)
    serving = asyncio.create_task(Edge(settings, handle, changes.append).run())
    async with asyncio.timeout(LIMIT_S):
        await play(changes)
    serving.cancel()
    await asyncio.wait({serving})


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  the broker's thread has no event for it
        await asyncio.sleep(0.001)


def test_a_refused_subscription_is_asked_for_again_until_it_is_granted(broker: FakeBroker) -> None:
    async def play(changes: list[bool]) -> None:
        await until(lambda: broker.connections == 3)
        assert True not in changes
        broker.granting = True
        await until(lambda: True in changes)

    broker.granting = False
    asyncio.run(beside(broker, lambda *_: None, play))


@pytest.mark.parametrize(("greeting", "at_once"), [(b"\x20\x06\x00\x00\x03\x21\x00\x06", 4), (CONNACK_OK, 9)])
def test_as_many_answers_are_under_way_as_the_broker_allows(broker: FakeBroker, greeting: bytes, at_once: int) -> None:
    answer = Outgoing("uketsuke/v1/13/demo-reader-1/dn/elig", b"answer")

    async def play(changes: list[bool]) -> None:
        await until(lambda: True in changes)
        for _ in range(9):
            broker.publish(TOPIC, b"question")
        await until(lambda: len(broker.published) == at_once)
        for said in list(broker.published):
            broker.acknowledge(said.packet_id)
        await until(lambda: len(broker.published) >= min(9, at_once * 2))

    broker.greeting, broker.on_publish = greeting, lambda said: None
    asyncio.run(beside(broker, lambda *_: answer, play))


@pytest.mark.parametrize("written", [False, True])
def test_credentials_that_cannot_be_used_are_a_configuration_error(tmp_path: Path, written: bool) -> None:
    names = [tmp_path / name for name in ("ca", "tls.pem", "tls.key")]
    if written:
        for name in names:
            name.write_text("no PEM")
    with pytest.raises(ConfigurationError):
        tls_context(BrokerSettings("127.0.0.1", 1, *names))
