"""The rules of terminal authentication, and that no forged or foreign attestation is ever signed."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firmware.japan import JAPAN
from firmware.messages.schema import (
    Attestation,
    FaceAttestation,
    Liveness,
    Method,
    RefusalReason,
    StaffAttestation,
    TerminalAuthGiven,
)
from tests.tools.central.terminal_world import (
    CALIBRATION,
    FACE,
    MODEL,
    POLICY,
    STAFF,
    THRESHOLD,
    ask,
    new_visit,
    of_visit,
    open_desk,
)
from tests.tools.central.world import VISIT, World
from tools.central.anchors import Mode
from tools.central.store import AlarmKind
from tools.central.terminal_policy import DEMO_CALIBRATION, Matcher, Opening, TerminalPolicy
from tools.central.terminal_rules import Case, Ruling, is_open, judge, method_of

SEED = 20261122
SATURDAY_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=JAPAN)
CASE = Case("demo-reader-1", VISIT, SATURDAY_NOON, "production", POLICY, False, 0, 0)
REFUSED, NOT_ALLOWED = RefusalReason.ATTESTATION_REFUSED, RefusalReason.METHOD_NOT_ALLOWED
CLOSED = msgspec.structs.replace(POLICY, openings=(Opening(("sun",), time(9), time(18)),))


def change(attestation: Attestation, **changes: object) -> Attestation:
    return msgspec.structs.replace(attestation, **changes)


def test_what_an_honest_reader_attests_is_signed() -> None:
    assert judge(CASE, FACE) is None
    assert judge(CASE, STAFF) is None
    assert judge(CASE, change(FACE, score=THRESHOLD)) is None
    assert judge(CASE, change(FACE, score=0.0, threshold=0.3, quality=())) is None
    assert (method_of(FACE), method_of(STAFF)) == (Method.FACE, Method.STAFF)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"score": THRESHOLD + 0.001}, "no_match"),
        ({"score": 0.2, "threshold": 0.1}, "no_match"),
        ({"threshold": THRESHOLD + 0.001}, "threshold_too_wide"),
        ({"threshold": 4.0, "score": 3.9}, "threshold_too_wide"),
        ({"liveness": Liveness.FAILED}, "not_alive"),
        ({"liveness": Liveness.NOT_CHECKED}, "not_alive"),
        ({"model": "cd" * 32}, "unknown_matcher"),
        ({"calibration": "site-2"}, "unknown_matcher"),
        ({"calibration": DEMO_CALIBRATION}, "unknown_matcher"),
        ({"visit": VISIT[:-1] + "2"}, "of_another_visit"),
        ({"device": "demo-reader-2"}, "of_another_visit"),
    ],
)
def test_an_attestation_that_no_honest_reader_makes_is_refused_with_an_alarm(
    changes: dict[str, object], why: str
) -> None:
    assert judge(CASE, change(FACE, **changes)) == Ruling(REFUSED, why, AlarmKind.ATTESTATION)


@pytest.mark.parametrize(
    ("changes", "attestation", "ruling"),
    [
        ({"policy": None}, FACE, Ruling(NOT_ALLOWED, "no_policy")),
        ({"policy": None}, STAFF, Ruling(NOT_ALLOWED, "no_policy")),
        ({"policy": TerminalPolicy()}, FACE, Ruling(NOT_ALLOWED, "face_not_allowed")),
        ({"policy": TerminalPolicy()}, STAFF, Ruling(NOT_ALLOWED, "staff_not_allowed")),
        ({"given_before": True}, FACE, Ruling(RefusalReason.TERMINAL_AUTH_SPENT, "spent")),
        ({"given_before": True}, STAFF, Ruling(RefusalReason.TERMINAL_AUTH_SPENT, "spent")),
        ({"in_minute": 6}, FACE, Ruling(RefusalReason.TOO_MANY_REQUESTS, "too_often", AlarmKind.TERMINAL_RATE)),
        ({"in_day": 1000}, STAFF, Ruling(RefusalReason.TOO_MANY_REQUESTS, "too_often", AlarmKind.TERMINAL_RATE)),
        ({"policy": CLOSED}, FACE, Ruling(RefusalReason.OUTSIDE_HOURS, "outside_hours", AlarmKind.HOURS)),
        ({"policy": CLOSED}, STAFF, Ruling(RefusalReason.OUTSIDE_HOURS, "outside_hours", AlarmKind.HOURS)),
    ],
)
def test_what_a_reader_may_not_do(changes: dict[str, object], attestation: Attestation, ruling: Ruling) -> None:
    assert judge(replace(CASE, **changes), attestation) == ruling  # type: ignore[arg-type]  # fields by their names


def test_the_last_of_a_minute_and_of_a_day_are_within() -> None:
    assert judge(replace(CASE, in_minute=5, in_day=999), FACE) is None


@pytest.mark.parametrize(
    ("matcher", "mode", "good"),
    [
        (Matcher(DEMO_CALIBRATION, 0.6), "demo", True),
        (Matcher(DEMO_CALIBRATION, 0.6), "production", False),
        (Matcher(DEMO_CALIBRATION, 0.6, MODEL), "demo", True),
        (Matcher(DEMO_CALIBRATION, 0.6, MODEL), "production", False),
        (Matcher(CALIBRATION, 0.6), "production", False),
        (Matcher(CALIBRATION, 0.6, MODEL), "production", True),
    ],
)
def test_a_demos_matcher_is_good_in_a_demo_only(matcher: Matcher, mode: Mode, good: bool) -> None:
    case = replace(CASE, mode=mode, policy=TerminalPolicy((matcher,)))
    assert (judge(case, change(FACE, calibration=matcher.calibration)) is None) is good


def test_each_matcher_has_its_own_threshold() -> None:
    other = "cd" * 32
    policy = TerminalPolicy((Matcher("a", 0.3, MODEL), Matcher("a", 0.6, other), Matcher("b", 0.5, MODEL)))
    case = replace(CASE, policy=policy)
    for model, calibration, widest in ((MODEL, "a", 0.3), (other, "a", 0.6), (MODEL, "b", 0.5)):
        within = change(FACE, model=model, calibration=calibration, threshold=widest, score=0.1)
        assert judge(case, within) is None
        assert judge(case, change(within, threshold=widest + 0.01)) is not None
    assert judge(case, change(FACE, model=other, calibration="b")) is not None


DAY_AND_NIGHT = (
    Opening(("mon", "fri"), time(9), time(18, 30)),
    Opening(("fri",), time(22), time(2)),
    Opening(("wed",), time(0), time(0)),
)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (datetime(2026, 11, 16, 9, 0), True),  # a Monday
        (datetime(2026, 11, 16, 8, 59, 59), False),
        (datetime(2026, 11, 16, 18, 29, 59), True),
        (datetime(2026, 11, 16, 18, 30), False),
        (datetime(2026, 11, 17, 12, 0), False),
        (datetime(2026, 11, 18, 0, 0), True),
        (datetime(2026, 11, 18, 23, 59, 59), True),
        (datetime(2026, 11, 19, 0, 0), False),
        (datetime(2026, 11, 20, 23, 0), True),
        (datetime(2026, 11, 21, 1, 59), True),
        (datetime(2026, 11, 21, 2, 0), False),
        (datetime(2026, 11, 20, 1, 0), False),
    ],
)
def test_opening_hours_are_those_of_japan_and_may_reach_over_midnight(moment: datetime, open_: bool) -> None:
    at = moment.replace(tzinfo=JAPAN)
    assert is_open(DAY_AND_NIGHT, at) is open_
    assert is_open(DAY_AND_NIGHT, at.astimezone(tz=None)) is open_
    assert is_open((), at)


DISTANCES = st.floats(0, 4, allow_nan=False)
FACES = st.builds(
    FaceAttestation,
    visit=st.sampled_from([VISIT, VISIT[:-1] + "2"]),
    device=st.sampled_from(["demo-reader-1", "demo-reader-2"]),
    score=st.one_of(st.sampled_from([0.1, THRESHOLD]), DISTANCES),
    threshold=st.one_of(st.sampled_from([THRESHOLD]), DISTANCES),
    model=st.sampled_from([MODEL, "cd" * 32]),
    calibration=st.sampled_from([CALIBRATION, "site-2", DEMO_CALIBRATION]),
    liveness=st.sampled_from(Liveness),
    quality=st.just(()),
)


@settings(max_examples=200, deadline=None)
@given(FACES)
def test_exactly_the_attestations_within_the_policy_pass(said: FaceAttestation) -> None:
    honest = (
        (said.visit, said.device, said.model, said.calibration) == (VISIT, "demo-reader-1", MODEL, CALIBRATION)
        and said.liveness is Liveness.PASSED
        and said.score <= said.threshold <= THRESHOLD
    )
    assert (judge(CASE, said) is None) is honest


FORGED = st.one_of(
    st.builds(lambda score: {"score": score}, st.floats(THRESHOLD, 4, exclude_min=True)),
    st.builds(lambda wide: {"threshold": wide}, st.floats(THRESHOLD, 4, exclude_min=True)),
    st.builds(lambda model: {"model": model}, st.binary(min_size=32, max_size=32).map(bytes.hex)),
    st.builds(lambda name: {"calibration": name}, st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True)),
    st.sampled_from([{"liveness": Liveness.FAILED}, {"liveness": Liveness.NOT_CHECKED}]),
    st.builds(lambda device: {"device": device}, st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)),
    st.builds(lambda visit: {"visit": visit}, st.from_regex(r"[A-Za-z0-9-]{1,64}", fullmatch=True)),
)


@settings(max_examples=200, deadline=None)
@given(FORGED, st.sampled_from([0.0, 0.1, THRESHOLD]))
def test_one_wrong_word_is_enough(forged: dict[str, object], score: float) -> None:
    attestation = msgspec.structs.replace(FACE, **({"score": score} | forged))
    assume(any(getattr(FACE, name) != value for name, value in forged.items()))
    assert judge(CASE, attestation) is not None


def forged(chance: random.Random, honest: FaceAttestation) -> Attestation:
    """What somebody says who has the reader's keys but no match: one to three wrong words."""
    wrong: dict[str, list[object]] = {
        "score": [THRESHOLD + 1e-9, chance.uniform(THRESHOLD + 1e-9, 4.0)],
        "threshold": [THRESHOLD + 1e-9, chance.uniform(THRESHOLD + 1e-9, 4.0)],
        "model": [chance.randbytes(32).hex(), "00" * 32],
        "calibration": [DEMO_CALIBRATION, chance.randbytes(8).hex()],
        "liveness": [Liveness.FAILED, Liveness.NOT_CHECKED],
        "device": ["demo-reader-2", chance.randbytes(6).hex()],
        "visit": [VISIT[:-1] + "3", chance.randbytes(16).hex()],
    }
    names = chance.sample(sorted(wrong), chance.randint(1, 3))
    if chance.random() < 0.1:
        return StaffAttestation(honest.visit, honest.device, "0042")
    return change(honest, **{name: chance.choice(wrong[name]) for name in names})


def send_forged(world: World, count: int) -> int:
    """How many of so many forged attestations were signed; each is the only one of its visit."""
    open_desk(world, msgspec.structs.replace(POLICY, staff=False, per_minute=100_000, per_day=100_000))
    chance, signed = random.Random(SEED), 0
    for _ in range(count):
        visit = new_visit(world)
        world.clock.advance(1)
        attestation = forged(chance, msgspec.structs.replace(FACE, visit=visit))
        signed += isinstance(ask(world, attestation, visit), TerminalAuthGiven)
    assert len(world.rows("terminal")) == signed
    visit = new_visit(world)
    assert isinstance(ask(world, of_visit(FACE, visit), visit), TerminalAuthGiven), "an honest one is signed"
    return signed


def test_no_forged_attestation_is_signed(world: World) -> None:
    assert send_forged(world, 40) == 0


@pytest.mark.prove
def test_of_many_forged_attestations_none_is_signed(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    signed = send_forged(world, 1000)
    record_property("proof", f"1000 forged attestations, {signed} signed (seed {SEED})")
    assert signed == 0


@pytest.mark.parametrize("seconds", [0.0, 59.9])
def test_the_minute_is_that_before_the_request(world: World, seconds: float) -> None:
    open_desk(world, msgspec.structs.replace(POLICY, per_minute=1))
    ask(world)
    world.clock.at += timedelta(seconds=seconds)
    visit = new_visit(world)
    assert not isinstance(ask(world, of_visit(FACE, visit), visit), TerminalAuthGiven)
    world.clock.at += timedelta(minutes=1)
    visit = new_visit(world)
    assert isinstance(ask(world, of_visit(FACE, visit), visit), TerminalAuthGiven)
