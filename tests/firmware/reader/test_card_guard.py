"""A card session ends with its visit, and a call that hangs is noticed."""

import pytest

from firmware.reader.card_guard import GuardedSource, Stopwatch
from hal.errors import CardRemoved
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.nfc import VirtualNfc
from tests.firmware.reader.fakes import HandClock
from tests.firmware.reader.test_watchers import NoCard


def test_nothing_is_sent_for_a_visit_that_is_over() -> None:
    bench, over = Bench(), [False]
    bench.insert(NoCard())
    source = GuardedSource(VirtualNfc(bench, NfcSettings()), Stopwatch(HandClock()), lambda: over[0])
    with source.connect() as connection:
        assert (connection.counter, connection.atr, connection.extended_length) == (1, b"\x3b", True)
        assert connection.transmit(b"\x00\xa4\x00\x00") == b"\x6d\x00"
        over[0] = True
        with pytest.raises(CardRemoved):
            connection.transmit(b"\x00\xa4\x00\x00")
    assert bench.snapshot().apdus == 1
    with pytest.raises(CardRemoved):
        source.connect()
    over[0] = False
    source.connect().close()


def test_the_stopwatch_runs_for_the_time_of_a_call_only() -> None:
    clock = HandClock()
    stopwatch = Stopwatch(clock)

    def call() -> float:
        clock.pass_time(3.0)
        return stopwatch.seconds()

    def fail() -> None:
        raise CardRemoved

    assert stopwatch.seconds() == 0.0
    assert stopwatch.time(call) == 3.0
    with pytest.raises(CardRemoved):
        stopwatch.time(fail)
    clock.pass_time(3.0)
    assert stopwatch.seconds() == 0.0
