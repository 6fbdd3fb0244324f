from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.errors import CardRemoved
from hal.keypad import Key, Touch
from tests.tools.panel.stage import Reader, fill_shelf
from tools.panel.cards import CardShelf
from tools.panel.errors import BenchGone, BenchRefused, CardUnknown
from tools.panel.hands import Hands


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    standing_in = Reader(tmp_path / "bench.sock", tmp_path / "state")
    yield standing_in
    standing_in.stop()


@pytest.fixture
def hands(reader: Reader, tmp_path: Path) -> Hands:
    return Hands(reader.socket, reader.socket, CardShelf(fill_shelf(tmp_path / "cards")))


def test_keys_and_touches(reader: Reader, hands: Hands) -> None:
    hands.press("#")
    hands.touch(3, 4)
    assert (reader.bench.keys.take(), reader.bench.keys.take()) == (Key.HASH, Touch(3, 4))


def test_laying_and_taking(reader: Reader, hands: Hands) -> None:
    assert hands.lay("asagao") == reader.bench.tray.presence().counter == 1
    hands.take()
    assert not reader.bench.tray.presence().present
    with pytest.raises(BenchRefused, match="no card"):
        hands.take()


def test_laying_another_card_takes_the_one_before(reader: Reader, hands: Hands) -> None:
    hands.lay("asagao")
    assert hands.lay("menkyo") == 3
    assert reader.bench.tray.presence().present


def test_tearing(reader: Reader, hands: Hands) -> None:
    hands.tear(1, "before")
    hands.lay("asagao")
    handle, _, _ = reader.bench.tray.open()
    reader.bench.tray.transmit(handle, bytes.fromhex("00A40000"))
    with pytest.raises(CardRemoved):
        reader.bench.tray.transmit(handle, bytes.fromhex("00A40000"))
    assert not reader.bench.tray.presence().present


def test_cards_that_are_not_on_the_shelf(hands: Hands) -> None:
    with pytest.raises(CardUnknown):
        hands.lay("nobody")


def test_a_reader_that_is_away_and_comes_back(reader: Reader, hands: Hands) -> None:
    hands.press("1")
    reader.stop()
    with pytest.raises(BenchGone):
        hands.press("2")
    reader.start()
    hands.press("3")
    assert reader.bench.keys.take() == Key.DIGIT_3


def test_the_card_may_lie_on_another_bench(reader: Reader, tmp_path: Path) -> None:
    other = Reader(tmp_path / "tray.sock", tmp_path / "other")
    hands = Hands(reader.socket, other.socket, CardShelf(fill_shelf(tmp_path / "cards")))
    try:
        hands.lay("asagao")
        hands.press("1")
        assert (reader.bench.tray.presence().present, other.bench.tray.presence().present) == (False, True)
        assert reader.bench.keys.take() == Key.DIGIT_1
        assert other.bench.keys.take() is None
    finally:
        other.stop()
