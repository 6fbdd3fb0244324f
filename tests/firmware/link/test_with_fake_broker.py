"""Link as a process against a broker that says what no honest one would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.link.ipc import Arrived, NotPublished, Publish, Published, Status
from tests.support.broker import until
from tests.support.certificates import Authority
from tests.support.fake_broker import TAKEN_OVER, FakeBroker
from tests.support.link import Link, ReaderEnd

pytestmark = pytest.mark.process

MINE = "uketsuke/v1/13/reader-1/"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("link")


@pytest.fixture(scope="module")
def broker(directory: Path) -> Iterator[FakeBroker]:
    with FakeBroker(Authority(directory)) as running:
        yield running


@pytest.fixture(scope="module")
def link(directory: Path, broker: FakeBroker) -> Iterator[Link]:
    with Link(directory, broker.authority, broker.port) as running:
        yield running


@pytest.fixture
def reader(link: Link) -> Iterator[ReaderEnd]:
    with ReaderEnd(link.socket) as end:
        end.wait_for_status(True)
        yield end


RUBBISH = {
    "no such packet": b"\xf0\x00",
    "a length of five bytes": b"\x30\xff\xff\xff\xff\x7f",
    "publish without a topic": b"\x30\x01\x00",
    "topic longer than the packet": b"\x30\x03\xff\xff\x00",
    "topic that is no text": b"\x30\x05\x00\x02\xff\xfe\x00",
    "properties that do not end": b"\x30\x06\x00\x01a\x7f\x00\x00",
    "unknown property": b"\x30\x06\x00\x01a\x02\xfe\x00",
    "a second greeting": b"\x20\x03\x00\x00\x00",
    "a code that does not exist": b"\x40\x04\x00\x01\x55\x00",
    "an unasked SUBACK": b"\x90\x04\x00\x09\x00\x01",
    "an empty PUBACK": b"\x40\x00",
    "text instead of MQTT": b"HTTP/1.1 400 Bad Request\r\n" + b"X-Filler: 1234567890\r\n" * 10,
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_costs_the_connection_at_most(broker: FakeBroker, reader: ReaderEnd, name: str) -> None:
    broker.send(RUBBISH[name])
    # Some of it is harmless; what is said next must come through, on this connection or on the next.
    for number in range(5):
        since = len(reader.heard)
        reader.say(Publish(f"{number}", "up/elig", b"still there?"))
        answer = reader.wait_for(lambda said: isinstance(said, Published | NotPublished), since)
        if isinstance(answer, Published):
            break
        reader.wait_until_online()
    assert isinstance(answer, Published)
    assert not [said for said in reader.heard if isinstance(said, Arrived)]


def test_forged_acknowledgements_of_nothing_change_nothing(broker: FakeBroker, reader: ReaderEnd) -> None:
    for packet_id in range(1, 2_000, 7):
        broker.acknowledge(packet_id)
    reader.say(Publish("q1", "up/elig", b"q"))
    reader.wait_for(lambda said: said == Published("q1"))
    assert [said for said in reader.heard if isinstance(said, Published)] == [Published("q1")]


def test_a_flood_is_dropped_and_requests_still_pass(broker: FakeBroker, reader: ReaderEnd) -> None:
    for _ in range(1_000):
        broker.publish(MINE + "dn/elig", b"x" * 500)
        broker.publish("uketsuke/v1/13/reader-2/dn/elig", b"foreign")
        broker.publish(MINE + "dn/cmd", b"old", retain=True)
    reader.say(Publish("q1", "up/elig", b"q"))
    reader.wait_for(lambda said: said == Published("q1"))
    assert {said for said in reader.heard if isinstance(said, Arrived)} <= {Arrived("dn/elig", b"x" * 500)}


def test_a_connection_taken_over_is_told(broker: FakeBroker, link: Link, reader: ReaderEnd) -> None:
    broker.send(TAKEN_OVER)
    reader.wait_for(lambda said: said == Status(False, "taken_over"))
    until(lambda: "somebody else has this device's certificate" in link.log(), "no word in the log")
