from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from hal.sound import Lamp, Tone
from tests.tools.panel.stage import Reader, picture
from tools.panel.watcher import Away, Looked, Sight, Watcher

LONGEST = 10.0  # against hanging only


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    standing_in = Reader(tmp_path / "bench.sock", tmp_path / "state")
    yield standing_in
    standing_in.stop()


@pytest.fixture
def sights(reader: Reader) -> Iterator[SimpleQueue[Sight]]:
    seen: SimpleQueue[Sight] = SimpleQueue()
    watcher = Watcher(reader.socket, seen.put, watch_seconds=0.05)
    watcher.start()
    yield seen
    watcher.stop()


def looked(sights: SimpleQueue[Sight]) -> Looked:
    while not isinstance(sight := sights.get(timeout=LONGEST), Looked):
        pass
    return sight


def heard(sights: SimpleQueue[Sight]) -> tuple[str, ...]:
    while not (signals := looked(sights).snapshot.signals):
        pass
    return tuple(signal.value for signal in signals)


def test_what_changes_is_told(reader: Reader, sights: SimpleQueue[Sight]) -> None:
    assert not looked(sights).fresh
    reader.bench.screen.show(picture("white"))
    while (first := looked(sights)).patch is None:
        pass
    assert first.patch.screen == (first.patch.width, first.patch.height)
    reader.bench.screen.show(picture("white", (0, 0, 9, 9)))
    while (second := looked(sights)).patch is None:
        pass
    assert (second.patch.width, second.patch.height, second.fresh) == (9, 9, True)


def test_every_signal_is_told_once(reader: Reader, sights: SimpleQueue[Sight]) -> None:
    assert not looked(sights).snapshot.signals
    reader.bench.signals.tone(Tone.CARD_SEEN)
    assert heard(sights) == ("card_seen",)
    assert not looked(sights).snapshot.signals
    reader.bench.signals.light(Lamp.GOOD)
    assert heard(sights) == ("good",)


def test_it_heals_when_the_reader_restarts(reader: Reader, sights: SimpleQueue[Sight]) -> None:
    looked(sights)
    reader.bench.signals.tone(Tone.KEY)
    assert heard(sights) == ("key",)
    reader.stop()
    while not isinstance(sights.get(timeout=LONGEST), Away):
        pass
    reader.start()
    reader.bench.screen.show(picture("white"))
    first = looked(sights)
    assert not first.fresh
    while first.frame is None:
        first = looked(sights)
    assert first.frame == picture("white")
