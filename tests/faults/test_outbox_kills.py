"""Link killed in the middle of a stream of writes: every acknowledged record is there afterwards."""

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.link.ipc import FromLink, Store, Stored
from firmware.link.outbox_file import open_outbox
from tests.support.broker import free_port
from tests.support.certificates import Authority
from tests.support.link import Link, ReaderEnd

pytestmark = pytest.mark.process

SEED = 20260402
ON_THEIR_WAY = 16
"""Writes that the reader does not wait for; a reader that comes back has as many."""


def record(number: int) -> Store:
    return Store(f"r{number}", "usage", float(number), "up/evt", random.Random(number).randbytes(900))


def write_until(link: Link, numbers: Iterator[int], enough: int) -> list[str]:
    """Write with several on their way, kill link after `enough` acknowledgements; return all that came."""
    acknowledged: list[str] = []

    def next_one(end: ReaderEnd, message: FromLink) -> None:
        if isinstance(message, Stored):
            acknowledged.append(message.id)
            if len(acknowledged) < enough:
                end.say(record(next(numbers)))

    with ReaderEnd(link.socket, next_one) as reader:
        for _ in range(ON_THEIR_WAY):
            reader.say(record(next(numbers)))
        reader.wait_for(lambda _: len(acknowledged) >= enough)
        link.kill()
    return acknowledged


def kill_and_count(directory: Path, kills: int) -> tuple[int, int]:
    """The number of acknowledged records, and of those that are lost."""
    source = random.Random(SEED)
    link = Link(directory, Authority(directory), free_port(), outbox_max_bytes=50_000_000)
    numbers = itertools.count()
    acknowledged: list[str] = []
    for _ in range(kills):
        with link:
            acknowledged += write_until(link, numbers, source.randrange(1, 120))
    box, aside = open_outbox(link.outbox, 50_000_000)
    assert aside is None
    lost = [name for name in acknowledged if box.read(name) != record(int(name[1:]))]
    box.close()
    return len(acknowledged), len(lost)


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    acknowledged, lost = kill_and_count(tmp_path, kills=5)
    assert acknowledged > 5
    assert lost == 0


@pytest.mark.prove
def test_a_hundred_kills_lose_nothing(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    acknowledged, lost = kill_and_count(tmp_path, kills=100)
    record_property("acknowledged", acknowledged)
    record_property("lost", lost)
    record_property("seed", SEED)
    assert acknowledged > 1_000
    assert lost == 0
