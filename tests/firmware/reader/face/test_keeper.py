"""One child for one visit, the next one ready: with children that are no processes, on a clock moved by hand."""

from datetime import date
from itertools import pairwise

import pytest

from firmware.face.child.words import AnyReport, Awake, Decided, Match, ReadPrint, Rest
from firmware.reader.face.keeper import AWAKE_S, FIRST_PAUSE_S, LONGEST_PAUSE_S, Keeper
from tests.firmware.reader.fakes import HandClock
from tests.support.face_child import AWAKE, FaceChildren

ORDER = Match(1, 320, 240)
FIRST = ReadPrint(9, date(2026, 4, 1), 8.0)
"""The first order of a visit."""


class Served:
    """Whoever the children work for."""

    def __init__(self) -> None:
        self.reports: list[AnyReport] = []
        self.losses: list[int | None] = []

    def said(self, report: AnyReport, awake: Awake) -> None:
        assert awake == AWAKE
        self.reports.append(report)

    def lost(self, status: int | None) -> None:
        self.losses.append(status)


class Kept:
    def __init__(self, wakes: bool = True) -> None:
        self.clock, self.children, self.served = HandClock(), FaceChildren(wakes=wakes), Served()
        self.keeper = Keeper(self.children.make, self.clock, self.served)

    @property
    def alive(self) -> list[int]:
        return [child.number for child in self.children.made if not child.gone]

    def turn(self, seconds: float) -> None:
        self.clock.pass_time(seconds)
        self.keeper.tick()


@pytest.fixture
def kept() -> Kept:
    made = Kept()
    made.keeper.tick()
    return made


def test_the_first_one_stands_by_before_anybody_comes(kept: Kept) -> None:
    assert kept.alive == [0]
    assert kept.keeper.known == AWAKE
    health = kept.keeper.health("", "")
    assert (health.pid, health.ready, health.starts, health.failures, health.model) == (1000, True, 1, 0, AWAKE.model)


def test_each_visit_has_its_own(kept: Kept) -> None:
    for visit in range(5):
        assert kept.keeper.order(ORDER)
        assert kept.alive == [visit]
        kept.keeper.dismiss()
        assert kept.alive == [visit + 1], "the next one is there, and no other"
    assert kept.served.losses == []


def test_one_that_was_not_used_is_kept(kept: Kept) -> None:
    kept.keeper.dismiss()
    kept.keeper.rest(Rest())
    assert kept.alive == [0]
    assert kept.children.newest.orders == []


def test_one_that_dies_in_a_visit_is_missed_and_replaced(kept: Kept) -> None:
    kept.keeper.order(ORDER)
    kept.children.newest.die(-9)
    assert kept.served.losses == [-9]
    assert not kept.keeper.order(ORDER)
    assert kept.keeper.failing
    assert kept.keeper.known is None
    kept.turn(FIRST_PAUSE_S)
    assert kept.alive == [1]
    assert not kept.keeper.failing


def test_one_that_dies_standing_by_is_replaced_and_nobody_missed_it(kept: Kept) -> None:
    kept.children.newest.die(-9)
    kept.turn(FIRST_PAUSE_S)
    assert kept.alive == [1]
    assert kept.served.losses == []


def test_one_that_always_dies_does_not_spin(kept: Kept) -> None:
    kept.children.wakes = False
    kept.children.newest.die(1)
    began, starts = kept.clock.monotonic(), []
    while kept.clock.monotonic() - began < 600:
        kept.turn(0.5)
        if not kept.children.newest.gone:
            starts.append(kept.clock.monotonic())
            kept.children.newest.die(1)
    pauses = [later - before for before, later in pairwise(starts)]
    assert pauses == sorted(pauses)
    assert max(pauses) == LONGEST_PAUSE_S
    assert len(starts) < 20
    assert kept.keeper.failing
    kept.children.wakes = True
    kept.turn(LONGEST_PAUSE_S)
    assert not kept.keeper.failing, "and one that wakes is good"


def test_one_that_cannot_be_started_is_tried_again(kept: Kept) -> None:
    kept.children.newest.die(None)
    assert kept.keeper.failing
    kept.turn(FIRST_PAUSE_S)
    assert kept.alive == [1]


def test_one_that_never_wakes_is_given_up() -> None:
    kept = Kept(wakes=False)
    kept.keeper.tick()
    assert kept.keeper.known is None
    assert not kept.keeper.failing
    kept.turn(AWAKE_S - 1)
    assert kept.alive == [0]
    kept.turn(1.5)
    assert kept.keeper.failing
    assert kept.keeper.health("", "").failures == 1


def test_what_is_known_of_the_models_stands_while_the_next_one_wakes(kept: Kept) -> None:
    kept.children.wakes = False
    kept.keeper.order(ORDER)
    kept.keeper.dismiss()
    assert not kept.keeper.health("", "").ready
    assert kept.keeper.known == AWAKE, "a visit may follow at once"
    assert kept.keeper.order(ORDER), "its order waits in the socket"


def test_what_a_dismissed_one_still_says_is_not_heard(kept: Kept) -> None:
    kept.children.script = lambda _: ()
    kept.keeper.order(ORDER)
    old = kept.children.newest
    kept.keeper.dismiss()
    old.say(Decided(1, "match", 0.1, True))
    assert kept.served.reports == []


def test_one_that_speaks_before_it_is_awake_is_none() -> None:
    kept = Kept(wakes=False)
    kept.keeper.tick()
    kept.children.newest.say(Decided(1, "match", 0.1, True))
    assert kept.served.reports == []
    assert kept.alive == []
    assert kept.keeper.failing


def test_after_the_end_none_is_started(kept: Kept) -> None:
    kept.keeper.order(ORDER)
    kept.keeper.close(1.0)
    kept.turn(LONGEST_PAUSE_S)
    assert kept.alive == []
    assert len(kept.children.made) == 1
    assert not kept.keeper.order(ORDER)
    assert kept.served.losses == []


@pytest.fixture
def ending(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The visit before is over, and its child takes a moment to end."""
    kept.keeper.order(ORDER)
    monkeypatch.setattr(kept.children.newest, "dismiss", lambda: None)
    kept.keeper.dismiss()
    return kept


def test_a_visit_that_follows_at_once_waits_for_its_own_child(ending: Kept) -> None:
    before = ending.children.newest
    assert ending.keeper.order(FIRST)
    assert before.orders == [ORDER], "nothing for the child of somebody else"
    before.die(0)
    assert ending.children.newest.orders == [FIRST]
    assert ending.served.losses == []


def test_what_waited_for_a_visit_that_is_over_is_not_done(ending: Kept) -> None:
    assert ending.keeper.order(FIRST)
    assert not ending.keeper.rest(Rest())
    ending.children.newest.die(0)
    assert ending.children.newest.orders == []


def test_only_a_first_order_waits(ending: Kept) -> None:
    assert not ending.keeper.order(ORDER)
