"""Broker, line, link and reader break in any order: it heals by itself, and every record arrives."""

import contextlib
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from operator import eq
from pathlib import Path

import pytest

from firmware.link.ipc import Arrived, Forget, FromLink, NotPublished, Publish, Published, Status, Store, Stored
from tests.support.broker import Broker, Heard, Party, until
from tests.support.certificates import Authority
from tests.support.link import Link, ReaderEnd
from tests.support.proxy import Proxy

pytestmark = pytest.mark.process

SEED = 20260403
ACK = "uketsuke/v1/13/reader-1/dn/ack"


class Centre:
    """Counts the records that arrive and acknowledges each, every time."""

    def __init__(self, broker: Broker) -> None:
        self.arrivals: Counter[bytes] = Counter()
        identity = broker.authority.issue("central")
        self.party = Party(broker.port, broker.authority, identity, "central")
        self.party.react = self._acknowledge
        self.come()

    def come(self) -> None:
        """Connect, for the first time or again after `party.leave`."""
        self.party.join("uketsuke/v1/+/+/up/+")

    def _acknowledge(self, heard: Heard) -> None:
        if heard.topic.endswith("up/evt"):
            self.arrivals[heard.body] += 1
            self.party.whisper(ACK, heard.body)


class Reader:
    """Keeps records as the product's reader does: stores until stored, forgets on the centre's word."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._guard = threading.Lock()
        self.unstored: set[str] = set()
        self.stored: set[str] = set()
        self.end: ReaderEnd | None = None

    def attach(self) -> ReaderEnd:
        """Connect anew, as after a restart of either side; say again what was not answered."""
        self.detach()
        self.end = ReaderEnd(self._link.socket, self._react)
        while not self.end.is_admitted():
            # Link has not noticed yet that the one before has gone.
            self.end.close()
            self.end = ReaderEnd(self._link.socket, self._react)
        with self._guard:
            again = sorted(self.unstored)
        for name in again:
            self._say(name)
        return self.end

    def detach(self) -> None:
        """Hang up."""
        if self.end is not None:
            self.end.close()

    def keep(self, name: str) -> None:
        """Have a record stored."""
        with self._guard:
            self.unstored.add(name)
        self._say(name)

    def _say(self, name: str) -> None:
        assert self.end is not None
        # Link may be gone; `attach` says it again.
        with contextlib.suppress(OSError):
            self.end.say(Store(name, "usage", 1.0, "up/evt", name.encode()))

    def _react(self, end: ReaderEnd, message: FromLink) -> None:
        if isinstance(message, Stored):
            with self._guard:
                self.unstored.discard(message.id)
                self.stored.add(message.id)
        elif isinstance(message, Arrived) and message.branch == "dn/ack":
            # Link may be gone meanwhile; the record then comes again, and its acknowledgement with it.
            with contextlib.suppress(OSError):
                end.say(Forget(message.body.decode()))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with Broker(tmp_path, Authority(tmp_path)) as running:
        yield running


def rows(link: Link) -> int:
    """How many records are in the outbox of a link that does not run."""
    connection = sqlite3.connect(f"file:{link.outbox}?mode=ro", uri=True)
    (count,) = connection.execute("SELECT COUNT(*) FROM record").fetchone()
    connection.close()
    return int(count)


def test_every_record_arrives_whatever_breaks(broker: Broker, tmp_path: Path) -> None:
    source = random.Random(SEED)
    with contextlib.ExitStack() as all_of_it:
        centre = Centre(broker)
        all_of_it.callback(centre.party.leave)
        proxy = all_of_it.enter_context(Proxy(broker.port))
        link = all_of_it.enter_context(Link(tmp_path, broker.authority, proxy.port))
        reader = Reader(link)
        all_of_it.callback(reader.detach)
        reader.attach()
        names = [f"r{number}" for number in range(60)]
        faults = ["broker", "cut", "reader", "link", "cut", "broker", "link", "reader", "centre"]
        source.shuffle(faults)
        for index, name in enumerate(names):
            reader.keep(name)
            if index % 6 == 5 and faults:
                _break(faults.pop(), broker, proxy, link, reader, centre)
        until(lambda: not reader.unstored, f"never stored: {reader.unstored}")
        until(lambda: set(centre.arrivals) == {name.encode() for name in names}, "some never arrived")
        _settle(link, reader)
        assert rows(link) == 0


def _break(fault: str, broker: Broker, proxy: Proxy, link: Link, reader: Reader, centre: Centre) -> None:
    if fault == "broker":
        broker.kill()
        broker.start()
    elif fault == "cut":
        proxy.cut()
    elif fault == "centre":
        centre.party.leave()
        assert reader.end is not None
        _hear_of_absence(reader.end)
        centre.come()
    elif fault == "reader":
        reader.attach()
    else:
        link.kill()
        link.start()
        reader.attach()


def _hear_of_absence(end: ReaderEnd) -> None:
    """Ask until the broker says that nobody listens; link may just be finding out about an earlier fault."""
    answer: FromLink | None = None
    while answer != NotPublished("q", "no_subscribers"):
        end.wait_until_online()
        since = len(end.heard)
        end.say(Publish("q", "up/elig", b"q"))
        answer = end.wait_for(lambda said: isinstance(said, Published | NotPublished), since)


def _settle(link: Link, reader: Reader) -> None:
    """Attach until all acknowledgements came through and link, stopped, has nothing left."""
    for _ in range(5):
        end = reader.attach()
        end.wait_until_online()
        # Behind everything that link still has to do for this reader.
        end.say(Store("last", "telemetry", 1.0, "up/evt", b"last"))
        end.wait_for(lambda said: said == Arrived("dn/ack", b"last"))
        end.say(Forget("last"))
        link.stop()
        if rows(link) == 0:
            return
        link.start()


def test_a_line_that_swallows_everything_is_noticed_and_nothing_old_comes_out(broker: Broker, tmp_path: Path) -> None:
    with contextlib.ExitStack() as all_of_it:
        centre = Centre(broker)
        all_of_it.callback(centre.party.leave)
        proxy = all_of_it.enter_context(Proxy(broker.port))
        link = all_of_it.enter_context(Link(tmp_path, broker.authority, proxy.port))
        reader = all_of_it.enter_context(ReaderEnd(link.socket))
        reader.wait_until_online()
        proxy.swallow(True)
        reader.say(Publish("old", "up/elig", b"old"))
        # After ten seconds of the real clock, which is link's own limit here.
        reader.wait_for(lambda said: said == NotPublished("old", "connection_lost"))
        assert Status(False, "broker_silent") in reader.heard
        proxy.swallow(False)
        reader.wait_until_online()
        reader.say(Publish("new", "up/elig", b"new"))
        reader.wait_for(lambda said: said == Published("new"))
        assert centre.party.next("up/elig").body == b"new"


def test_while_the_line_is_down_requests_are_refused_at_once(broker: Broker, tmp_path: Path) -> None:
    with (
        Proxy(broker.port) as proxy,
        Link(tmp_path, broker.authority, proxy.port) as link,
        ReaderEnd(link.socket) as reader,
    ):
        reader.wait_until_online()
        since = len(reader.heard)
        proxy.shut(True)
        reader.wait_for_status(False, since)
        reader.say(Publish("q1", "up/elig", b"q"))
        reader.wait_for(lambda said: said == NotPublished("q1", "disconnected"))
        reader.say(Store("u1", "usage", 1.0, "up/evt", b"u1"))
        reader.wait_for(lambda said: said == Stored("u1"))
        proxy.shut(False)
        reader.wait_until_online()


def test_a_slow_line_delays_and_loses_nothing(broker: Broker, tmp_path: Path) -> None:
    with contextlib.ExitStack() as all_of_it:
        centre = Centre(broker)
        all_of_it.callback(centre.party.leave)
        proxy = all_of_it.enter_context(Proxy(broker.port))
        proxy.slow(0.1)
        link = all_of_it.enter_context(Link(tmp_path, broker.authority, proxy.port))
        reader = all_of_it.enter_context(ReaderEnd(link.socket))
        reader.wait_until_online()
        for number in range(3):
            reader.say(Publish(f"q{number}", "up/elig", b"x" * 60_000))
        for number in range(3):
            reader.wait_for(partial(eq, Published(f"q{number}")))
