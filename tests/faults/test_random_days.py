"""Days on which everything happens in any order: keys, cards, torn ones too, broken devices, a wire that fails."""

import random
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest

from firmware.link.ipc import Status
from firmware.reader.inbox import LinkSaid
from hal.keypad import Key
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.files import read_card_file
from tests.faults.conftest import MakeReader, summaries
from tests.support.whole_reader import WholeReader

SEED = 20260402
PERSONS = ("asagao", "matsukaze", "hajime", "atoichi", "lockmaru", "kigen", "juuki", "akago")
KEYS = tuple(Key)
PARTS = ("nfc", "display", "keypad", "sound", "board")
PLACES_WITHOUT_CARD = {"idle", "out_of_service"}


class Day:
    """One reader and what can happen to it. Its actions are drawn; what must hold is looked at after each."""

    def __init__(self, reader: WholeReader, demo: Path, seed: int) -> None:
        self._reader = reader
        self._random = random.Random(seed)
        self._cards = {person: read_card_file(demo / "cards" / f"{person}.card") for person in PERSONS}
        self._person = PERSONS[0]
        self._broken: set[str] = set()
        self._actions: tuple[tuple[int, Callable[[], None]], ...] = (
            (6, self._ordinary_visit),
            (14, self._lay_card),
            (7, self._take_card),
            (20, self._press),
            (14, self._type_pin),
            (8, self._pass_time),
            (4, self._break_or_mend),
            (3, self._tear),
            (4, self._wire),
            (1, self._link),
        )

    def go_on(self, actions: int) -> None:
        """So many things happen."""
        weights = [weight for weight, _ in self._actions]
        for _, act in self._random.choices(self._actions, weights, k=actions):
            act()
            self._reader.run()
            self._check()

    def calm_down(self) -> None:
        """Everything is mended and the card taken: the reader is itself again."""
        for part in list(self._broken):
            self._mend(part)
        self._reader.wire.silent = self._reader.wire.deaf = self._reader.wire.broken = False
        if self._card_lies_there():
            self._reader.bench.remove()
        self._reader.run()
        self._reader.wait(1.0)
        self._reader.run()
        assert self._reader.place == "idle"
        self._check()

    def _check(self) -> None:
        visit = self._reader.conductor.visit
        if visit.card is None:
            assert str(visit.place) in PLACES_WITHOUT_CARD
            assert self._reader.conductor.vault_empty
        if not visit.running and str(visit.place) != "done":
            assert self._reader.conductor.vault_empty
        assert len(self._reader.desks.centre._open) <= 4

    def _card_lies_there(self) -> bool:
        return self._reader.bench.snapshot().card_present

    def _lay_card(self) -> None:
        if not self._card_lies_there():
            self._person = self._random.choice(PERSONS)
            file = self._cards[self._person]
            self._reader.bench.insert(VirtualCard(file.contents, copy(file.counters)))

    def _take_card(self) -> None:
        if self._card_lies_there():
            self._reader.bench.remove()

    def _ordinary_visit(self) -> None:
        self._take_card()
        self._reader.run()
        self._lay_card()
        self._reader.run()
        self._type_pin()

    def _press(self) -> None:
        self._reader.bench.press(self._random.choice(KEYS))

    def _type_pin(self) -> None:
        for key in (self._cards[self._person].contents.pin or "0000") + "#1":
            self._reader.bench.press(Key(key))
            if self._random.random() < 0.9:
                self._reader.run()

    def _pass_time(self) -> None:
        self._reader.wait(self._random.choice((0.1, 0.7, 1.1, 3.2, 11.0, 41.0, 95.0)))

    def _break_or_mend(self) -> None:
        if self._broken and self._random.random() < 0.8:
            self._mend(self._random.choice(sorted(self._broken)))
        else:
            part = self._random.choice(PARTS)
            self._broken.add(part)
            self._reader.bench.fail(part)  # type: ignore[arg-type]  # one of the parts

    def _mend(self, part: str) -> None:
        self._broken.discard(part)
        self._reader.bench.mend(part)  # type: ignore[arg-type]  # one of the parts

    def _tear(self) -> None:
        if self._card_lies_there():
            self._reader.bench.tear_after(self._random.randrange(6), self._random.choice(("before", "half", "after")))

    def _wire(self) -> None:
        wire = self._reader.wire
        wire.silent, wire.deaf, wire.broken = (self._random.random() < 0.15 for _ in range(3))

    def _link(self) -> None:
        online = self._random.random() < 0.6
        reason = "connected" if online else self._random.choice(("link_away", "connection_lost"))
        self._reader.wire.post(LinkSaid(Status(online, reason)))


def spend(make_reader: MakeReader, demo: Path, place: Path, number: int, actions: int) -> tuple[int, set[object]]:
    """One day; how many visits there were and how they ended."""
    reader = make_reader()
    day = Day(reader, demo, SEED + number)
    day.go_on(actions)
    day.calm_down()
    visits = summaries(place / f"state-{number}")
    assert all(visit["outcome"] is not None for visit in visits)
    assert len(reader.wire.outbox) == len(visits), "one record a visit, whatever happened"
    reader.wire.deliver_outbox()
    reader.run()
    assert not reader.wire.outbox
    return len(visits), {visit["outcome"] for visit in visits}


def test_a_day(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    visits, outcomes = spend(make_reader, demo, tmp_path, 0, 500)
    assert visits >= 15
    assert len(outcomes) >= 5


@pytest.mark.prove
def test_many_days(
    make_reader: MakeReader, demo: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    total, outcomes = 0, set[object]()
    for number in range(20):
        visits, found = spend(make_reader, demo, tmp_path, number, 800)
        total, outcomes = total + visits, outcomes | found
    record_property("proof", f"{total} visits of 20 random days ended in {len(outcomes)} ways, 0 bad (seed {SEED})")
    assert len(outcomes) >= 10
