"""The card torn off before, in the middle of and after every command of every scripted visit."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hal.virtual.tray import When
from tests.faults.conftest import MakeReader, summaries
from tests.faults.test_visits import SCRIPTS
from tests.support.scripted import Script, play

MOMENTS: tuple[When, ...] = ("before", "half", "after")
MOST_COMMANDS = 30
SEED = 20260401
SAMPLE = 40


def cases() -> Iterator[tuple[Script, int, When]]:
    """Every place where a card can be torn off; places behind the end of a visit are passed over when played."""
    for script in SCRIPTS:
        for command in range(MOST_COMMANDS):
            for moment in MOMENTS:
                yield script, command, moment


def torn(make_reader: MakeReader, demo: Path, place: Path, case: tuple[Script, int, When], number: int) -> bool:
    """Play one case and check what must hold; False when the visit was over before the card was torn."""
    script, command, moment = case
    reader = make_reader()
    reader.bench.tear_after(command, moment)
    before = reader.bench.snapshot().apdus
    played = play(reader, script, demo, place)
    happened = reader.bench.snapshot().apdus - before > command
    assert reader.place == "idle", case
    assert reader.conductor.vault_empty, case
    assert 0 <= played.tries_lost <= played.submissions, case
    assert len(reader.wire.outbox) == 1, case
    assert len(summaries(place / f"state-{number}")) == 1, case
    return happened


def test_a_torn_card_ends_idle_and_costs_no_try_that_was_not_submitted(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    chosen = random.Random(SEED).sample([case for case in cases() if case[1] < 16], SAMPLE)
    happened = [torn(make_reader, demo, tmp_path, case, number) for number, case in enumerate(chosen)]
    assert sum(happened) > SAMPLE // 4


@pytest.mark.prove
def test_every_position_of_every_visit(
    make_reader: MakeReader, demo: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    happened = [torn(make_reader, demo, tmp_path, case, number) for number, case in enumerate(cases())]
    record_property("proof", f"{sum(happened)} positions of {len(SCRIPTS)} visits, 0 bad (all, no seed)")
    assert sum(happened) > 500
