"""Counted attempts of holders, strangers, look-alikes, prints and phones. Plumbing, not accuracy: persons are drawn.

How they come is drawn from a seed: light, room, distance, bearing, expression, and how fast and far they turn. The
thresholds and these ranges were settled with the seeds from 50,000 and from 70,000 on. Two counts with other seeds came
before this one: the first was given up after 15 holders, two of whom showed that nobody came nearer when told to, and a
turn that was seen too late; the second (from 30,261,128 on: 100 of 100 holders, 2 of 100 strangers, 23 of 40
look-alikes, 0 of 60 prints and phones) led to another cast. The seeds of this one were not looked at before.
"""

import sys
from collections.abc import Callable
from statistics import median

import pytest

from firmware.face.engine.availability import open_engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Unavailable
from tests.firmware.face.engine.conftest import INSTALLED
from tests.support.face_visits.counts import (
    FULL,
    GROUPS,
    Group,
    Outcome,
    Stage,
    play_many,
    summary,
    visits,
)

pytestmark = pytest.mark.models
SEED = 40_261_128
SAMPLE_SEED = 50_000
SAMPLE: dict[Group, int] = {"genuine": 2, "impostor": 2, "look-alike": 1, "print": 1, "phone": 1}
LEAST_GENUINE = 98
"""Of a hundred, at the first attempt."""


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    opened = open_engine(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face models, uketsuke-models install makes them: {opened.detail}")


@pytest.mark.parametrize("group", GROUPS)
def test_a_sample_of_visits(group: Group) -> None:
    stage = Stage(INSTALLED)
    outcomes = [stage.play(visit) for visit in visits(group, SAMPLE[group], SAMPLE_SEED)]
    if group == "look-alike":
        assert all(outcome.score is not None for outcome in outcomes), "compared, with whatever end"
    else:
        assert {outcome.accepted for outcome in outcomes} == {group == "genuine"}


@pytest.mark.prove
def test_the_full_count_of_visits(record_property: Callable[[str, object], None]) -> None:
    wanted = [visit for group in GROUPS for visit in visits(group, FULL[group], SEED)]
    outcomes: list[Outcome] = []
    for done in play_many(INSTALLED, wanted):
        outcomes += done
        print(f"visits of the face way {len(outcomes)}/{len(wanted)}", file=sys.__stderr__, flush=True)
    record_property("proof", "plumbing, not accuracy: the persons are drawn")
    record_property("seed", f"{SEED} and following")
    found = {group: [outcome for outcome in outcomes if outcome.visit.group == group] for group in GROUPS}
    for group, those in found.items():
        scores = sorted(outcome.score for outcome in those if outcome.score is not None)
        told = f"; distances {scores[0]:.2f} to {scores[-1]:.2f}, median {median(scores):.2f}" if scores else ""
        record_property(group, summary(those) + told)
    accepted = {group: sum(outcome.accepted for outcome in those) for group, those in found.items()}
    assert {group: len(those) for group, those in found.items()} == FULL
    assert (accepted["impostor"], accepted["print"], accepted["phone"]) == (0, 0, 0)
    assert accepted["genuine"] >= LEAST_GENUINE
