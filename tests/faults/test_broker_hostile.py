"""A broker that lies: forges, drops, doubles, reorders, delivers to the wrong device, replays. Link erases nothing."""

import random
import sqlite3
from functools import partial
from operator import eq
from pathlib import Path

import pytest

from firmware.link.ipc import Arrived, Forget, NotPublished, Publish, Published, Store, Stored
from tests.support.broker import until
from tests.support.certificates import Authority
from tests.support.fake_broker import FakeBroker
from tests.support.fake_broker import Published as Sent
from tests.support.link import Link, ReaderEnd

pytestmark = pytest.mark.process

SEED = 20260404
MINE = "uketsuke/v1/13/reader-1/"
OTHERS = "uketsuke/v1/13/reader-2/"
CODES = (0x00, 0x00, 0x80, 0x83, 0x87, 0x90, 0x97, 0x99)


class Liar:
    """Answers each message of the device with some lie, by a seeded die."""

    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self._source = random.Random(SEED)
        self._held: list[Sent] = []
        self.lies = 0

    def answer(self, said: Sent) -> None:
        """One lie, or the truth."""
        self.lies += 1
        broker, source = self._broker, self._source
        match source.randrange(10):
            case 0:
                broker.acknowledge(said.packet_id, source.choice(CODES))
                broker.acknowledge(said.packet_id)
            case 1:
                broker.publish(MINE + "dn/ack", said.body)
                broker.acknowledge(said.packet_id)
            case 2:
                broker.publish(OTHERS + "dn/ack", said.body)
                broker.publish(MINE + "dn/ack", said.body, retain=True)
                broker.acknowledge(said.packet_id)
            case 3:
                broker.acknowledge(said.packet_id, 0x10)
                for _ in range(3):
                    broker.publish(MINE + "dn/elig", said.body)
            case 4:
                for packet_id in range(1, 60):
                    broker.acknowledge(packet_id, source.choice(CODES))
            case 5 if self.lies % 40 == 0:
                broker.hang_up()
            case 6:
                self._held.append(said)
            case _:
                broker.acknowledge(said.packet_id, source.choice(CODES))
        if len(self._held) >= 2:
            for one in reversed(self._held):
                broker.acknowledge(one.packet_id)
            self._held.clear()


def stored(link: Link) -> set[str]:
    """The records in the outbox of a link that does not run."""
    connection = sqlite3.connect(f"file:{link.outbox}?mode=ro", uri=True)
    names = {row[0] for row in connection.execute("SELECT id FROM record")}
    connection.close()
    return names


def test_a_lying_broker_erases_no_record_and_answers_no_request(tmp_path: Path) -> None:
    names = {f"u{number}" for number in range(60)}
    with FakeBroker(Authority(tmp_path)) as broker, Link(tmp_path, broker.authority, broker.port) as link:
        liar = Liar(broker)
        broker.on_publish = liar.answer
        with ReaderEnd(link.socket) as reader:
            reader.wait_until_online()
            for name in sorted(names):
                reader.say(Store(name, "usage", 1.0, "up/evt", name.encode()))
                reader.wait_for(partial(eq, Stored(name)))
            until(lambda: liar.lies > 50, f"only {liar.lies} lies")
            # Forged acknowledgements reach the reader, who alone can tell; nothing of another device does.
            arrived = [said for said in reader.heard if isinstance(said, Arrived)]
            assert arrived
            assert {said.branch for said in arrived} <= {"dn/ack", "dn/elig"}
        link.stop()
        assert stored(link) == names


def test_one_request_gets_one_word_however_often_the_broker_lies(tmp_path: Path) -> None:
    with FakeBroker(Authority(tmp_path)) as broker, Link(tmp_path, broker.authority, broker.port) as link:
        broker.on_publish = Liar(broker).answer
        with ReaderEnd(link.socket) as reader:
            for number in range(30):
                reader.wait_until_online()
                reader.say(Publish(f"q{number}", "up/elig", b"q"))
            answered = {said.id for said in reader.heard if isinstance(said, Published | NotPublished)}
            until(
                lambda: len({said.id for said in reader.heard if isinstance(said, Published | NotPublished)}) == 30,
                f"not answered; only {len(answered)}",
            )
            words = [said.id for said in reader.heard if isinstance(said, Published | NotPublished)]
            assert sorted(words) == sorted(set(words))


def test_only_the_readers_order_erases(tmp_path: Path) -> None:
    with FakeBroker(Authority(tmp_path)) as broker, Link(tmp_path, broker.authority, broker.port) as link:
        with ReaderEnd(link.socket) as reader:
            reader.wait_until_online()
            for name in ("a", "b"):
                reader.say(Store(name, "usage", 1.0, "up/evt", name.encode()))
                reader.wait_for(partial(eq, Stored(name)))
            reader.say(Forget("a"))
            reader.say(Store("c", "usage", 1.0, "up/evt", b"c"))
            reader.wait_for(lambda said: said == Stored("c"))
        link.stop()
        assert stored(link) == {"b", "c"}
